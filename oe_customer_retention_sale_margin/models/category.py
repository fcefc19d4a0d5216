from odoo import models

from .cost import DerivedMargin


class CustomerRetentionCategory(models.Model):
    _inherit = "customer.retention.category"

    margin_12m = DerivedMargin(
        sql="_sql_sum_12m",
        sql_args=("margin", 0),
        string="Margin 12 months",
        help="Revenue of the last 12 months less the cost of the goods.",
    )
