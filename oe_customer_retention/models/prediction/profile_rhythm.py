"""Rhythm of a customer and the day of its next order: derived on read, in SQL.

All days are on the clock of the customer's policy. Formulas: ``analytics.mbg_nbd`` and
``analytics.next_order``.
"""

from odoo import api, models
from odoo.tools import SQL

from ...analytics.next_order import UNKNOWN_SPREAD
from ..optional_fields import (
    DerivedDate,
    DerivedFloat,
    DerivedSelection,
    OptionalFloat,
)
from .profile import HISTORY
from .reorder_sql import next_gap, reorder_probability

RHYTHM_PURCHASE_DAYS = 3
RHYTHM_SHARES = {"far_behind": 0.4, "behind": 0.6}  # of the chance, below which
PRIOR_GAPS = 2  # the company's gaps count as so many gaps of the customer itself
GAPS = (*HISTORY, "gap_log_sum", "policy_id", "status")


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    gap_log_sum = OptionalFloat(
        string="Sum of log intervals",
        readonly=True,
        aggregator=None,
        help="Sum of the natural logarithms of the days between purchases; a technical "
        "figure behind the expected next order.",
    )
    usual_gap_days = DerivedFloat(
        sql="_sql_usual_gap_days",
        depends=(*HISTORY, "policy_id"),
        string="Usual gap (days)",
        help="Days this customer usually lets pass between purchases, in its season "
        "where its policy has one. The fewer gaps, the closer to what is usual among "
        "all customers: the latter counts like two gaps of its own.",
    )
    rhythm = DerivedSelection(
        [
            ("on_time", "On time"),
            ("due", "Due"),
            ("behind", "Behind"),
            ("far_behind", "Far behind"),
        ],
        sql="_sql_rhythm",
        depends=(*HISTORY, "policy_id.horizon_days", "status"),
        help="On time up to the usual gap, then due. Behind once the order "
        "probability is below 60% of what it was on the day of the last purchase, "
        "far behind below 40%. For customers who bought on 3 days or more: they have "
        "shown a rhythm. Days outside the season of the policy do not count. Empty for "
        "lost customers, of whom no order is expected.",
    )
    rhythm_share = DerivedFloat(
        sql="_sql_rhythm_share",
        depends=(*HISTORY, "policy_id.horizon_days"),
        string="Probability left",
        help="The order probability now, as a share of that on the day of the last "
        "purchase: the rhythm follows it.",
    )
    expected_next_order_date = DerivedDate(
        sql="_sql_next_order",
        depends=GAPS,
        string="Next order",
        help="When the next purchase would be usual, given the days without one so "
        "far: by then half of the customers who buy like this, have been inactive as "
        "long and do come back have bought. Not a guarantee, and empty for lost "
        "customers.",
    )
    expected_next_order_from = DerivedDate(
        sql="_sql_next_order",
        sql_args=(0.25,),
        depends=GAPS,
        string="Next order from",
        help="Of customers like this who come back, a quarter does before this day, "
        "half between this one and 'Next order until'.",
    )
    expected_next_order_to = DerivedDate(
        sql="_sql_next_order",
        sql_args=(0.75,),
        depends=GAPS,
        string="Next order until",
        help="Of customers like this who come back, a quarter comes back after this "
        "day.",
    )

    @api.model
    def _condition_fields(self):
        own = {
            "usual_gap_days",
            "rhythm_share",
            "rhythm",
            "expected_next_order_date",
        }
        return super()._condition_fields() | own

    def _sql_usual_gap_days(self, alias, query):
        return SQL(
            "((%(tx)s::float8 + %(prior)s * %(mean)s) / (%(x)s + %(prior)s))",
            tx=self._sql_purchase_span(alias, query),
            x=self._history(alias, query)["x"],
            prior=PRIOR_GAPS,
            mean=self._model_sql("mean_gap", alias, query),
        )

    def _sql_purchase_span(self, alias, query):
        """Return the SQL of the days from the first to the last purchase that count."""
        names = ("policy_id", "first_purchase_date", "last_purchase_date")
        return (
            self.env["customer.retention.policy"]
            ._clock()
            .days_between(*(self._field_to_sql(alias, name, query) for name in names))
        )

    def _sql_rhythm(self, alias, query):
        behind = sorted(RHYTHM_SHARES.items(), key=lambda rhythm: rhythm[1])
        return SQL(
            """CASE WHEN %(days)s >= %(min_days)s AND %(status)s IS DISTINCT FROM 'lost'
                    THEN CASE WIDTH_BUCKET(%(share)s, %(limits)s::float8[])
                         %(behind)s WHEN %(rest)s THEN
                         CASE WHEN %(silence)s > %(gap)s THEN 'due'
                              ELSE 'on_time' END END END""",
            days=self._field_to_sql(alias, "purchase_day_count", query),
            min_days=RHYTHM_PURCHASE_DAYS,
            status=self._field_to_sql(alias, "status", query),
            # Worked out once: it is most of the cost.
            share=self._field_to_sql(alias, "rhythm_share", query),
            limits=[limit for _rhythm, limit in behind],
            behind=SQL(" ").join(
                SQL("WHEN %s THEN %s", place, rhythm)
                for place, (rhythm, _limit) in enumerate(behind)
            ),
            rest=len(behind),
            silence=self._sql_silence(alias, query, "last_purchase_date"),
            gap=self._field_to_sql(alias, "usual_gap_days", query),
        )

    def _sql_rhythm_share(self, alias, query):
        """Return the SQL of the chance now by that on the day of the last purchase,
        with all days on the clock of the customer's policy."""
        tx = self._sql_purchase_span(alias, query)
        silence = self._sql_silence(alias, query, "last_purchase_date")
        now, then = (
            reorder_probability(
                x=self._history(alias, query)["x"],
                tx=tx,
                t=t,
                **self._parameters(alias, query),
                horizon=self._horizon_sql(alias, query),
            )
            for t in (SQL("%s + GREATEST(%s, 0)", tx, silence), tx)
        )
        return SQL("(%s / %s)", now, then)

    def _sql_next_order(self, alias, query, share=0.5):
        """Return the SQL of the day by which such a share of those have ordered who
        are like the customer, have been silent as long, and do come back; of nobody
        who is lost.

        ``analytics.next_order.next_gap`` in SQL. The day is after today and, where the
        customer's policy has a season, in it.
        """
        gaps = SQL("(%s + %s)", self._history(alias, query)["x"], PRIOR_GAPS)
        log_gap = SQL(
            "((COALESCE(%s, 0) + %s * %s) / %s)",
            self._field_to_sql(alias, "gap_log_sum", query),
            PRIOR_GAPS,
            self._model_sql("mean_log_gap", alias, query),
            gaps,
        )
        silence = SQL(
            "GREATEST(%s, 0)", self._sql_silence(alias, query, "last_purchase_date")
        )
        spread = self._model_sql("log_gap_spread", alias, query)
        if share == 0.5:  # unknown as long as nobody has bought on three days
            spread = SQL("COALESCE(%s, %s)", spread, UNKNOWN_SPREAD)
        day = (
            self.env["customer.retention.policy"]
            ._clock()
            .day_after(
                self._field_to_sql(alias, "policy_id", query),
                self._field_to_sql(alias, "last_purchase_date", query),
                next_gap(
                    log_gap=log_gap,
                    gaps=gaps,
                    spread=spread,
                    silence=silence,
                    share=share,
                ),
            )
        )
        return SQL(
            "CASE WHEN %s IS DISTINCT FROM 'lost' THEN %s END",
            self._field_to_sql(alias, "status", query),
            day,
        )
