from odoo import fields, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.retention.server.mark"]
    _retention_mark = "retention_suggested"

    retention_suggested = fields.Boolean(
        string="Suggested",
        readonly=True,
        copy=False,
        help="Made by 'Suggest quotation': based on what the customer usually orders.",
    )
