"""Chance of the next order, revenue at risk and to be expected: read in SQL.

The stored facts are a customer's purchase days, the parameters are those of the
company's ``customer.retention.reorder.model``. Formulas: ``analytics.mbg_nbd`` and
``analytics.stake``.
"""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...analytics.mbg_nbd import Parameters
from ..optional_fields import (
    DerivedFloat,
    DerivedMonetary,
    DerivedSelection,
    OptionalFloat,
)
from .correction_sql import RECENT, WEIGHTS, corrected
from .reorder_sql import (
    expected_purchases,
    purchase_value,
    revenue_at_risk,
)

CONDITION_FIELDS = (
    "reorder_probability",
    "reorder_band",
    "prediction_confidence",
    "lasting_probability",
    "revenue_at_risk",
    "expected_purchases",
    "purchase_value",
    "expected_revenue",
)
BANDS = {"high": 0.5, "medium": 0.2}
# Of those with nothing at risk, whose purchases bring or brought the most.
MOST_AT_STAKE_FIRST = "revenue_at_risk desc, revenue_12m desc, revenue_total desc, id"
HISTORY = ("first_purchase_date", "last_purchase_date", "purchase_day_count")


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    recent_revenue = OptionalFloat(
        string="Recent revenue",
        readonly=True,
        aggregator=None,
        help="Revenue of the purchase days as of the last one, each counting half "
        "for every 120 days before it; a technical figure behind the order "
        "probability.",
    )
    recent_purchase_days = OptionalFloat(
        string="Recent purchase days",
        readonly=True,
        aggregator=None,
        help="Purchase days as of the last one, each counting half for every 120 "
        "days before it; a technical figure behind the order probability.",
    )
    burst_purchase_days = OptionalFloat(
        string="Burst purchase days",
        readonly=True,
        aggregator=None,
        help="Purchase days as of the last one, each counting half for every 60 days "
        "before it; a technical figure behind the order probability.",
    )
    reorder_probability = DerivedFloat(
        sql="_sql_reorder_probability",
        depends=(*HISTORY, *RECENT, "policy_id.horizon_days"),
        string="Order probability",
        help="Probability that the customer buys again within the policy's horizon. "
        "See Configuration > Prediction models for how good such predictions were on "
        "this company's own past.",
    )
    reorder_band = DerivedSelection(
        [("high", "High"), ("medium", "Medium"), ("low", "Low")],
        sql="_sql_reorder_band",
        depends=("reorder_probability",),
        string="Probability level",
        help="Order probability within the policy's horizon: high from 50%, medium "
        "from 20%, low below.",
    )
    prediction_confidence = DerivedSelection(
        [("normal", "Normal"), ("low", "Low")],
        sql="_sql_prediction_confidence",
        string="Confidence",
        help="Low: the company has fewer than 100 customers or 365 days of history, "
        "which is little to learn from; the probability relies on what is usual "
        "elsewhere.",
    )
    lasting_probability = DerivedFloat(
        sql="_sql_lasting_probability",
        depends=(*HISTORY, *RECENT, "policy_id.horizon_days"),
        string="Probability within two horizons",
        help="Probability that the customer buys again within twice the policy's "
        "horizon: a customer who lets this time pass is more often lost than merely "
        "slow.",
    )
    revenue_at_risk = DerivedMonetary(
        sql="_sql_revenue_at_risk",
        depends=("revenue_12m", "lasting_probability", "policy_id.horizon_days"),
        string="Revenue at risk",
        help="What the customer would spend within the policy's horizon at the pace "
        "of its last 12 months (of the days since its first purchase, where these "
        "are fewer), times the probability that it lets twice the horizon go by "
        "without an order. Nothing where the last purchase is more than 12 months "
        "old: there is no current revenue left to lose.",
    )
    expected_purchases = DerivedFloat(
        sql="_sql_expected_purchases",
        depends=(*HISTORY, "policy_id.horizon_days"),
        string="Expected purchases",
        help="Days with a purchase to be expected within the policy's horizon, by the "
        "company's prediction model.",
    )
    purchase_value = DerivedMonetary(
        sql="_sql_purchase_value",
        depends=("revenue_total", "purchase_day_count"),
        string="Usual purchase",
        help="What the customer spends on a day with a purchase: its own mean, "
        "adjusted by that of all customers as if that were two more purchases of its "
        "own.",
    )
    expected_revenue = DerivedMonetary(
        sql="_sql_expected_revenue",
        depends=("expected_purchases", "purchase_value"),
        string="Expected revenue",
        help="Revenue to be expected from the customer within the policy's horizon: "
        "the expected purchases times what one of them is usually worth. Future "
        "customers are not included in these totals.",
    )

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), *CONDITION_FIELDS}

    @api.model
    def _among_buyers(self):
        """Return the domain of those who ever bought."""
        return Domain("last_purchase_date", "!=", False)

    def _sql_reorder_probability(self, alias, query):
        horizon = self._horizon_sql(alias, query)
        return self._sql_chance_within(horizon, alias, query)

    def _sql_lasting_probability(self, alias, query):
        horizon = self._horizon_sql(alias, query)
        return self._sql_chance_within(SQL("2 * %s", horizon), alias, query)

    def _sql_chance_within(self, horizon, alias, query):
        return self._chance_sql(
            alias,
            query,
            history=self._history(alias, query),
            silence=self._sql_no_purchase(alias, query),
            recent={name: self._field_to_sql(alias, name, query) for name in RECENT},
            horizon=horizon,
        )

    def _sql_no_purchase(self, alias, query):
        """Return the SQL of the days since the last purchase, 0 where it is to come."""
        return SQL(
            "GREATEST(%s, 0)", self._sql_days_since(alias, query, "last_purchase_date")
        )

    def _chance_sql(self, alias, query, *, history, silence, recent, horizon):
        """Return the SQL of the chance of an order within ``horizon`` days, corrected
        where the model of the customer's company has a correction.

        :param dict history: SQL of x, tx and t
        :param SQL silence: days since the last purchase, not below 0
        :param dict recent: SQL of each of ``RECENT``, as of the last purchase
        """
        return corrected(
            history=history,
            silence=silence,
            parameters=self._parameters(alias, query),
            horizon=horizon,
            recent=recent,
            weights={name: self._model_sql(name, alias, query) for name in WEIGHTS},
        )

    def _parameters(self, alias, query):
        """Return the SQL of the parameters of the model of the customer's company."""
        return {
            name: self._model_sql(name, alias, query) for name in Parameters._fields
        }

    def _sql_reorder_band(self, alias, query):
        probability = self._field_to_sql(alias, "reorder_probability", query)
        return SQL(
            "CASE WHEN %s IS NULL THEN NULL %s ELSE 'low' END",
            probability,
            SQL(" ").join(
                SQL("WHEN %s >= %s THEN %s", probability, limit, band)
                for band, limit in BANDS.items()
            ),
        )

    def _sql_prediction_confidence(self, alias, query):
        return self._model_sql("confidence", alias, query)

    def _sql_revenue_at_risk(self, alias, query):
        # Nothing is reckoned for who never bought: there may be very many of them.
        return SQL(
            "CASE WHEN %s IS NOT NULL THEN %s END",
            self._field_to_sql(alias, "first_purchase_date", query),
            revenue_at_risk(
                revenue=self._field_to_sql(alias, "revenue_12m", query),
                age=self._history(alias, query)["t"],
                horizon=self._horizon_sql(alias, query),
                probability=self._field_to_sql(alias, "lasting_probability", query),
            ),
        )

    def _sql_expected_purchases(self, alias, query):
        return expected_purchases(
            **self._history(alias, query),
            **self._parameters(alias, query),
            horizon=self._horizon_sql(alias, query),
        )

    def _sql_purchase_value(self, alias, query):
        return purchase_value(
            revenue=self._field_to_sql(alias, "revenue_total", query),
            days=SQL(
                "NULLIF(%s, 0)", self._field_to_sql(alias, "purchase_day_count", query)
            ),
            mean_value=self._model_sql("mean_order_value", alias, query),
        )

    def _sql_expected_revenue(self, alias, query):
        return SQL(
            "(%s * %s)",
            self._field_to_sql(alias, "expected_purchases", query),
            self._field_to_sql(alias, "purchase_value", query),
        )

    def _history(self, alias, query):
        """Return the SQL of x, tx and t; the latter NULL for those who never bought."""
        first = self._field_to_sql(alias, "first_purchase_date", query)
        last = self._field_to_sql(alias, "last_purchase_date", query)
        return {
            "x": SQL(
                "(%s - 1)::float8",
                self._field_to_sql(alias, "purchase_day_count", query),
            ),
            "tx": SQL("(%s - %s)::float8", last, first),
            "t": SQL(
                "(GREATEST(%s, %s) - %s)::float8",
                self._as_of_sql(alias),
                last,
                first,
            ),
        }

    def _model_sql(self, name, alias, query):
        """Return the SQL of a figure of the model the customer's company uses."""
        model = self.env["customer.retention.reorder.model"].sudo()
        model_alias = query.make_alias(alias, "model")
        query.add_join(
            "LEFT JOIN",
            model_alias,
            model._table,
            SQL(
                "%s = %s AND %s",
                SQL.identifier(model_alias, "company_id"),
                SQL.identifier(alias, "company_id"),
                SQL.identifier(model_alias, "active"),
            ),
        )
        return model._field_to_sql(model_alias, name, query)
