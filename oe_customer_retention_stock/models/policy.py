from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    count_delivery = fields.Boolean(
        string="Deliveries",
        tracking=True,
        help="A delivery to the customer counts as activity.",
    )
    warn_delivery = fields.Boolean(
        string="Warn of missing deliveries",
        tracking=True,
        help="Show 'No delivery' after the days below. Off where no goods are sent.",
    )
    no_delivery_days = fields.Integer(
        string="No delivery for",
        default=90,
        required=True,
        tracking=True,
        help="Days without a delivery after which 'No delivery' is shown.",
    )
