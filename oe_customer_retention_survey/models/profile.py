from odoo import api, fields, models
from odoo.addons.oe_customer_retention.models import rates
from odoo.addons.oe_customer_retention.models.optional_fields import OptionalInteger
from odoo.addons.oe_customer_retention.models.profile.derived import days_since
from odoo.tools import SQL


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    last_survey_date = fields.Date(
        string="Last survey answered",
        readonly=True,
        help="The day the customer last answered a survey to the end.",
    )
    days_since_survey = days_since(
        "last_survey_date",
        string="Days since survey",
        help="Days since the customer last answered a survey.",
    )
    nps_score = OptionalInteger(
        string="Would recommend us",
        readonly=True,
        aggregator="avg",
        help="What the customer answered last to the NPS question of the Settings, "
        "from 0 to 10. Empty: never.",
    )
    nps_date = fields.Date(
        string="NPS answered on",
        readonly=True,
        help="The day of the last answer to the NPS question.",
    )
    nps_group = fields.Selection(
        [
            ("promoter", "Promoter"),
            ("passive", "Passive"),
            ("detractor", "Detractor"),
        ],
        string="NPS group",
        readonly=True,
        help="Promoter: 9 or 10. Passive: 7 or 8. Detractor: up to 6.",
    )
    nps = OptionalInteger(
        string="NPS",
        readonly=True,
        aggregator="avg",
        help="100 for a promoter, 0 for a passive one, -100 for a detractor. The "
        "average of customers is their net promoter score; fewer than "
        f"{rates.MIN_CUSTOMERS_FOR_RATE} who answered have none.",
    )

    def _read_group_select(self, aggregate_spec, query):
        score = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec != "nps:avg":
            return score
        return SQL(
            "CASE WHEN COUNT(%s) >= %s THEN %s END",
            self._field_to_sql(self._table, "nps", query),
            rates.MIN_CUSTOMERS_FOR_RATE,
            score,
        )

    @api.model
    def _condition_fields(self):
        own = {"nps_score", "nps_date", "nps_group"}
        return super()._condition_fields() | own
