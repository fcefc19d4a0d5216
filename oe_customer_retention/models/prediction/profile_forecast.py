from odoo import models
from odoo.tools import SQL

from ...analytics.forecast import range_of


class CustomerRetentionProfile(models.Model):
    """Expected revenue of many customers together, as a range."""

    _inherit = "customer.retention.profile"

    def _forecast(self, domain):
        """Return what the customers in ``domain`` are expected to bring.

        :param list domain: on profiles, read under the user's record rules
        :return: ``customers``; ``expected``, the sum of their expected revenue; ``low``
            and ``high``, between which it is four times of five (None where there is
            no past to learn that from); ``year_before``, what they brought in the same
            window a year earlier. In the current company's currency
        """
        totals = {"customers": 0, "expected": 0, "low": 0, "high": 0}
        for company_id, customers, expected, weight in self._expected_by(domain):
            totals["customers"] += customers
            totals["expected"] += self._to_company_currency(company_id, expected)
            edges = self._range(company_id, expected or 0, weight or 0)
            for name, edge in zip(("low", "high"), edges, strict=True):
                known = edge is not None and totals[name] is not None
                totals[name] = (
                    totals[name] + self._to_company_currency(company_id, edge)
                    if known
                    else None
                )
        return totals | {"year_before": self._revenue_a_year_before(domain)}

    def _expected_by(self, domain):
        """Return ``(company id, customers, expected revenue, weight)``.

        OFFSET keeps PostgreSQL from reckoning each customer's figures twice.
        """
        query = self._search([*domain, ("first_purchase_date", "!=", False)])
        company = self._field_to_sql(query.table, "company_id", query)
        expected = self._field_to_sql(query.table, "expected_revenue", query)
        value = self._field_to_sql(query.table, "purchase_value", query)
        subselect = query.select(
            SQL("%s AS company_id", company),
            SQL("%s AS expected", expected),
            SQL("%s AS value", value),
        )
        return self.env.execute_query(
            SQL(
                """SELECT company_id, COUNT(*), SUM(expected), SUM(expected * value)
                   FROM (%s OFFSET 0) customer GROUP BY company_id""",
                subselect,
            )
        )

    def _range(self, company_id, expected, weight):
        company = self.env["res.company"].browse(company_id)
        model = self.env["customer.retention.reorder.model"].sudo()._current(company)
        errors = model._errors()
        return range_of(errors, expected, weight) if errors else (None, None)

    def _revenue_a_year_before(self, domain):
        """Return what the customers brought in their horizon, a year ago."""
        query = self._search(domain)
        alias = query.table
        day = self._as_of_sql(alias)
        subselect = query.select(
            SQL("%s AS profile_id", self._field_to_sql(alias, "id", query)),
            SQL("(%s - INTERVAL '1 year')::date AS start", day),
            SQL("%s AS horizon", self._horizon_sql(alias, query)),
        )
        self.env["customer.retention.purchase.day"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT bought.company_id, SUM(bought.revenue)
                   FROM customer_retention_purchase_day bought
                   JOIN (%s) customer USING (profile_id)
                   WHERE bought.date > customer.start
                     AND bought.date <= customer.start + customer.horizon
                   GROUP BY bought.company_id""",
                subselect,
            )
        )
        return sum(self._to_company_currency(*row) for row in rows)
