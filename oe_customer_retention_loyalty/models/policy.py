from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    warn_points = fields.Boolean(
        string="Call before points expire",
        tracking=True,
        help="Customers with points, a coupon or a gift card that expires within the "
        "days below are in Call today.",
    )
    points_days = fields.Integer(
        string="Points expire within",
        default=14,
        required=True,
        tracking=True,
        help="Days before points expire from which 'Points expire' is shown.",
    )
