from odoo import models
from odoo.tools import SQL

from ...analytics.backtest import Scored
from ...analytics.buckets import Bucket


class PurchaseHistory(models.AbstractModel):
    """Histories of a company's customers, from the purchase days the refresh keeps.

    What models are fitted to and tested on; the chance of each customer is worked out
    in ``profile_prediction``, from its stored facts.

    A history is, in days and with several purchases on one day being one: x, purchase
    days after the first; tx, from the first to the last; t, from the first to the day
    of the forecast.
    """

    _name = "customer.retention.history"
    _description = "Purchase Histories"

    def _days(self, scope):
        """Return the SELECT of ``customer`` and ``day``, up to that of ``scope``."""
        return SQL(
            """SELECT profile_id AS customer, date AS day
               FROM customer_retention_purchase
               WHERE company_id = %s AND date <= %s AND purchase_count > 0""",
            scope.company.id,
            scope.as_of,
        )

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
        :param SQL score: over the columns of :meth:`_select`
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT AVG(score), COUNT(*), COUNT(*) FILTER (WHERE returned)
                   FROM (SELECT (%s)::float8 AS score, returned
                         FROM (%s) history) scored
                   GROUP BY ROUND(score::numeric, 4)""",
                score,
                self._select(scope, cut),
            )
        )
        return [Scored(*row) for row in rows]

    def _gap_figures(self, scope):
        """Return what is usual among the repeat buyers.

        :return: ``mean_gap`` and ``mean_log_gap``, the means over customers of their
            mean gap in days and of its logarithm, and ``log_gap_spread``, the standard
            deviation of ln gap around the customer's own mean; None where unknown
        """
        [row] = self.env.execute_query_dict(
            SQL(
                """SELECT AVG(mean_gap)::float8 AS mean_gap,
                          AVG(mean_log) AS mean_log_gap,
                          SQRT(SUM(variance * (gaps - 1)) / NULLIF(SUM(gaps - 1), 0))
                              AS log_gap_spread
                   FROM (SELECT AVG(gap) AS mean_gap, AVG(LN(gap)) AS mean_log,
                                VAR_SAMP(LN(gap)) AS variance, COUNT(*) AS gaps
                         FROM (SELECT customer, day - LAG(day) OVER (
                                          PARTITION BY customer ORDER BY day) AS gap
                               FROM (%s) purchase) purchase_gap
                         WHERE gap IS NOT NULL GROUP BY customer) customer_gap""",
                self._days(scope),
            )
        )
        return row
