from odoo import models

from .cost import Margin


class CustomerRetentionPurchaseLine(models.Model):
    _inherit = "customer.retention.purchase.line"

    margin = Margin(
        readonly=True,
        help="Revenue less the cost of the goods: the cost on the order; where there "
        "is none, what the product costs now.",
    )
