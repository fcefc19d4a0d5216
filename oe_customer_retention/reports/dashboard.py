"""The one dataset that dashboard, PDF and Excel read."""

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.exceptions import UserError

from .movement import FLOWS, GOOD_STANDING

PERIOD_MONTHS = {"month": 1, "quarter": 3, "year": 12}
MIN_CUSTOMERS_FOR_RATE = 10
CUSTOMER_STATUSES = ("active", "at_risk", "dormant", "lost")
PROFILE = "customer.retention.profile"
TRANSITION = "customer.retention.transition"


class RetentionDashboard(models.AbstractModel):
    """Figures about any set of profiles, as the asking user sees them.

    Everything is read through the ORM under the user's record rules, and each
    figure carries the action that opens exactly the records it counts.
    """

    _name = "customer.retention.dashboard"
    _description = "Retention Dashboard"

    @api.model
    @api.readonly
    def get_data(self, domain, period="year"):
        """Return all figures about the customers in ``domain``.

        :param list domain: on ``customer.retention.profile``
        :param str period: ``month``, ``quarter`` or ``year``; changes are measured
            against its start, flows against the period before
        :return: a dict with the keys ``as_of``, ``refreshed_at``, ``currency_id``,
            ``period_start``, ``customer_count``, ``figures``, ``statuses``,
            ``months``, ``salespeople``, ``call_today``, ``rfm``, ``cohorts`` and
            ``drill`` (the domains behind the charts)
        :raises UserError: for an unknown period
        """
        if period not in PERIOD_MONTHS:
            raise UserError(
                self.env._(
                    "'%(period)s' is not a period; choose one of %(periods)s.",
                    period=period,
                    periods=", ".join(PERIOD_MONTHS),
                )
            )
        as_of = self.env.company._retention_today()
        start = as_of - relativedelta(months=PERIOD_MONTHS[period])
        companies = [("company_id", "in", self.env.companies.ids)]
        domain = [*domain, *companies]
        statuses = self._statuses(domain)
        return {
            "as_of": as_of,
            "refreshed_at": self._refreshed_at(),
            "currency_id": self.env.company.currency_id.id,
            "period_start": start,
            "customer_count": sum(status["count"] for status in statuses),
            "figures": self._figures(domain, statuses, start, as_of),
            "statuses": statuses,
            "months": self._months(domain, as_of),
            "salespeople": self._salespeople(domain),
            "call_today": self._call_today(domain),
            "rfm": self.env[PROFILE]._rfm_grid(domain),
            "cohorts": self.env["customer.retention.cohort"]._heatmap(companies),
            "drill": {
                "companies": companies,
                "profiles": domain,
                "flows": {
                    flow: [*condition, *of_profiles(domain)]
                    for flow, condition in FLOWS.items()
                },
            },
        }

    def _refreshed_at(self):
        """Return when the least recently refreshed of the companies was."""
        runs = self.env["customer.retention.run"].sudo()
        last_runs = runs._read_group(
            [("company_id", "in", self.env.companies.ids), ("state", "=", "done")],
            ["company_id"],
            ["started_at:max"],
        )
        return min((started_at for _company, started_at in last_runs), default=False)

    def _statuses(self, domain):
        """Return the customers of each status today, with what is at stake."""
        groups = self.env[PROFILE]._read_group(
            domain, ["status"], ["__count", "revenue_at_risk:sum_currency"]
        )
        found = {status: (count, stake) for status, count, stake in groups}
        labels = self.env[PROFILE]._fields["status"]._description_selection(self.env)
        return [
            {
                "status": status,
                "label": label,
                "count": found.get(status, (0, 0))[0],
                "revenue_at_risk": found.get(status, (0, 0))[1] or 0,
                "action": self._open(label, [*domain, ("status", "=", status)]),
            }
            for status, label in labels
        ]

    # Figures: value today, and its change since the start of the period

    def _figures(self, domain, statuses, start, as_of):
        now = {status["status"]: status["count"] for status in statuses}
        before = self._counts_on(domain, start)
        return [
            self._figure_customers(domain, now, before),
            self._figure_active(domain, now, before),
            self._figure_kept(domain, start, as_of),
            self._figure_revenue_at_risk(domain, statuses),
            self._figure_winbacks(domain, start, as_of),
        ]

    def _figure_customers(self, domain, now, before):
        count, count_before = _customers(now), _customers(before)
        return {
            "key": "customers",
            "label": self.env._("Customers"),
            "unit": "count",
            "value": count,
            "change": count - count_before,
            "help": self.env._(
                "Everybody who has ever bought; prospects are left out."
            ),
            "action": self._open(
                self.env._("Customers"), [*domain, ("status", "!=", "prospect")]
            ),
        }

    def _figure_active(self, domain, now, before):
        share = _rate(now.get("active", 0), _customers(now))
        share_before = _rate(before.get("active", 0), _customers(before))
        return {
            "key": "active",
            "label": self.env._("Active"),
            "unit": "percent",
            "value": share,
            "change": _difference(share, share_before),
            "better": "up",
            "help": self.env._("Share of the customers who are active today."),
            "action": self._open(
                self.env._("Active"), [*domain, ("status", "=", "active")]
            ),
        }

    def _figure_kept(self, domain, start, as_of):
        year = relativedelta(years=1)
        kept, base = self._kept(domain, as_of - year, None)
        kept_before, base_before = self._kept(domain, start - year, start)
        rate = _rate(kept, base)
        return {
            "key": "kept",
            "label": self.env._("Kept over 12 months"),
            "unit": "percent",
            "value": rate,
            "change": _difference(rate, _rate(kept_before, base_before)),
            "better": "up",
            "help": self.env._(
                "Of the %(base)s customers who were active or at risk 12 months ago, "
                "those who still are: %(kept)s.",
                base=base,
                kept=kept,
            ),
            "action": self._open(
                self.env._("Kept over 12 months"),
                [
                    *domain,
                    ("status", "in", GOOD_STANDING),
                    ("transition_ids", "any", _in_good_standing_on(as_of - year)),
                ],
            ),
        }

    def _figure_revenue_at_risk(self, domain, statuses):
        return {
            "key": "revenue_at_risk",
            "label": self.env._("Revenue at risk"),
            "unit": "money",
            "value": sum(status["revenue_at_risk"] for status in statuses),
            "change": False,
            "better": "down",
            "help": self.env._(
                "What these customers would be expected to spend within the horizon of "
                "their policy, times the chance that they do not buy."
            ),
            "action": self._open(
                self.env._("Revenue at risk"), [*domain, ("revenue_at_risk", ">", 0)]
            ),
        }

    def _figure_winbacks(self, domain, start, as_of):
        before = start - (as_of - start)
        winbacks = [("is_winback", "=", True)]
        count = self._count_transitions(domain, winbacks, start, as_of)
        change = count - self._count_transitions(domain, winbacks, before, start)
        return {
            "key": "winbacks",
            "label": self.env._("Won back"),
            "unit": "count",
            "value": count,
            "change": change,
            "better": "up",
            "help": self.env._(
                "Dormant or lost customers who became active again in this period; "
                "who came back twice counts twice."
            ),
            "action": self._open_transitions(
                self.env._("Won back"), domain, winbacks, start, as_of
            ),
        }

    def _counts_on(self, domain, date):
        """Return ``{status: customers}`` at the end of ``date``."""
        groups = self.env[TRANSITION]._read_group(
            [*_on(date), *of_profiles(domain)], ["to_status"], ["__count"]
        )
        return dict(groups)

    def _kept(self, domain, start, end):
        """Return how many of those in good standing on ``start`` still were on
        ``end`` (None: are today), and how many they had been."""
        transitions = self.env[TRANSITION]
        base = [*_in_good_standing_on(start), *of_profiles(domain)]
        if end is None:
            kept = [("profile_id.status", "in", GOOD_STANDING)]
        else:
            still = _in_good_standing_on(end)
            kept = [("profile_id.transition_ids", "any", still)]
        return transitions.search_count([*base, *kept]), transitions.search_count(base)

    def _count_transitions(self, domain, condition, start, end):
        return self.env[TRANSITION].search_count(
            [*condition, *_between(start, end), *of_profiles(domain)]
        )

    # Actions

    def _open(self, name, domain):
        return {"name": name, "res_model": PROFILE, "domain": domain}

    def _open_transitions(self, name, domain, condition, start, end):
        return {
            "name": name,
            "res_model": TRANSITION,
            "domain": [*condition, *_between(start, end), *of_profiles(domain)],
        }


def _on(date):
    """Return the domain of the transitions whose status held on ``date``."""
    return [("in_force_on", "=", date)]


def _in_good_standing_on(date):
    return [*_on(date), ("to_status", "in", GOOD_STANDING)]


def _between(start, end):
    """Return the domain of the transitions after ``start``, up to ``end``."""
    return [("date", ">", start), ("date", "<=", end)]


def of_profiles(domain):
    return [("profile_id", "any", [*domain, ("active", "=", True)])]


def _customers(counts):
    return sum(counts.get(status, 0) for status in CUSTOMER_STATUSES)


def _rate(part, whole):
    """Return ``part`` of ``whole``, False where too few make a rate."""
    return part / whole if whole >= MIN_CUSTOMERS_FOR_RATE else False


def _difference(value, before):
    return False if value is False or before is False else value - before
