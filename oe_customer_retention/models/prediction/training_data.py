from odoo import models
from odoo.tools import SQL

from ...analytics.backtest import Scored
from ...analytics.buckets import Bucket
from ...analytics.correction import Purchase
from .correction_sql import recent_columns

SCATTER_PRIME = 10007
SCATTER_FACTOR = 6151

LEARNED_DAYS = 3650


class RetentionTrainingData(models.AbstractModel):
    """Histories of a company's customers, from the purchase days the refresh keeps.

    What models are fitted to and tested on; the chance of each customer is worked out
    in ``prediction/profile``, from its stored facts.

    A history is, in days and with several purchases on one day being one: x, purchase
    days after the first; tx, from the first to the last; t, from the first to the day
    of the forecast.
    """

    _name = "customer.retention.training.data"
    _description = "Purchase Histories"

    def _days(self, scope):
        """Return the SELECT of ``customer``, ``day`` and ``revenue``, up to that of
        ``scope``.

        What was bought more than ten years ago teaches nothing about today's business,
        and an absurd date of one customer would have all others look irregular.
        """
        return SQL(
            """SELECT profile_id AS customer, date AS day, revenue::float8
               FROM customer_retention_purchase_day
               WHERE company_id = %(company)s AND date <= %(as_of)s
                 AND date > %(as_of)s::date - %(days)s AND purchase_count > 0""",
            company=scope.company.id,
            as_of=scope.as_of,
            days=LEARNED_DAYS,
        )

    def _sample(self, scope, cut, customers):
        """Return the purchases up to ``cut`` of so many customers, chosen by chance.

        The same ones as long as they are the same: by a remainder of their ids.

        :return: a list for each customer of
            :class:`..analytics.correction.Purchase`, days ascending
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT ARRAY_AGG(day - DATE '0001-01-01' ORDER BY day),
                          ARRAY_AGG(revenue ORDER BY day)
                   FROM (%(days)s) purchase
                   JOIN (SELECT id AS customer, partner_id
                         FROM customer_retention_profile
                         WHERE company_id = %(company)s
                           AND first_purchase_date <= %(cut)s
                         ORDER BY MOD(MOD(partner_id, %(prime)s) * %(factor)s,
                                      %(prime)s), partner_id
                         LIMIT %(customers)s) chosen USING (customer)
                   WHERE day <= %(cut)s
                   GROUP BY partner_id ORDER BY partner_id""",
                days=self._days(scope),
                company=scope.company.id,
                cut=cut,
                prime=SCATTER_PRIME,
                factor=SCATTER_FACTOR,
                customers=customers,
            )
        )
        return [list(map(Purchase, days, revenues)) for days, revenues in rows]

    def _select(self, scope, cut):
        """Return the SELECT of ``customer``, ``x``, ``tx``, ``t`` as of ``cut``.

        Besides, ``returned`` says whether the customer bought after it, up to the day
        of ``scope``.

        :param Scope scope: company and the last day of purchases
        :param date cut: the day of the forecast
        """
        return SQL(
            """SELECT customer, COUNT(*) FILTER (WHERE day <= %(cut)s) - 1 AS x,
                      MAX(day) FILTER (WHERE day <= %(cut)s) - MIN(day) AS tx,
                      %(cut)s - MIN(day) AS t, BOOL_OR(day > %(cut)s) AS returned
               FROM (%(days)s) purchase
               GROUP BY customer HAVING MIN(day) <= %(cut)s""",
            cut=SQL("%s::date", cut),
            days=self._days(scope),
        )

    def _buckets(self, scope, cut):
        """Return the histories as of ``cut``, alike ones counted together.

        The grid is that of :func:`..analytics.buckets.bucket_key`.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT AVG(x)::float8, AVG(tx)::float8, AVG(t)::float8, COUNT(*)
                   FROM (%s) history
                   GROUP BY CASE WHEN x <= 12 THEN x ELSE FLOOR(8 * LN(x)) END,
                            FLOOR(16 * LN(1 + tx)), FLOOR(16 * LN(1 + t))""",
                self._select(scope, cut),
            )
        )
        return [Bucket(*row) for row in rows]

    def _select_recent(self, scope, cut):
        """Return :meth:`_select` with what a correction needs to know besides."""
        recent = recent_columns(
            day=SQL("day"),
            last=SQL("last_day"),
            revenue=SQL("revenue"),
            is_purchase=SQL("day <= %s", cut),
        )
        return SQL(
            """SELECT history.*, %(recent)s
               FROM (%(select)s) history
               JOIN (SELECT *, MAX(day) FILTER (WHERE day <= %(cut)s) OVER (
                                   PARTITION BY customer) AS last_day
                     FROM (%(days)s) purchase) known USING (customer)
               GROUP BY customer, x, tx, t, returned""",
            recent=SQL(", ").join(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in recent.items()
            ),
            select=self._select(scope, cut),
            cut=SQL("%s::date", cut),
            days=self._days(scope),
        )

    def _history_days(self, scope, cut):
        """Return the days from the first purchase of all to ``cut``."""
        [(days,)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(%s - MIN(day), 0) FROM (%s) purchase",
                SQL("%s::date", cut),
                self._days(scope),
            )
        )
        return days

    def _scored(self, scope, cut, score):
        """Return customers of equal score: score, how many, how many returned.

        Scores are equal to four decimals; that of the row is their mean.

        :param date cut: the day of the forecast
        :param SQL score: over the columns of :meth:`_select_recent`
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT AVG(score), COUNT(*), COUNT(*) FILTER (WHERE returned)
                   FROM (SELECT (%s)::float8 AS score, returned
                         FROM (%s) history) scored
                   GROUP BY ROUND(score::numeric, 4)""",
                score,
                self._select_recent(scope, cut),
            )
        )
        return [Scored(*row) for row in rows]

    def _mean_order_value(self, scope, cut):
        """Return the mean revenue of a purchase day up to ``cut``, None if none."""
        [(mean,)] = self.env.execute_query(
            SQL(
                """SELECT GREATEST(SUM(revenue), 0)::float8
                          / NULLIF(COUNT(*) FILTER (WHERE purchase_count > 0), 0)
                   FROM customer_retention_purchase_day
                   WHERE company_id = %s AND date <= %s""",
                scope.company.id,
                cut,
            )
        )
        return mean

    def _gap_figures(self, scope):
        """Return what is usual among the repeat buyers.

        Medians in which every customer weighs the same, whatever its number of gaps:
        nobody moves them by more than its share, and an absurd date hardly at all. One
        gap alone is no rhythm: it counts only where nobody has shown two.

        :return: ``mean_gap``, the usual gap in days; ``mean_log_gap``, its logarithm;
            and ``log_gap_spread``, the standard deviation of ln gap around what is
            usual for the customer, from the median of the deviations (times 1.4826,
            as for a normal distribution); None where unknown
        """
        [row] = self.env.execute_query_dict(
            SQL(
                """WITH gap AS (
                       SELECT customer, gap, LN(gap) AS log_gap,
                              COUNT(*) OVER of_customer AS gaps,
                              AVG(LN(gap)) OVER of_customer AS own_log_gap
                       FROM (SELECT customer, day - LAG(day) OVER (
                                        PARTITION BY customer ORDER BY day) AS gap
                             FROM (%(days)s) purchase) purchase_gap
                       WHERE gap IS NOT NULL
                       WINDOW of_customer AS (PARTITION BY customer)
                   ), deviation AS (
                       SELECT gaps - 1 AS gaps, ABS(log_gap - own_log_gap)
                                  * SQRT(gaps::float8 / (gaps - 1)) AS deviation
                       FROM gap WHERE gaps > 1
                   ), rhythm AS (
                       SELECT * FROM gap
                       WHERE gaps > 1 OR NOT EXISTS (SELECT FROM deviation)
                   )
                   SELECT usual.gap::float8 AS mean_gap,
                          LN(usual.gap) AS mean_log_gap,
                          1.4826 * spread.deviation AS log_gap_spread
                   FROM (%(usual)s) usual CROSS JOIN (%(spread)s) spread""",
                days=self._days(scope),
                usual=self._median("gap", SQL("1.0 / gaps"), "rhythm"),
                spread=self._median("deviation", SQL("1.0"), "deviation"),
            )
        )
        return row

    def _median(self, value, weight, table):
        """Return the SELECT of the weighted median of a column: one row, maybe NULL."""
        return SQL(
            """SELECT MIN(%(value)s) FILTER (WHERE 2 * up_to >= total) AS %(value)s
               FROM (SELECT %(value)s,
                            SUM(%(weight)s) OVER (ORDER BY %(value)s) AS up_to,
                            SUM(%(weight)s) OVER () AS total
                     FROM %(table)s) weighed""",
            value=SQL.identifier(value),
            weight=weight,
            table=SQL.identifier(table),
        )
