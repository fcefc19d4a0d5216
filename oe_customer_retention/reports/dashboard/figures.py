"""The dashboard's figures: what each is today, and how it has changed."""

from dateutil.relativedelta import relativedelta
from odoo import models

from ...models import rates
from ...models.labels import counted
from ...models.status import CUSTOMER, GOOD_STANDING
from .. import wording
from .dashboard import PROFILE, TRANSITION, of_profiles

WINBACK = "customer.retention.winback"


class RetentionDashboardFigures(models.AbstractModel):
    _inherit = "customer.retention.dashboard"

    def _figures(self, domain, statuses, salespeople, changes, start, as_of):
        """Return value, change since ``start``, note and actions of each figure.

        ``value_text`` and ``change_text`` are what every reader prints; ``hint`` says
        why there is no value; ``rest`` opens the other half of a share.
        """
        now = {status["status"]: status["count"] for status in statuses}
        before = changes.counts_on(start)
        figures = [
            self._figure_customers(domain, now, before),
            self._figure_active(domain, now, before),
            self._figure_kept(domain, changes, start, as_of),
            self._figure_revenue_at_risk(domain, salespeople, start),
            self._figure_expected_revenue(domain),
            self._figure_winbacks(domain, changes, start, as_of),
        ]
        return [figure | self._texts(figure) for figure in figures]

    def _texts(self, figure):
        unit = figure["unit"]
        return {
            "value_text": wording.value(self.env, figure["value"], unit),
            "change_text": wording.change(self.env, figure["change"], unit),
            "hint": self._hint(figure["value"]),
        }

    def _hint(self, value):
        """Return why a figure is unknown."""
        if value is not False:
            return ""
        return self.env._(
            "Too few customers (fewer than %s)", rates.MIN_CUSTOMERS_FOR_RATE
        )

    def _figure_customers(self, domain, now, before):
        count, count_before = _customers(now), _customers(before)
        return {
            "key": "customers",
            "label": self.env._("Customers"),
            "unit": "count",
            "value": count,
            "change": count - count_before,
            "note": self.env._(
                "Plus prospects: %s", wording.count(self.env, now.get("prospect", 0))
            ),
            "help": self.env._("Everyone who has ever bought; prospects are left out."),
            "action": self._open(
                self.env._("Customers"), [*domain, ("status", "in", CUSTOMER)]
            ),
        }

    def _figure_active(self, domain, now, before):
        active, count = now.get("active", 0), _customers(now)
        share = wording.rate(active, count)
        share_before = wording.rate(before.get("active", 0), _customers(before))
        return {
            "key": "active",
            "label": self.env._("Active"),
            "unit": "percent",
            "value": share,
            "change": wording.points(share, share_before),
            "better": "up",
            "note": wording.part_of(self.env, active, count),
            "help": self.env._("Share of the customers who are active today."),
            "action": self._open(
                self.env._("Active"), [*domain, ("status", "=", "active")]
            ),
            "rest": self._open(
                self.env._("%s not active", wording.count(self.env, count - active)),
                [*domain, ("status", "in", CUSTOMER), ("status", "!=", "active")],
            ),
        }

    def _figure_kept(self, domain, changes, start, as_of):
        profiles = self.env[PROFILE]
        year = relativedelta(years=1)
        base = changes.in_good_standing_on(as_of - year)
        base_before = changes.in_good_standing_on(start - year)
        kept_domain = [*domain, *_kept_since(as_of - year)]
        kept = profiles.search_count(kept_domain)
        kept_before = profiles.search_count(
            [*domain, *_kept_between(start - year, start)]
        )
        share = wording.rate(kept, base)
        return {
            "key": "kept",
            "label": self.env._("12-month retention rate"),
            "unit": "percent",
            "value": share,
            "change": wording.points(share, wording.rate(kept_before, base_before)),
            "better": "up",
            "note": wording.part_of(self.env, kept, base),
            "help": counted(
                self.env,
                self.env._(
                    "Of the %(base)s {base:customer|customers} who were active or at "
                    "risk 12 months ago, those who still are: %(kept)s."
                ),
                base=base,
                kept=kept,
            ),
            "action": self._open(self.env._("12-month retention rate"), kept_domain),
            "rest": self._open(
                self.env._("%s not retained", wording.count(self.env, base - kept)),
                [*domain, *_left_since(as_of - year)],
            ),
            "left": base - kept,
        }

    def _figure_revenue_at_risk(self, domain, salespeople, start):
        stake = sum(row["revenue_at_risk"] for row in salespeople)
        return {
            "key": "revenue_at_risk",
            "label": self.env._("Revenue at risk"),
            "unit": "money",
            "value": stake,
            "customers": sum(row["count"] for row in salespeople),
            "change": stake - self.env[PROFILE]._revenue_at_risk_on(domain, start),
            "better": "down",
            "note": self.env._(
                "Customers: %s",
                wording.count(self.env, sum(row["count"] for row in salespeople)),
            ),
            "help": self.env._(
                "What these customers would spend within the horizon of their policy "
                "at their present pace, times the probability that they do not buy "
                "within twice that time. The change shows the effect of the purchases "
                "since, or of their absence: both days are computed with today's "
                "policies and model."
            ),
            "action": self._open(
                self.env._("Revenue at risk"), [*domain, ("revenue_at_risk", ">", 0)]
            ),
        }

    def _figure_expected_revenue(self, domain):
        forecast = self.env[PROFILE]._forecast(domain)
        return {
            "key": "expected_revenue",
            "label": self.env._("Expected revenue"),
            "unit": "money",
            "value": forecast["expected"],
            "change": False,
            "note": self._tell_forecast(forecast),
            "help": self.env._(
                "What these customers are expected to spend within the horizon of "
                "their policy: expected purchases times what one of them is usually "
                "worth. Future customers are not included. The actual amount is in "
                "the range four times out of five, judging by how such sums came true "
                "in the last windows of the past. A year before: what the same "
                "customers brought in the same days."
            ),
            "action": self._open(
                self.env._("Expected revenue"),
                [*domain, ("first_purchase_date", "!=", False)],
            ),
        }

    def _tell_forecast(self, forecast):
        """Return range and year before of a forecast, in words."""
        values = {
            name: wording.money(self.env, forecast[name])
            for name in ("low", "high", "year_before")
        }
        if forecast["low"] is None:
            return self.env._("A year before: %(year_before)s", **values)
        if forecast["expected"] > forecast["high"]:
            return self.env._(
                "In the past, less came than expected: likely between %(low)s and "
                "%(high)s. A year before: %(year_before)s",
                **values,
            )
        if forecast["expected"] < forecast["low"]:
            return self.env._(
                "In the past, more came than expected: likely between %(low)s and "
                "%(high)s. A year before: %(year_before)s",
                **values,
            )
        return self.env._(
            "Likely between %(low)s and %(high)s. A year before: %(year_before)s",
            **values,
        )

    def _figure_winbacks(self, domain, changes, start, as_of):
        before = start - (as_of - start)
        won = [("is_winback", "=", True)]
        count = self._count_returns(won, domain, start, as_of)
        change = count - self._count_returns(won, domain, before, start)
        contacted = [*won, ("was_contacted", "=", True)]
        after_contact = wording.count(
            self.env, self._count_returns(contacted, domain, start, as_of)
        )
        return {
            "key": "winbacks",
            "label": self.env._("Won back"),
            "unit": "count",
            "value": count,
            "change": change,
            "better": "up",
            "note": self.env._(
                "After a contact: %(contacted)s. Only re-engaged: %(reengaged)s",
                contacted=after_contact,
                reengaged=wording.count(
                    self.env, changes.flow("returned", start, as_of) - count
                ),
            ),
            "help": self.env._(
                "Dormant or lost customers who became active again in this period and "
                "bought, before they lapsed again; a customer who came back twice "
                "counts twice. Re-engaged: became active by another action, and have "
                "not bought since."
            ),
            "action": self._open_changes(
                self.env._("Won back"), won, domain, start, as_of
            ),
            "contacted": {
                "text": after_contact,
                "action": {
                    "name": self.env._("Won back after a contact"),
                    "res_model": WINBACK,
                    "domain": [
                        *contacted,
                        *_between(start, as_of),
                        *of_profiles(domain),
                    ],
                },
            },
        }

    def _count_returns(self, condition, domain, start, end):
        return self.env[WINBACK].search_count(
            [*condition, *_between(start, end), *of_profiles(domain)]
        )

    def _open_changes(self, name, condition, domain, start, end):
        return {
            "name": name,
            "res_model": TRANSITION,
            "domain": [
                *condition,
                *_between(start, end),
                *of_profiles(domain),
            ],
        }


def _kept_since(start):
    """Return the domain of those in good standing on ``start`` who still are."""
    return [
        ("status", "in", GOOD_STANDING),
        ("transition_ids", "any", _in_good_standing_on(start)),
    ]


def _left_since(start):
    """Return the domain of those in good standing on ``start`` who no longer are."""
    return [
        ("status", "not in", GOOD_STANDING),
        ("transition_ids", "any", _in_good_standing_on(start)),
    ]


def _kept_between(start, end):
    """Return the domain of those in good standing on ``start`` and on ``end``."""
    return [
        ("transition_ids", "any", _in_good_standing_on(start)),
        ("transition_ids", "any", _in_good_standing_on(end)),
    ]


def _in_good_standing_on(date):
    """Return the domain of the changes to a good status that held on ``date``."""
    return [("in_force_on", "=", date), ("to_status", "in", GOOD_STANDING)]


def _between(start, end):
    """Return the domain of the transitions after ``start``, up to ``end``."""
    return [("date", ">", start), ("date", "<=", end)]


def _customers(counts):
    return sum(counts.get(status, 0) for status in CUSTOMER)
