from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    count_rating = fields.Boolean(
        string="Ratings given",
        tracking=True,
        help="A rating the customer gave counts as activity. Off: a customer who "
        "complains does not necessarily buy.",
    )
