from odoo import fields, models
from odoo.tools import SQL

from ..analytics.mbg_nbd import Parameters
from .reorder_sql import reorder_probability, revenue_at_risk


class CustomerRetentionProfile(models.Model):
    """What was at stake on a past day, from the purchase days up to it."""

    _inherit = "customer.retention.profile"

    def _revenue_at_risk_on(self, domain, day):
        """Return the revenue at risk at the end of ``day``, among today's customers.

        Purchases are those up to ``day``, as the documents tell them now; policies and
        the model are the present ones: two days differ by what customers did.

        :param list domain: on profiles, read under the user's record rules
        :return: the sum in the current company's currency, at today's rates
        :rtype: float
        """
        query = self._search(domain)
        purchases = self._purchases_until(day, query.subselect())
        query.add_join(
            "JOIN",
            "past",
            purchases,
            SQL("past.profile_id = %s", SQL.identifier(query.table, "id")),
        )
        company = self._field_to_sql(query.table, "company_id", query)
        query.groupby = company
        stakes = self.env.execute_query(
            query.select(company, SQL("SUM(%s)", self._past_stake(query)))
        )
        return sum(self._to_company_currency(*stake) for stake in stakes)

    def _purchases_until(self, day, profiles):
        """Return the SELECT of x, tx, t and a year's revenue as of ``day``."""
        self.env["customer.retention.purchase"].flush_model()
        return SQL(
            """(SELECT profile_id,
                       COUNT(*) FILTER (WHERE purchase_count > 0) - 1 AS x,
                       MAX(date) FILTER (WHERE purchase_count > 0)
                           - MIN(date) FILTER (WHERE purchase_count > 0) AS tx,
                       %(day)s - MIN(date) FILTER (WHERE purchase_count > 0) AS t,
                       SUM(revenue) FILTER (WHERE date > %(year)s) AS revenue
                FROM customer_retention_purchase
                WHERE date <= %(day)s AND profile_id IN %(profiles)s
                GROUP BY profile_id)""",
            day=SQL("%s::date", day),
            year=fields.Date.subtract(day, years=1),
            profiles=profiles,
        )

    def _past_stake(self, query):
        alias = query.table
        horizon = self._policy_sql("horizon_days", alias, query)
        model = {
            name: self._model_sql(name, alias, query) for name in Parameters._fields
        }
        history = {name: SQL.identifier("past", name) for name in ("x", "tx", "t")}
        return revenue_at_risk(
            revenue=SQL("past.revenue"),
            horizon=horizon,
            probability=reorder_probability(**history, **model, horizon=horizon),
        )

    def _to_company_currency(self, company_id, amount):
        company = self.env["res.company"].sudo().browse(company_id)
        return company.currency_id._convert(
            amount or 0, self.env.company.currency_id, round=False
        )
