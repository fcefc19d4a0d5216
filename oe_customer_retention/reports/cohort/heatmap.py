from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

from .. import periods, wording
from .cohort import cohort_domain, ordering_domain


class CustomerRetentionCohort(models.Model):
    """The latest cohorts at a glance, not divided by salesperson and team.

    As everywhere, of the customers the reader may see.
    """

    _inherit = "customer.retention.cohort"

    @api.model
    def _heatmap(self, domain=None, months=12, cohorts=24):
        """Return what a heat map of the latest cohorts shows.

        :param domain: on the fields that this model and profiles share
        :param int months: how many months of each cohort, that of its first purchases
            being the first
        :param int cohorts: of how many months, the running one being the last
        :return: ``{"months": [0, 1, ...], "rows": [...]}``, the oldest cohort first; a
            row has ``cohort_month`` (date), ``customers``, ``domain`` (of these
            customers' profiles) and ``cells``: one dict per month with
            ``months_since``, ``customers``, ``ordering`` (so far), ``final`` (the same,
            None while the month is running), ``domain`` (of those who bought),
            ``rate`` (None where the month is running or the customers are too few for
            a rate), ``text`` and ``is_running``
        """
        domain = Domain(domain or [])
        running = date_utils.start_of(periods.as_of(self.env), "month")
        start = fields.Date.subtract(running, months=cohorts - 1)
        rows = [
            {
                "cohort_month": cohort,
                "customers": ordering[cohort],
                "domain": list(domain & cohort_domain(cohort)),
                "cells": [
                    self._cell(domain, ordering, cohort, months_since, running)
                    for months_since in range(min(months, _months(cohort, running) + 1))
                ],
            }
            for cohort, ordering in self._ordering_by_month(domain, start)
        ]
        return {"months": list(range(months)), "rows": rows}

    def _ordering_by_month(self, domain, start):
        """Return ``(cohort's month, {month: customers who bought})`` from ``start`` on.

        Customers are those the user may read, archived ones included.
        """
        profiles = self.env["customer.retention.profile"]
        profiles = profiles.with_context(active_test=False)
        query = profiles._search(domain & Domain("first_purchase_date", ">=", start))
        first = profiles._field_to_sql(query.table, "first_purchase_date", query)
        profile_id = SQL.identifier(query.table, "id")
        self.env["customer.retention.purchase.day"].flush_model()
        query.add_join(
            "JOIN",
            "purchase",
            "customer_retention_purchase_day",
            SQL("purchase.profile_id = %s AND purchase.purchase_count > 0", profile_id),
        )
        query.add_where(
            SQL(
                "purchase.date BETWEEN GREATEST(%s, %s) AND %s",
                first,
                start,
                periods.as_of(self.env),
            )
        )
        query.groupby = SQL("1, 2")
        months = self.env.execute_query(
            query.select(
                _month_of(first),
                _month_of(SQL("purchase.date")),
                SQL("COUNT(DISTINCT %s)", profile_id),
            )
        )
        ordering = defaultdict(lambda: defaultdict(int))
        for cohort, month, customers in months:
            ordering[cohort][month] = customers
        return sorted(ordering.items())

    def _cell(self, domain, ordering, cohort, months_since, running):
        month = fields.Date.add(cohort, months=months_since)
        is_running = month == running
        final = None if is_running else ordering[month]
        share = wording.rate(ordering[month], ordering[cohort])
        return {
            "months_since": months_since,
            "customers": ordering[cohort],
            "ordering": ordering[month],
            "final": final,
            "domain": list(domain & ordering_domain(cohort, months_since)),
            "rate": None if is_running or share is False else share,
            "text": self._text(share, final),
            "is_running": is_running,
        }

    def _text(self, share, final):
        """Return the share, or where they are too few for one how many bought."""
        if final is None:
            return ""
        if share is False:
            return wording.count(self.env, final)
        return wording.percent(self.env, share)


def _months(start, end):
    return (end.year - start.year) * 12 + end.month - start.month


def _month_of(day):
    return SQL("DATE_TRUNC('month', %s::timestamp)::date", day)
