from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .correction_sql import RECENT, recent_columns
from .reorder_sql import expected_purchases, purchase_value, revenue_at_risk


class CustomerRetentionProfile(models.Model):
    """Revenue at risk and expected on a past day, from the purchases up to it."""

    _inherit = "customer.retention.profile"

    def _revenue_at_risk_on(self, domain, day):
        """Return the revenue at risk at the end of ``day``, among today's customers.

        Purchases are those up to ``day``, as the documents tell them now; policies and
        the model are the present ones: two days differ by what customers did.

        :param list domain: on profiles, read under the user's record rules
        :return: the sum in the current company's currency, at today's rates
        :rtype: float
        """
        return self._past_total(
            domain, day, self._past_stake, fields.Date.subtract(day, years=1)
        )

    def _expected_revenue_on(self, domain, day):
        """Return what was to be expected at the end of ``day``, as above."""
        return self._past_total(domain, day, self._past_expected)

    def _past_total(self, domain, day, expression, since="-infinity"):
        """Return the sum of an expression over the customers as they were on ``day``.

        :param expression: method that returns its SQL, of a query and the day
        :param date since: whoever bought nothing after that day counts for nothing;
            default: everybody counts
        """
        query = self._past_query(domain, day, since)
        company = self._field_to_sql(query.table, "company_id", query)
        query.groupby = company
        totals = self.env.execute_query(
            query.select(company, SQL("SUM(%s)", expression(query, day)))
        )
        return sum(self._to_company_currency(*total) for total in totals)

    def _past_query(self, domain, day, since="-infinity"):
        """Return the query of customers who had bought by ``day``, joined with
        ``past``, their purchases as of that day."""
        bought = Domain("first_purchase_date", "<=", day)
        query = self._search(Domain(domain) & bought)
        query.add_join(
            "JOIN",
            "past",
            self._purchases_around(day, query.subselect(), since),
            SQL("past.profile_id = %s", SQL.identifier(query.table, "id")),
        )
        return query

    def _purchases_around(self, day, profiles, since):
        """Return the SELECT of the year's revenue and last purchase as of ``day``, of
        recent purchases then, of the days with purchases after it, and of the revenue
        after it.

        Whoever last bought up to ``since`` is left out.
        """
        self.env["customer.retention.purchase.day"].flush_model()
        recent = recent_columns(
            day=SQL("date"),
            last=SQL("last_day"),
            revenue=SQL("revenue"),
            is_purchase=SQL("date <= %s AND purchase_count > 0", day),
        )
        return SQL(
            """(SELECT profile_id, last_day, %(recent)s,
                       COUNT(*) FILTER (WHERE date > %(day)s AND purchase_count > 0)
                           AS days_after,
                       SUM(revenue) FILTER (WHERE date > %(year)s AND date <= %(day)s)
                           AS revenue_12m,
                       COALESCE(SUM(revenue) FILTER (WHERE date > %(day)s), 0)
                           AS revenue_after
                FROM (SELECT profile_id, date, revenue, purchase_count,
                             MAX(date) FILTER (
                                 WHERE date <= %(day)s AND purchase_count > 0
                             ) OVER (PARTITION BY profile_id) AS last_day
                      FROM customer_retention_purchase_day
                      WHERE profile_id IN %(profiles)s) purchase
                WHERE last_day > %(since)s::date
                GROUP BY profile_id, last_day)""",
            recent=SQL(", ").join(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in recent.items()
            ),
            day=day,
            year=fields.Date.subtract(day, years=1),
            since=since,
            profiles=profiles,
        )

    def _past_stake(self, query, day):
        return revenue_at_risk(
            revenue=SQL("past.revenue_12m"),
            age=self._past_history(query, day)["t"],
            horizon=self._horizon_sql(query.table, query),
            probability=self._past_chance(query, day, horizons=2),
        )

    def _past_chance(self, query, day, horizons=1):
        """Return the SQL of the chance of an order within so many horizons."""
        alias = query.table
        return self._chance_sql(
            alias,
            query,
            history=self._past_history(query, day),
            silence=SQL("%s::date - past.last_day", day),
            recent={name: SQL.identifier("past", name) for name in RECENT},
            horizon=SQL("%s * %s", horizons, self._horizon_sql(alias, query)),
        )

    def _past_expected(self, query, day):
        alias = query.table
        return SQL(
            "%s * %s",
            expected_purchases(
                **self._past_history(query, day),
                **self._parameters(alias, query),
                horizon=self._horizon_sql(alias, query),
            ),
            purchase_value(
                revenue=SQL(
                    "(%s - past.revenue_after)",
                    self._field_to_sql(alias, "revenue_total", query),
                ),
                days=SQL(
                    "(%s - past.days_after)",
                    self._field_to_sql(alias, "purchase_day_count", query),
                ),
                mean_value=self._model_sql("mean_order_value", alias, query),
            ),
        )

    def _past_history(self, query, day):
        """Return the SQL of x, tx and t as of ``day``."""
        first = self._field_to_sql(query.table, "first_purchase_date", query)
        count = self._field_to_sql(query.table, "purchase_day_count", query)
        return {
            "x": SQL("%s - past.days_after - 1", count),
            "tx": SQL("past.last_day - %s", first),
            "t": SQL("%s::date - %s", day, first),
        }

    def _to_company_currency(self, company_id, amount):
        company = self.env["res.company"].sudo().browse(company_id)
        return company.currency_id._convert(
            amount or 0, self.env.company.currency_id, round=False
        )
