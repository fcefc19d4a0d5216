from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    count_event = fields.Boolean(
        string="Events",
        tracking=True,
        help="Registering for an event, or attending one, counts as activity.",
    )
