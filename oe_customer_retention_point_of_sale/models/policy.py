from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    count_receipt = fields.Boolean(
        string="Receipts",
        default=True,
        tracking=True,
        help="Buying at the counter counts as activity; a refund never does.",
    )
