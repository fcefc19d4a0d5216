from odoo import fields, models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "customer.retention.server.mark"]
    _retention_mark = "retention_repeat_id"

    retention_repeat_id = fields.Many2one(
        "sale.order",
        string="Repeats",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The order this suggested line repeats: the last one with the product, "
        "from which the unit and price were taken.",
    )
