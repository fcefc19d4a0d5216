from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    count_repair = fields.Boolean(
        string="Repairs",
        tracking=True,
        help="Having something repaired counts as activity.",
    )
