from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    retention_suggested = fields.Boolean(
        string="Suggested",
        readonly=True,
        copy=False,
        help="Made by 'Suggest quotation': of what the customer usually orders.",
    )
