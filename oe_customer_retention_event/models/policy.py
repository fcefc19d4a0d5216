from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    count_event = fields.Boolean(
        string="Events",
        tracking=True,
        help="Booking an event, or coming to one, counts as activity.",
    )
