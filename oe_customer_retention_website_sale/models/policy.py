from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    count_visit = fields.Boolean(
        string="Visits to the website",
        tracking=True,
        help="A visit to the website counts as activity, as do a cart and a wishlist. "
        "Off: a visitor does not necessarily buy.",
    )
    back_on_site_days = fields.Integer(
        string="Back on the site after",
        default=90,
        required=True,
        tracking=True,
        help="Days without a purchase after which a visit to the website is a reason "
        "to call at once.",
    )
