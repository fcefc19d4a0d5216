"""Customers a reaction would have concerned of late, and what they let one know."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...analytics import experiment
from ..condition.domain import ConditionError
from ..groups import MANAGER
from ..history.transition import WATCHED_DAYS
from ..labels import count, counted, enumerated, percent

MONTHS = 12
LOOKED_FOR = 0.05  # a change of the rate one would like to know
ASSUMED_RATE = 0.1  # where fewer customers than below have been watched to the end
FEWEST_WATCHED = 30
LONGEST = 120  # months; what takes longer is not foretold
LARGEST_SHARE = 0.5


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    holdout_forecast = fields.Text(
        string="Expected insight",
        compute="_compute_holdout_forecast",
        help="From the customers of the last 12 months this reaction would have "
        "concerned, in the current company: when a change of the share that buys again "
        "will be known, four times out of five.",
    )

    @api.depends(
        "holdout_percent",
        "trigger",
        "from_status",
        "to_status",
        "to_stage_id",
        "condition",
        "is_key_account_only",
        "minimum_revenue",
        "segment_ids",
    )
    @api.depends_context("company", "lang")
    def _compute_holdout_forecast(self):
        may_ask = self.env.su or self.env.user.has_group(MANAGER)
        for reaction in self:
            reaction.holdout_forecast = (
                reaction.holdout_percent in range(1, 100)
                and may_ask
                and reaction._foretell(self.env.company)
            )

    def _foretell(self, company):
        """Return the sentences that say what will be known of the effect, and when."""
        try:
            customers, watched, returned = self._past_counts(company)
        except ConditionError:
            return False
        if not customers:
            return self.env._(
                "This reaction would have concerned no one in the last 12 months: its "
                "effect cannot be known."
            )
        rate = returned / watched if watched >= FEWEST_WATCHED else ASSUMED_RATE
        rate = min(max(rate, 0.01), 1 - 2 * LOOKED_FOR)
        sentences = [
            self._foretell_customers(customers / MONTHS, rate, watched),
            self._foretell_months(customers / MONTHS, rate),
            self._foretell_pooled(company, customers, rate),
            self._foretell_year(customers, rate),
        ]
        return " ".join(filter(None, sentences))

    def _foretell_customers(self, per_month, rate, watched):
        values = {
            "count": count(self.env, _rounded(per_month)),
            "rate": percent(self.env, rate),
        }
        if watched < FEWEST_WATCHED:
            return self.env._(
                "Customers it concerns: about %(count)s a month. Too few are known to "
                "say how many of them buy again anyway; %(rate)s is assumed.",
                **values,
            )
        return counted(
            self.env,
            self.env._(
                "Customers it concerns: about %(count)s a month, of whom %(rate)s "
                "bought again within %(days)s {days:day|days}."
            ),
            days=WATCHED_DAYS,
            **values,
        )

    def _foretell_months(self, per_month, rate):
        """Return when a change is known: with this share left alone, and with half."""
        share = self.holdout_percent / 100
        values = {
            "percent": percent(self.env, share),
            "rate": percent(self.env, rate),
            "better": percent(self.env, rate + LOOKED_FOR),
            "months": _months(per_month, share, rate),
            "soonest": _months(per_month, LARGEST_SHARE, rate),
        }
        if values["soonest"] > LONGEST:
            return self.env._(
                "If the reaction lifts that share from %(rate)s to %(better)s, that "
                "will not be known within ten years, however large the control group.",
                **values,
            )
        if values["months"] > LONGEST:
            return counted(
                self.env,
                self.env._(
                    "If the reaction lifts that share from %(rate)s to %(better)s, "
                    "that will not be known within ten years with a control group of "
                    "%(percent)s; after %(soonest)s {soonest:month|months} with half "
                    "of the customers in the control group."
                ),
                **values,
            )
        if share == LARGEST_SHARE:
            return counted(
                self.env,
                self.env._(
                    "If the reaction lifts that share from %(rate)s to %(better)s, you "
                    "will most likely know after %(months)s {months:month|months} with "
                    "a control group of %(percent)s."
                ),
                **values,
            )
        return counted(
            self.env,
            self.env._(
                "If the reaction lifts that share from %(rate)s to %(better)s, you "
                "will most likely know after %(months)s {months:month|months} with a "
                "control group of %(percent)s, or after %(soonest)s with half of the "
                "customers in it."
            ),
            **values,
        )

    def _foretell_pooled(self, company, customers, rate):
        """Return when it is known together with the other reactions that leave
        customers alone, None where there is none."""
        others = self.sudo()._applicable(company) - self._origin
        found = {}
        for other in others.filtered("holdout_percent"):
            try:
                found[other] = other._past_counts(company)[0]
            except ConditionError:
                continue
        if not any(found.values()):
            return None
        together = (customers + sum(found.values())) / MONTHS
        months = _months(together, self.holdout_percent / 100, rate)
        if months > LONGEST:
            return None
        return counted(
            self.env,
            self.env._(
                "Pooled with %(names)s: after about %(months)s {months:month|months} "
                "(Effect of reactions, Pool reactions)."
            ),
            names=enumerated(
                self.env, [other.name for other, times in found.items() if times]
            ),
            months=months,
        )

    def _foretell_year(self, customers, rate):
        """Return the smallest change that is known a year from now."""
        watched = customers * (MONTHS * 30 - WATCHED_DAYS) / (MONTHS * 30)
        change = experiment.detectable(watched, self.holdout_percent / 100, rate)
        if not change:
            return self.env._("After one year nothing will be known yet.")
        return self.env._(
            "After one year only a lift to %(better)s or more would show.",
            better=percent(self.env, rate + change),
        )

    def _past_counts(self, company):
        """Return how many customers it would have concerned in the last 12 months, how
        many of them were watched to the end, and how many of these bought again.

        :raises ConditionError: when the condition cannot be used
        """
        today = company._retention_today()
        since = fields.Date.subtract(today, months=MONTHS)
        [counts] = company._retention_env().execute_query(
            SQL(
                """SELECT COUNT(*), COUNT(*) FILTER (WHERE is_over),
                          COUNT(*) FILTER (WHERE is_over AND has_returned)
                   FROM (%s) step
                   CROSS JOIN LATERAL (
                       SELECT step.date <= %s AS is_over,
                              EXISTS (SELECT FROM customer_retention_purchase_day day
                                      WHERE day.profile_id = step.profile_id
                                        AND day.purchase_count > 0
                                        AND day.date > step.date
                                        AND day.date <= step.date + %s) AS has_returned
                   ) became""",
                self._past_steps(company, since),
                today - timedelta(days=WATCHED_DAYS),
                WATCHED_DAYS,
            )
        )
        return counts

    def _past_steps(self, company, since):
        """Return the SELECT of the customers, as they are today, whom this reaction
        would have concerned since a day, each with the first time.

        :raises ConditionError: when the condition cannot be used
        """
        return SQL(
            """SELECT DISTINCT ON (profile_id) profile_id, date FROM %s change
               WHERE company_id = %s AND date > %s AND date <= %s AND %s
                 AND profile_id IN %s
               ORDER BY profile_id, date""",
            self._past_changes(company),
            company.id,
            since,
            company._retention_today(),
            self._concerned(),
            self._customers(company, company._retention_today()).subselect(),
        )

    def _past_changes(self, company):
        """Return the SQL of the table of the changes this reaction fires for."""
        if self.trigger == "stage":
            return SQL("customer_lifecycle_journal")
        return SQL("customer_retention_transition")


def _months(per_month, share, rate):
    return experiment.months_needed(
        experiment.customers_needed(share, rate, LOOKED_FOR),
        per_month,
        WATCHED_DAYS // 30,
    )


def _rounded(number):
    """Return a number as people say it, never as none."""
    return max(1, round(number))
