"""Customers who buy in one part of the year only, and a policy made for them."""

from datetime import date

from babel.dates import get_month_names
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, babel_locale_parse
from odoo.tools.date_utils import end_of
from odoo.tools.misc import get_lang

from ...analytics.season import LEAP_YEAR, Season
from ...analytics.season_finder import (
    LEAST_SEASONS,
    LUCK,
    MONTHS,
    merge,
    month_after,
    month_sets,
)
from ...models.labels import counted

LEAST_CUSTOMERS = 3
# A whole season without them, half a season more, and three of them.
SEASONS_OF_SILENCE = {"at_risk_days": 1, "dormant_days": 1.5, "lost_days": 3}


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    @api.model
    @api.readonly
    def get_seasonal_buyers(self):
        """Return the customers of the current company who deserve a season.

        These are the ones who bought in at least 3 seasons and always within the same
        window of at most 4 months, too often so for it to be luck, and lately; whom no
        policy with a season is for.

        :return: a list of dicts, most customers first, with ``customers`` (how many),
            ``text`` and ``action`` (which opens a new policy for them, not yet saved);
            empty for those who may make no policies
        :raises AccessError: for those who may not read policies
        """
        self.browse().check_access("read")
        if not self.has_access("create"):
            return []
        return [
            {
                "customers": len(partner_ids),
                "text": self._tell_season(first, months, len(partner_ids)),
                "action": self._offer_season(first, months, partner_ids),
            }
            for first, months, partner_ids in merge(self._seasonal_windows())
            if len(partner_ids) >= LEAST_CUSTOMERS
        ]

    def _seasonal_windows(self):
        """Return ``{partner id: (first month, months)}`` of who buys in a season."""
        company = self.env.company
        today = company._retention_today()
        profiles = self.env["customer.retention.profile"]._search(
            self._without_season(company, today)
        )
        rows = self.env.execute_query(
            SQL(
                """WITH month AS (
                       SELECT DISTINCT profile_id,
                              EXTRACT(YEAR FROM date)::integer AS year,
                              EXTRACT(MONTH FROM date)::integer AS month
                       FROM customer_retention_purchase_day
                       WHERE purchase_count > 0 AND date <= %(today)s
                         AND profile_id IN %(profiles)s
                   ), buyer AS (
                       SELECT profile_id, BIT_OR(1 << month) AS months,
                              COUNT(*)::integer AS count
                       FROM month GROUP BY profile_id
                   )
                   SELECT profile.partner_id, first, length
                   FROM buyer
                   JOIN (VALUES %(windows)s) season (months, first, length)
                        USING (months)
                   JOIN month USING (profile_id)
                   JOIN customer_retention_profile profile
                     ON profile.id = buyer.profile_id
                   WHERE count * POWER(length / %(year)s::float8, count - 1) <= %(luck)s
                   GROUP BY profile.partner_id, first, length
                   HAVING COUNT(DISTINCT year - (month < first)::integer)
                          >= %(seasons)s
                   ORDER BY profile.partner_id""",
                today=today,
                profiles=profiles.subselect(),
                windows=SQL(", ").join(
                    SQL("%s", (months, *window))
                    for months, window in month_sets().items()
                ),
                year=MONTHS,
                luck=LUCK,
                seasons=LEAST_SEASONS,
            )
        )
        return {partner: (first, length) for partner, first, length in rows}

    def _without_season(self, company, today):
        """Return the domain of the present customers that no season is kept for."""
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("active", "=", True)
            & Domain("last_purchase_date", ">", fields.Date.subtract(today, years=2))
        )
        for policy in self._applicable(company):
            if policy.season_from:
                domain &= ~Domain("partner_id", "any", policy._partner_domain())
        return domain

    def _tell_season(self, first, months, customers):
        values = {
            "count": customers,
            "first": self._month_name(first),
            "last": self._month_name(month_after(first, months - 1)),
        }
        if months == 1:
            return counted(
                self.env,
                self.env._(
                    "%(count)s {count:customer buys|customers buy} only in %(first)s."
                ),
                **values,
            )
        return counted(
            self.env,
            self.env._(
                "%(count)s {count:customer buys|customers buy} only between %(first)s "
                "and %(last)s."
            ),
            **values,
        )

    def _month_name(self, month):
        locale = babel_locale_parse(get_lang(self.env).code)
        return get_month_names("wide", "stand-alone", locale)[month]

    def _offer_season(self, first, months, partner_ids):
        """Return the action that opens a new policy with a season of whole months."""
        last = month_after(first, months - 1)
        last_day = end_of(date(LEAP_YEAR, last, 1), "month")
        season = Season((first, 1), (last, last_day.day))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Policy for a season"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {
                "default_name": f"{self._month_name(first)} – {self._month_name(last)}",
                "default_season_from": f"{first:02}-01",
                "default_season_until": f"{last_day:%m-%d}",
                "default_partner_domain": str([("id", "in", partner_ids)]),
                **{
                    f"default_{name}": round(seasons * season.length)
                    for name, seasons in SEASONS_OF_SILENCE.items()
                },
            },
        }
