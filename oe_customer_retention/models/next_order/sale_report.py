from odoo import fields, models


class SaleReport(models.Model):
    _inherit = "sale.report"

    retention_suggested = fields.Boolean(
        string="Suggested",
        readonly=True,
        help="Part of a quotation made by 'Suggest quotation'.",
    )

    def _select_additional_fields(self):
        return {
            **super()._select_additional_fields(),
            "retention_suggested": "s.retention_suggested",
        }

    def _group_by_sale(self):
        return f"{super()._group_by_sale()}, s.retention_suggested"
