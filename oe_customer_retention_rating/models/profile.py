from odoo import api, fields, models
from odoo.addons.oe_customer_retention.models.optional_fields import OptionalFloat
from odoo.addons.oe_customer_retention.models.profile.derived import days_since


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    last_rating_date = fields.Date(
        readonly=True, string="Last rated on", help="The day the customer last rated."
    )
    days_since_rating = days_since(
        "last_rating_date",
        string="Days since rating",
        help="Days since the customer last rated.",
    )
    last_rating = OptionalFloat(
        string="Last rating",
        readonly=True,
        digits=(3, 2),
        aggregator="avg",
        help="The score given last, from 1 to 5; up to 2 the customer is dissatisfied.",
    )
    average_rating = OptionalFloat(
        string="Average rating",
        readonly=True,
        digits=(3, 2),
        aggregator="avg",
        help="The average of all scores the customer gave, from 1 to 5.",
    )
    rating_count = fields.Integer(
        readonly=True, string="Ratings given", help="How many ratings there are."
    )

    @api.model
    def _condition_fields(self):
        own = {"last_rating", "average_rating", "rating_count"}
        return super()._condition_fields() | own
