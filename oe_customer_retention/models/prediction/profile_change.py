"""Chance and stake of a past day beside today's, and what moved them."""

from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..labels import counted, percent


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    @api.readonly
    def get_change(self, day):
        """Return chance and stake of a past day beside today's, and what moved them.

        Both days are reckoned with today's policy and model: they differ by what the
        customer did, or did not do.

        :param str day: a past day, ``YYYY-MM-DD``
        :return: ``rows`` (``label``, ``then`` and ``now`` as texts) and ``sentence``
        :raises UserError: for anything that is no past day
        """
        self.ensure_one()
        self.check_access("read")
        day = self._past_day(day)
        past = self._figures_on(day)
        if not past or self.reorder_probability is False:
            return {
                "rows": [],
                "sentence": self.env._(
                    "Had bought nothing by %(day)s.", day=format_date(self.env, day)
                ),
            }
        return {
            "rows": self._tell_figures(past),
            "sentence": self._tell_change(day, past),
        }

    def _past_day(self, text):
        try:
            day = fields.Date.to_date(text)
        except (TypeError, ValueError):
            day = None
        if not day or day >= self.company_id._retention_today():
            raise UserError(
                self.env._("'%(day)s' is not a past day; send YYYY-MM-DD.", day=text)
            )
        return day

    def _figures_on(self, day):
        """Return the figures of a past day, None before the first purchase."""
        profiles = self.with_context(active_test=False)
        query = profiles._past_query([("id", "=", self.id)], day)
        figures = {
            "chance": self._past_chance(query, day),
            "stake": self._past_stake(query, day),
            "expected": self._past_expected(query, day),
            "revenue_12m": SQL("COALESCE(past.revenue_12m, 0)"),
            "last_day": SQL("past.last_day"),
            "days_after": SQL("past.days_after"),
        }
        columns = [SQL("%s AS %s", e, SQL.identifier(n)) for n, e in figures.items()]
        return next(iter(self.env.execute_query_dict(query.select(*columns))), None)

    def _tell_figures(self, past):
        rows = (
            ("reorder_probability", past["chance"], partial(percent, self.env)),
            ("revenue_at_risk", past["stake"], self._format_amount),
            ("expected_revenue", past["expected"], self._format_amount),
            ("revenue_12m", past["revenue_12m"], self._format_amount),
        )
        return [
            {
                "label": self._fields[name].get_description(self.env)["string"],
                "then": tell(then or 0),
                "now": tell(self[name] or 0),
            }
            for name, then, tell in rows
        ]

    def _tell_change(self, day, past):
        """Return the sentence that names the fact that moved the figures."""
        values = {
            "day": format_date(self.env, day),
            "last": format_date(self.env, self.last_purchase_date),
            "before": (day - past["last_day"]).days,
            "silence": self.days_since_purchase,
            "count": past["days_after"],
        }
        if past["days_after"]:
            return counted(
                self.env,
                self.env._(
                    "Since %(day)s, when the last purchase was %(before)s "
                    "{before:day|days} ago, it bought on %(count)s {count:day|days}, "
                    "the last time on %(last)s."
                ),
                **values,
            )
        return counted(
            self.env,
            self.env._(
                "Has bought nothing since %(day)s: the last purchase was %(before)s "
                "{before:day|days} ago then, and is %(silence)s {silence:day|days} "
                "ago now."
            ),
            **values,
        )
