from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    count_event = fields.Boolean(
        string="Events",
        tracking=True,
        help="That the customer booked an event, or came to one, counts as activity.",
    )
