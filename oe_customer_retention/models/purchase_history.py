"""Purchase histories of a company, set-wise: what the reorder model is fitted to."""

from odoo import models
from odoo.tools import SQL

from ..analytics.buckets import Bucket

DAYS = SQL.identifier("tmp_customer_retention_purchase_days")


class PurchaseHistory(models.AbstractModel):
    """Days on which customers bought, and what follows from them.

    A history is, in days and with several purchases on one day being one: x, purchase
    days after the first; tx, from the first to the last; t, from the first to the day
    of the forecast.
    """

    _name = "customer.retention.history"
    _description = "Purchase Histories"

    def _prepare(self, scope):
        """Put the purchase days of ``scope`` into the table the others read.

        :param Scope scope: company and date, all customers
        """
        self.env.flush_all()
        self.env["customer.retention.refresh"]._create_table(DAYS, self._days(scope))

    def _days(self, scope):
        signals = self.env["customer.retention.signal"]
        union = SQL(" UNION ALL ").join(signals._purchase_queries(scope.company))
        return SQL(
            """SELECT sale.customer_id, sale.day
               FROM (%s) sale JOIN res_partner partner ON partner.id = sale.customer_id
               WHERE sale.revenue > 0 AND %s
               GROUP BY sale.customer_id, sale.day""",
            scope.roll_up(union),
            self.env["customer.retention.facts"]._is_customer(scope),
        )

    def _select(self, cut):
        """Return the SELECT of ``customer_id``, ``x``, ``tx``, ``t`` as of ``cut``.

        :param date cut: the day of the forecast; later purchases do not exist yet
        """
        return SQL(
            """SELECT customer_id, COUNT(*) - 1 AS x, MAX(day) - MIN(day) AS tx,
                      %(cut)s - MIN(day) AS t
               FROM %(days)s WHERE day <= %(cut)s GROUP BY customer_id""",
            cut=SQL("%s::date", cut),
            days=DAYS,
        )

    def _buckets(self, cut):
        """Return the histories as of ``cut``, alike ones counted together.

        The grid is that of :func:`..analytics.buckets.bucket_key`.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT AVG(x)::float8, AVG(tx)::float8, AVG(t)::float8, COUNT(*)
                   FROM (%s) history
                   GROUP BY CASE WHEN x <= 12 THEN x ELSE FLOOR(8 * LN(x)) END,
                            FLOOR(16 * LN(1 + tx)), FLOOR(16 * LN(1 + t))""",
                self._select(cut),
            )
        )
        return [Bucket(*row) for row in rows]

    def _history_days(self, cut):
        """Return the days from the first purchase of all to ``cut``."""
        [(days,)] = self.env.execute_query(
            SQL("SELECT COALESCE(%s - MIN(day), 0) FROM %s", SQL("%s::date", cut), DAYS)
        )
        return days

    def _gap_figures(self, cut):
        """Return what is usual among the repeat buyers as of ``cut``.

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
                         FROM (SELECT customer_id, day - LAG(day) OVER (
                                          PARTITION BY customer_id ORDER BY day) AS gap
                               FROM %s WHERE day <= %s) purchase
                         WHERE gap IS NOT NULL GROUP BY customer_id) customer""",
                DAYS,
                cut,
            )
        )
        return row
