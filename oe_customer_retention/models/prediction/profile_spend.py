"""Customers who still buy, and spend less than they used to: derived on read."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...analytics.spend import (
    DECAY,
    HALF_LIFE,
    LESS,
    MIN_PURCHASE_DAYS,
    PRIOR_PURCHASES,
)
from ..labels import counted
from ..optional_fields import DerivedBoolean, DerivedFloat, DerivedMonetary
from ..status import GOOD_STANDING
from .correction_sql import share_left

SPEND = (
    "spend_recent",
    "revenue_total",
    "purchase_day_count",
    "first_purchase_date",
    "last_purchase_date",
)
MOST_LESS_FIRST = "spend_at_risk desc, id"


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    spend_recent = fields.Monetary(
        string="Recent spend",
        readonly=True,
        aggregator=None,
        help="Revenue weighed by its age on the day of the last purchase, half as much "
        "every 60 days; a technical figure behind the spend trend.",
    )
    spend_trend = DerivedFloat(
        string="Spend trend",
        sql="_sql_spend_trend",
        depends=SPEND,
        help="Recent spend, with half as much weight every 60 days, divided by the "
        "customer's own average: 100% as usual, below it spends less. The fewer its "
        "purchases, the closer to 100%. For customers who bought on 6 days or more.",
    )
    is_spending_less = DerivedBoolean(
        sql="_sql_is_spending_less",
        depends=("spend_trend", "status"),
        among="_among_buyers",
        string="Spends less than usual",
        help="Active or at risk, bought on 6 days or more, and spends less than three "
        "quarters of its own average recently.",
    )
    spend_at_risk = DerivedMonetary(
        sql="_sql_spend_at_risk",
        depends=("spend_trend", "reorder_probability", "policy_id.horizon_days"),
        string="Spend at stake",
        help="What the customer spends within the policy's horizon on average, less "
        "that times the order probability and the spend trend: customers who spend "
        "less are ranked by it.",
    )
    spend_reason = fields.Char(
        string="Spend explained",
        compute="_compute_spend_reason",
        help="What the customer usually spends, and what it spends recently: what was "
        "spent 60 days ago weighs half as much as today.",
    )

    @api.model
    def _condition_fields(self):
        own = {"spend_trend", "is_spending_less", "spend_at_risk"}
        return super()._condition_fields() | own

    def _sql_spend_trend(self, alias, query):
        """Return the SQL of ``analytics.spend.spend_trend``."""
        age = self._sql_spend_age(alias, query)
        return SQL(
            """CASE WHEN %(days)s >= %(least)s AND %(revenue)s > 0 THEN
               (GREATEST(%(recent)s, 0)::float8 * %(recent_left)s
                    * %(days)s / %(revenue)s::float8 + %(prior)s)
               / (%(days)s / %(age)s * (1 - %(age_left)s) / %(decay)s + %(prior)s)
               END""",
            days=self._field_to_sql(alias, "purchase_day_count", query),
            least=MIN_PURCHASE_DAYS,
            revenue=self._field_to_sql(alias, "revenue_total", query),
            recent=self._field_to_sql(alias, "spend_recent", query),
            recent_left=share_left(self._sql_no_purchase(alias, query), HALF_LIFE),
            age=age,
            age_left=share_left(age, HALF_LIFE),
            decay=SQL("%s::float8", DECAY),
            prior=PRIOR_PURCHASES,
        )

    def _sql_spend_age(self, alias, query):
        """Return the SQL of the days since the first purchase, at least 1."""
        return SQL("GREATEST(%s, 1)", self._history(alias, query)["t"])

    def _sql_is_spending_less(self, alias, query):
        return SQL(
            "COALESCE(%s < %s AND %s IN %s, FALSE)",
            self._field_to_sql(alias, "spend_trend", query),
            LESS,
            self._field_to_sql(alias, "status", query),
            tuple(GOOD_STANDING),
        )

    def _sql_spend_at_risk(self, alias, query):
        return SQL(
            "(%(revenue)s::float8 * %(horizon)s / GREATEST(%(age)s, %(horizon)s)"
            " * (1 - %(chance)s * %(trend)s))",
            revenue=self._field_to_sql(alias, "revenue_total", query),
            horizon=self._horizon_sql(alias, query),
            age=self._sql_spend_age(alias, query),
            chance=self._field_to_sql(alias, "reorder_probability", query),
            trend=self._field_to_sql(alias, "spend_trend", query),
        )

    @api.depends("spend_trend", "policy_id.horizon_days")
    @api.depends_context("lang", "retention_as_of")
    def _compute_spend_reason(self):
        for profile in self:
            profile.spend_reason = (
                profile.spend_trend is not False and profile._explain_spend()
            )

    def _explain_spend(self):
        """Return the sentence that tells usual and present spend."""
        horizon = self.sudo().policy_id.horizon_days
        usual = float(self.revenue_total) / max(self._age(), horizon) * horizon
        return counted(
            self.env,
            self.env._(
                "Usually spends %(usual)s in %(days)s {days:day|days}, since "
                "%(first)s; recently %(present)s."
            ),
            usual=self._format_amount(usual),
            days=horizon,
            first=format_date(self.env, self.first_purchase_date),
            present=self._format_amount(usual * self.spend_trend),
        )
