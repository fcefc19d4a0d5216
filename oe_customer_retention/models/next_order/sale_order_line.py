from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    retention_repeat_id = fields.Many2one(
        "sale.order",
        string="Repeats",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The order this suggested line repeats: the last one with the product, of "
        "which unit and price were taken.",
    )
