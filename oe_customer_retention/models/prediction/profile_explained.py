"""Sentences that say, with the customer's own numbers, where a prediction is from."""

from datetime import timedelta
from math import exp, log

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ...analytics.stake import DAYS_OF_YEAR, pace
from ..labels import amount, counted, days_ago, left_to_right, percent
from .profile_rhythm import PRIOR_GAPS, RHYTHM_PURCHASE_DAYS

UNCHANGED = 0.95  # of the chance after a purchase: less is worth telling


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    rhythm_reason = fields.Char(
        string="Rhythm explained",
        compute="_compute_reasons",
        help="The usual gap, the time since the last purchase, and their effect on "
        "the order probability.",
    )
    next_order_reason = fields.Char(
        string="Next order explained",
        compute="_compute_reasons",
        help="How the next order follows from the usual gap; empty where it is "
        "expected when that gap ends.",
    )
    prediction_reason = fields.Char(
        string="Probability explained",
        compute="_compute_reasons",
        help="What the order probability rests on.",
    )
    risk_reason = fields.Char(
        string="Revenue at risk explained",
        compute="_compute_reasons",
        help="How the revenue at risk is worked out.",
    )
    expected_reason = fields.Char(
        string="Expected revenue explained",
        compute="_compute_reasons",
        help="How the expected revenue is worked out.",
    )
    rfm_reason = fields.Char(
        string="RFM explained",
        compute="_compute_reasons",
        help="What the three scores stand for, and what to do.",
    )

    @api.depends(
        "usual_gap_days",
        "expected_next_order_date",
        "reorder_probability",
        "revenue_at_risk",
        "expected_revenue",
        "revenue_12m",
        "revenue_total",
        "rfm_segment",
        "policy_id.horizon_days",
    )
    @api.depends_context("lang", "retention_as_of")
    def _compute_reasons(self):
        for profile in self:
            bought = bool(profile.purchase_day_count)
            profile.rhythm_reason = bought and profile._explain_rhythm()
            profile.next_order_reason = bought and profile._explain_next_order()
            profile.prediction_reason = bought and profile._explain_prediction()
            profile.risk_reason = bought and profile._explain_risk()
            profile.expected_reason = bought and profile._explain_expected()
            profile.rfm_reason = bought and profile._explain_rfm()

    def _explain_rhythm(self):
        if self.usual_gap_days is False:
            return self.env._("No customer here has bought on two days yet.")
        if season := self.sudo().policy_id._season():
            return self._explain_season_rhythm(season)
        values = {
            "gap": self._told_gap(),
            "ago": days_ago(self.env, self.days_since_purchase),
            "count": self.purchase_day_count,
        }
        if self.purchase_day_count < RHYTHM_PURCHASE_DAYS:
            return counted(
                self.env,
                self.env._(
                    "Last purchase %(ago)s. Too few purchase days (%(count)s) for a "
                    "rhythm of its own; customers like this, if they return, do so "
                    "after some %(gap)s {gap:day|days}."
                ),
                **values,
            )
        return self._with_share(
            counted(
                self.env,
                self.env._(
                    "Usual gap %(gap)s {gap:day|days}, from its %(count)s purchase "
                    "{count:day|days} and the gaps of all customers; last purchase "
                    "%(ago)s."
                ),
                **values,
            )
        )

    def _told_gap(self):
        """Return the gap that the rhythm is explained with, in days."""
        if self.purchase_day_count < RHYTHM_PURCHASE_DAYS:
            return self._first_gap()
        return round(self.usual_gap_days)

    def _explain_next_order(self):
        """Return how the next order follows from the gap of :meth:`_explain_rhythm`."""
        expected = self.expected_next_order_date
        end = expected and self._end_of_gap()
        if end == expected:
            return False
        days = {
            "end": format_date(self.env, end),
            "expected": format_date(self.env, expected),
        }
        if end < expected:
            return self.env._(
                "Next order by the usual gap alone: %(end)s. Half of the customers who "
                "come back after so long without an order do so by %(expected)s.",
                **days,
            )
        return self.env._(
            "Next order by the usual gap, an average that long gaps raise: %(end)s. "
            "Half of the customers who come back do so by %(expected)s.",
            **days,
        )

    def _end_of_gap(self):
        """Return the day on which the gap of :meth:`_explain_rhythm` ends."""
        gap = self._told_gap()
        if season := self.sudo().policy_id._season():
            return season.day_after(self.last_purchase_date, gap)
        return self.last_purchase_date + timedelta(days=gap)

    def _first_gap(self):
        """Return how many days after the last purchase, of one or two, the next order
        was expected on that day.

        It goes by the mean of the gaps' logarithms, ``usual_gap_days`` by that of the
        gaps, from which the company's follows.
        """
        if self.purchase_day_count == 1:
            return round(self.usual_gap_days)
        gaps = 1 + PRIOR_GAPS
        own = self.gap_log_sum
        company_gap = (gaps * self.usual_gap_days - exp(own)) / PRIOR_GAPS
        return round(exp((own + PRIOR_GAPS * log(max(company_gap, 1))) / gaps))

    def _with_share(self, sentence):
        """Return a sentence of the rhythm, and what is left of the chance, where the
        silence has taken something off it."""
        if self.rhythm_share > UNCHANGED:
            return sentence
        return f"{sentence} " + self.env._(
            "Since then, its order probability has fallen to %s of what it was.",
            _tell_chance(self.env, self.rhythm_share),
        )

    def _explain_season_rhythm(self, season):
        today = self.company_id._retention_today()
        silence = season.days_between(self.last_purchase_date, today)
        values = {
            "gap": self._told_gap(),
            "silence": silence,
            "count": self.purchase_day_count,
        }
        if self.purchase_day_count < RHYTHM_PURCHASE_DAYS:
            return counted(
                self.env,
                self.env._(
                    "Last purchase %(silence)s season {silence:day|days} ago. Too few "
                    "purchase days (%(count)s) for a rhythm of its own; customers "
                    "like this, if they return, do so after some %(gap)s season "
                    "{gap:day|days}."
                ),
                **values,
            )
        return self._with_share(
            counted(
                self.env,
                self.env._(
                    "Usual gap %(gap)s season {gap:day|days}, from its %(count)s "
                    "purchase {count:day|days} and the gaps of all customers; last "
                    "purchase %(silence)s season {silence:day|days} ago."
                ),
                **values,
            )
        )

    def _explain_prediction(self):
        if self.reorder_probability is False:
            return self.env._(
                "There is no prediction model yet; the next full refresh makes one."
            )
        sentence = f"{self._explain_chance()} {self._explain_points()}".strip()
        if self.prediction_confidence == "normal":
            return sentence
        return self.env._(
            "%(sentence)s Low confidence: few customers or a short history to learn "
            "from.",
            sentence=sentence,
        )

    def _explain_chance(self):
        values = {
            "count": self.purchase_day_count,
            "first": format_date(self.env, self.first_purchase_date),
            "last": format_date(self.env, self.last_purchase_date),
            "percent": _tell_chance(self.env, self.reorder_probability),
            "days": self.sudo().policy_id.horizon_days,
        }
        if self.purchase_day_count == 1:
            return counted(
                self.env,
                self.env._(
                    "Has bought on one day only, %(last)s: %(percent)s probability "
                    "of a second purchase within %(days)s {days:day|days}."
                ),
                **values,
            )
        return counted(
            self.env,
            self.env._(
                "%(count)s purchase {count:day|days} since %(first)s, the last one on "
                "%(last)s: %(percent)s probability of another within %(days)s "
                "{days:day|days}."
            ),
            **values,
        )

    def _explain_risk(self):
        if self.revenue_at_risk is False:
            return False
        horizon = self.sudo().policy_id.horizon_days
        values = {
            "revenue": self._format_amount(self.revenue_12m),
            "pace": self._format_amount(self._pace()),
            "days": horizon,
            "twice": 2 * horizon,
            "percent": _tell_chance(self.env, 1 - self.lasting_probability),
            "risk": self._format_amount(self.revenue_at_risk),
        }
        if self._age() >= DAYS_OF_YEAR:
            return counted(
                self.env,
                self.env._(
                    "%(revenue)s in the last 12 months are %(pace)s in %(days)s "
                    "{days:day|days}. With a %(percent)s probability of no order "
                    "within %(twice)s {twice:day|days}, %(risk)s of it is at risk."
                ),
                **values,
            )
        values["age"] = self._age()
        if self._age() > horizon:
            return counted(
                self.env,
                self.env._(
                    "%(revenue)s in the %(age)s {age:day|days} since the first "
                    "purchase are %(pace)s in %(days)s {days:day|days}. With a "
                    "%(percent)s probability of no order within %(twice)s "
                    "{twice:day|days}, %(risk)s of it is at risk."
                ),
                **values,
            )
        return counted(
            self.env,
            self.env._(
                "First bought %(age)s {age:day|days} ago: the %(revenue)s since then "
                "are taken as what it spends in %(days)s {days:day|days}. With a "
                "%(percent)s probability of no order within %(twice)s "
                "{twice:day|days}, %(risk)s of it is at risk."
            ),
            **values,
        )

    def _age(self):
        """Return the days since the first purchase."""
        return (self.company_id._retention_today() - self.first_purchase_date).days

    def _pace(self):
        horizon = self.sudo().policy_id.horizon_days
        return pace(self.revenue_12m, self._age(), horizon)

    def _explain_expected(self):
        if self.expected_revenue is False:
            return False
        return counted(
            self.env,
            self.env._(
                "%(purchases)s purchases are expected within %(days)s "
                "{days:day|days}, of %(value)s each: %(total)s on %(count)s purchase "
                "{count:day|days} so far, taking into account what all customers "
                "usually spend. That makes %(revenue)s."
            ),
            purchases=formatLang(self.env, self.expected_purchases, digits=2),
            days=self.sudo().policy_id.horizon_days,
            value=self._format_amount(self.purchase_value),
            total=self._format_amount(self.revenue_total),
            count=self.purchase_day_count,
            revenue=self._format_amount(self.expected_revenue),
        )

    def _explain_rfm(self):
        if not self.rfm_recency:
            return False
        return counted(
            self.env,
            self.env._(
                "Recency %(recency)s: last purchase %(ago)s. Frequency "
                "%(frequency)s: purchases on %(count)s {count:day|days}. Monetary "
                "value %(monetary)s: %(revenue)s. %(advice)s"
            ),
            recency=self.rfm_recency,
            ago=days_ago(self.env, self.days_since_purchase),
            frequency=self.rfm_frequency,
            count=self.purchase_day_count,
            monetary=self.rfm_monetary,
            revenue=self._format_amount(self.revenue_total),
            advice=self.sudo().rfm_segment.advice or "",
        ).strip()

    def _format_amount(self, value):
        return amount(self.env, value, self.sudo().currency_id)


def _tell_chance(env, share):
    """Return a chance as whole percents, that are never quite 0 or 100."""
    if share < 0.01:
        return left_to_right(env, f"<\N{NO-BREAK SPACE}{percent(env, 0.01)}")
    if share > 0.99:
        return left_to_right(env, f">\N{NO-BREAK SPACE}{percent(env, 0.99)}")
    return percent(env, share)
