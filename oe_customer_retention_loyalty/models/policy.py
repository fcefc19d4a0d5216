from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    warn_points = fields.Boolean(
        string="Call before points expire",
        tracking=True,
        help="Who has points, a coupon or a gift card that expires within the days "
        "below is in Call today.",
    )
    points_days = fields.Integer(
        string="Points expire within",
        default=14,
        required=True,
        tracking=True,
        help="Days before points expire from which on 'Points expire' is raised.",
    )
