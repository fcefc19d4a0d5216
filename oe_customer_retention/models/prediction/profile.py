"""Chance and day of the next order, and revenue at risk: derived on read, in SQL.

The stored facts are a customer's purchase days, the parameters are those of the
company's ``customer.retention.reorder.model``. Formulas: ``analytics.mbg_nbd``.
"""

from odoo import api, models
from odoo.tools import SQL

from ...analytics.mbg_nbd import Parameters
from ..optional_fields import (
    DerivedDate,
    DerivedFloat,
    DerivedMonetary,
    DerivedSelection,
    OptionalFloat,
)
from .correction_sql import RECENT, WEIGHTS, corrected
from .reorder_sql import reorder_probability, revenue_at_risk

RHYTHM_PURCHASE_DAYS = 3
RHYTHM_RATIOS = {"on_time": 1, "due": 1.8, "behind": 2.5}
CONDITION_FIELDS = (
    "usual_gap_days",
    "rhythm",
    "expected_next_order_date",
    "reorder_probability",
    "reorder_band",
    "prediction_confidence",
    "revenue_at_risk",
)
BANDS = {"high": 0.5, "medium": 0.2}
PRIOR_GAPS = 2  # the company's gaps count as so many gaps of the customer itself
QUARTILE = 0.6745  # standard deviations from the mean to a quartile
LONGEST_GAP = 36500
MOST_AT_STAKE_FIRST = "revenue_at_risk desc, id"
HISTORY = ("first_purchase_date", "last_purchase_date", "purchase_day_count")
GAPS = (*HISTORY, "gap_log_sum", "policy_id")


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    gap_log_sum = OptionalFloat(
        readonly=True,
        aggregator=None,
        help="Sum of the natural logarithms of the days between purchases; a technical "
        "figure behind the expected next order.",
    )
    recent_revenue = OptionalFloat(
        readonly=True,
        aggregator=None,
        help="Revenue of the purchase days as of the last one, each counting half for "
        "every 120 days before it; a technical figure behind the chance of an order.",
    )
    recent_purchase_days = OptionalFloat(
        readonly=True,
        aggregator=None,
        help="Purchase days as of the last one, each counting half for every 120 days "
        "before it; a technical figure behind the chance of an order.",
    )
    burst_purchase_days = OptionalFloat(
        readonly=True,
        aggregator=None,
        help="Purchase days as of the last one, each counting half for every 60 days "
        "before it; a technical figure behind the chance of an order.",
    )
    usual_gap_days = DerivedFloat(
        sql="_sql_usual_gap_days",
        depends=(*HISTORY, "policy_id"),
        string="Usual gap",
        help="Days this customer usually lets pass between purchases, in its season "
        "where its policy has one. The fewer gaps it has shown, the nearer to what is "
        "usual among all customers: those count like two gaps of its own.",
    )
    rhythm = DerivedSelection(
        [
            ("on_time", "On time"),
            ("due", "Due"),
            ("behind", "Behind"),
            ("far_behind", "Far behind"),
        ],
        sql="_sql_rhythm",
        depends=("purchase_day_count", "last_purchase_date", "usual_gap_days"),
        help="Days since the last purchase, compared with the usual gap: up to it on "
        "time, then due; behind past 1.8 times and far behind past 2.5 times. For "
        "customers who bought on 3 days or more. Days outside the season of the policy "
        "do not count.",
    )
    expected_next_order_date = DerivedDate(
        sql="_sql_next_order",
        depends=GAPS,
        string="Next order",
        help="When the next purchase would be usual: the last one plus the customer's "
        "typical gap (geometric mean; the company's counts like two gaps of its own). "
        "Not a promise that it comes.",
    )
    expected_next_order_from = DerivedDate(
        sql="_sql_next_order",
        sql_args=(-QUARTILE,),
        depends=GAPS,
        string="Next order from",
        help="Of the gaps of customers who buy like this, a quarter ends before this "
        "day, half between this one and 'Next order until'.",
    )
    expected_next_order_to = DerivedDate(
        sql="_sql_next_order",
        sql_args=(QUARTILE,),
        depends=GAPS,
        string="Next order until",
        help="Of the gaps of customers who buy like this, a quarter takes longer than "
        "to this day.",
    )
    reorder_probability = DerivedFloat(
        sql="_sql_reorder_probability",
        depends=(*HISTORY, *RECENT, "policy_id.horizon_days"),
        string="Chance of an order",
        help="Probability that the customer buys again within the policy's horizon. "
        "See Configuration > Reorder models for how good such predictions were on this "
        "company's own past.",
    )
    reorder_band = DerivedSelection(
        [("high", "High"), ("medium", "Medium"), ("low", "Low")],
        sql="_sql_reorder_band",
        depends=("reorder_probability",),
        string="Chance",
        help="Chance of an order within the policy's horizon: high from 50 %, medium "
        "from 20 %, low below.",
    )
    prediction_confidence = DerivedSelection(
        [("normal", "Normal"), ("low", "Low")],
        sql="_sql_prediction_confidence",
        string="Confidence",
        help="Low: the company has below 100 customers or 365 days of history, little "
        "to learn from; the chance leans on what is usual elsewhere.",
    )
    revenue_at_risk = DerivedMonetary(
        sql="_sql_revenue_at_risk",
        depends=("revenue_12m", "reorder_probability", "policy_id.horizon_days"),
        string="Revenue at risk",
        help="What the customer would spend within the policy's horizon at the pace of "
        "its last 12 months, times the chance that it does not order. Nothing where "
        "the last purchase is more than 12 months old: there is no current revenue "
        "left to lose.",
    )

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), *CONDITION_FIELDS}

    def _sql_usual_gap_days(self, alias, query):
        return SQL(
            "((%(tx)s::float8 + %(prior)s * %(mean)s) / (%(x)s + %(prior)s))",
            tx=self.env["customer.retention.policy"]
            ._clock()
            .days_between(
                *(
                    self._field_to_sql(alias, name, query)
                    for name in (
                        "policy_id",
                        "first_purchase_date",
                        "last_purchase_date",
                    )
                )
            ),
            x=self._history(alias, query)["x"],
            prior=PRIOR_GAPS,
            mean=self._model_sql("mean_gap", alias, query),
        )

    def _sql_rhythm(self, alias, query):
        ratio = SQL(
            "%s / NULLIF(%s, 0)",
            self._sql_silence(alias, query, "last_purchase_date"),
            self._field_to_sql(alias, "usual_gap_days", query),
        )
        return SQL(
            """CASE WHEN %(days)s < %(min_days)s OR %(ratio)s IS NULL THEN NULL
                    %(steps)s ELSE 'far_behind' END""",
            days=self._field_to_sql(alias, "purchase_day_count", query),
            min_days=RHYTHM_PURCHASE_DAYS,
            ratio=ratio,
            steps=SQL(" ").join(
                SQL("WHEN %s <= %s THEN %s", ratio, limit, rhythm)
                for rhythm, limit in RHYTHM_RATIOS.items()
            ),
        )

    def _sql_next_order(self, alias, query, deviations=0):
        """Return the SQL of the day the next gap ends, so many deviations off centre.

        Where the customer's policy has a season, the day is in it.

        The logarithm of the next gap is taken as normal around the mean of those known
        (x own gaps and the prior ones), with the spread usual in the company.
        """
        known_gaps = SQL("(%s + %s)", self._history(alias, query)["x"], PRIOR_GAPS)
        log_gap = SQL(
            "(COALESCE(%s, 0) + %s * %s) / %s",
            self._field_to_sql(alias, "gap_log_sum", query),
            PRIOR_GAPS,
            self._model_sql("mean_log_gap", alias, query),
            known_gaps,
        )
        if deviations:
            log_gap = SQL(
                "%s + %s * %s * SQRT(1 + 1 / %s)",
                log_gap,
                deviations,
                self._model_sql("log_gap_spread", alias, query),
                known_gaps,
            )
        gap = SQL(
            """CASE WHEN %(log_gap)s IS NOT NULL
               THEN ROUND(LEAST(%(longest)s, EXP(%(log_gap)s)))::integer END""",
            longest=LONGEST_GAP,
            log_gap=log_gap,
        )
        return (
            self.env["customer.retention.policy"]
            ._clock()
            .day_after(
                self._field_to_sql(alias, "policy_id", query),
                self._field_to_sql(alias, "last_purchase_date", query),
                gap,
            )
        )

    def _sql_reorder_probability(self, alias, query):
        return self._chance_sql(
            alias,
            query,
            history=self._history(alias, query),
            recent={name: self._field_to_sql(alias, name, query) for name in RECENT},
            horizon=self._policy_sql("horizon_days", alias, query),
        )

    def _chance_sql(self, alias, query, *, history, recent, horizon):
        """Return the SQL of the chance of an order within ``horizon`` days, corrected
        where the model of the customer's company has a correction.

        :param dict history: SQL of x, tx and t
        :param dict recent: SQL of each of ``RECENT``, as of the last purchase
        """
        parameters, weights = (
            {name: self._model_sql(name, alias, query) for name in names}
            for names in (Parameters._fields, WEIGHTS)
        )
        return corrected(
            reorder_probability(**history, **parameters, horizon=horizon),
            tx=history["tx"],
            t=history["t"],
            recent=recent,
            weights=weights,
        )

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
        return revenue_at_risk(
            revenue=self._field_to_sql(alias, "revenue_12m", query),
            horizon=self._policy_sql("horizon_days", alias, query),
            probability=self._field_to_sql(alias, "reorder_probability", query),
        )

    def _history(self, alias, query):
        """Return the SQL of x, tx and t, NULL for those who never bought."""
        first = self._field_to_sql(alias, "first_purchase_date", query)
        last = self._field_to_sql(alias, "last_purchase_date", query)
        return {
            "x": SQL(
                "(NULLIF(%s, 0) - 1)::float8",
                self._field_to_sql(alias, "purchase_day_count", query),
            ),
            "tx": SQL("(%s - %s)::float8", last, first),
            "t": SQL(
                "GREATEST(%s - %s, %s - %s)::float8",
                self._as_of_sql(alias),
                first,
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
