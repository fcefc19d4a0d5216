"""The one dataset that dashboard, PDF and Excel read."""

from collections import defaultdict

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from psycopg2 import DataError

from ...models.condition import refused
from ...models.labels import labels
from ...models.run.run import OF_ALL
from ...models.status import BY_KEY, CUSTOMER, FLOWS
from .. import periods, wording
from .changes import StatusChanges

PROFILE = "customer.retention.profile"
TRANSITION = "customer.retention.transition"


class RetentionDashboard(models.AbstractModel):
    """Figures about any set of profiles, as the asking user sees them.

    Everything is read under the user's record rules, through the ORM or by adding up
    the query of its ``_search``, and each figure carries the action that opens exactly
    the records it counts.
    """

    _name = "customer.retention.dashboard"
    _description = "Retention Dashboard"

    @api.model
    @api.readonly
    def get_data(self, domain, period="year"):
        """Return all figures about the customers in ``domain``.

        It is searched as the user, whatever rights the caller has.

        :param list domain: on ``customer.retention.profile``
        :param str period: ``month``, ``quarter``, ``year`` or ``this_year``; changes
            are measured against its start, flows against the period before
        :return: a dict with the keys ``as_of``, ``refreshed_at``, ``problems`` (for
            managers, each with ``text`` and ``action``), ``currency_id``,
            ``periods``, ``period``, ``period_start``, ``customer_count``, ``brief``
            (sentences, in parts of ``text`` and ``action``), ``figures``, ``statuses``,
            ``remarks`` (why statuses and months differ, each with ``text`` and
            ``action``), ``flows``, ``months``, ``salespeople``,
            ``call_today``, ``spending_less``, ``rfm``, ``cohorts`` and ``drill`` (the
            customers, and their changes of status, to which the domains of ``months``
            are added)
        :raises UserError: for an unknown period, or a domain that cannot be used
        """
        self = self.sudo(False)
        start = self._start_of(period)
        companies = [("company_id", "in", self.env.companies.ids)]
        with refused(self.env, self.env._("This filter")):
            domain = [*Domain(domain), *companies]
            statuses = self._statuses(domain)
        with refused(self.env, self.env._("This filter"), DataError):
            return self._data(domain, statuses, start) | {"period": period}

    def _data(self, domain, statuses, start):
        """Return what :meth:`get_data` does; ``domain`` is known to be one."""
        as_of = periods.as_of(self.env)
        companies = [("company_id", "in", self.env.companies.ids)]
        changes = self._changes(domain)
        stakes = self._stakes(domain)
        data = {
            "as_of": as_of,
            "refreshed_at": self._refreshed_at(),
            "problems": self._problems(),
            "currency_id": self.env.company.currency_id.id,
            "periods": [
                {"key": key, "label": label}
                for key, (_start, label) in self._periods().items()
            ],
            "period_start": start,
            "customer_count": sum(status["count"] for status in statuses),
            "statuses": statuses,
            "remarks": self._remarks(domain),
            **self._parts(domain, statuses, stakes, changes, start, as_of),
            "cohorts": self.env["customer.retention.cohort"]._heatmap(companies),
            "drill": {"profiles": domain, "transitions": of_profiles(domain)},
        }
        return data | {"brief": self._brief(data, changes, stakes)}

    def _periods(self):
        """Return ``{period: (start, label)}`` of the periods there are to choose."""
        as_of = periods.as_of(self.env)
        return {
            "month": (as_of - relativedelta(months=1), self.env._("1 month")),
            "quarter": (as_of - relativedelta(months=3), self.env._("3 months")),
            "year": (as_of - relativedelta(months=12), self.env._("12 months")),
            "this_year": (
                as_of.replace(month=1, day=1) - relativedelta(days=1),
                self.env._("This year"),
            ),
        }

    def _start_of(self, period):
        """Return the day that today's figures are compared with."""
        known = self._periods()
        if period not in [*known]:
            raise UserError(
                self.env._(
                    "'%(period)s' is not a period; choose one of %(periods)s.",
                    period=period,
                    periods=", ".join(known),
                )
            )
        return known[period][0]

    def _parts(self, domain, statuses, stakes, changes, start, as_of):
        """Return what the dashboard shows beside the statuses of today."""
        salespeople = self._salespeople(domain, stakes)
        return {
            "figures": self._figures(
                domain, statuses, salespeople, changes, start, as_of
            ),
            "flows": self._flows(),
            "months": self._months(changes, as_of),
            "salespeople": salespeople,
            "call_today": self._call_today(domain),
            "spending_less": self._spending_less(domain),
            "rfm": self.env[PROFILE]._rfm_grid(domain),
        }

    def _refreshed_at(self):
        """Return when all customers of each company were last refreshed: the oldest."""
        done = self._full_runs([("state", "=", "done")])
        return min((run.started_at for run in done), default=False)

    def _full_runs(self, condition):
        """Return each company's last run over all customers that meets it."""
        return self.env["customer.retention.run"]._last_of(
            self.env.companies, [("mode", "in", OF_ALL), *condition]
        )

    def _statuses(self, domain):
        """Return the customers of each status today, with what is at stake.

        Shares are of those who have bought, as everywhere else.
        """
        groups = self.env[PROFILE]._read_group(
            domain, ["status"], ["__count", "revenue_at_risk:sum_currency"]
        )
        found = defaultdict(lambda: (0, False))
        found.update((status, (count, stake)) for status, count, stake in groups)
        customers = sum(found[status][0] for status in CUSTOMER)
        return [
            self._status(domain, status, label, *found[status], customers)
            for status, label in labels(self.env[PROFILE], "status").items()
        ]

    def _status(self, domain, status, label, count, stake, customers):
        is_customer = BY_KEY[status].has_bought
        share, share_text = False, ""
        if is_customer:
            share = wording.rate(count, customers)
            share_text = wording.share(self.env, count, customers)
            stake = stake or 0
        return {
            "status": status,
            "label": label,
            "is_customer": is_customer,
            "count": count,
            "count_text": wording.count(self.env, count),
            "share": share,
            "share_text": share_text,
            "revenue_at_risk": stake,
            "stake_text": "" if stake is False else wording.money(self.env, stake),
            "action": self._open(label, [*domain, ("status", "=", status)]),
        }

    def _remarks(self, domain):
        """Return why today's statuses are not those that movement and months show:
        what the documents said at the last refresh."""
        kinds = [
            (
                self.env._("Status set manually"),
                Domain("status_override", "!=", False)
                & Domain("is_overridden", "=", True),
                self.env._(
                    "Statuses set manually: %s. The months show what the documents say."
                ),
            ),
            (
                self.env._("Status reached since the last refresh"),
                Domain("is_overridden", "=", False) & self._moved_on(),
                self.env._(
                    "Statuses reached since the last refresh: %s. The months show "
                    "them after the next one."
                ),
            ),
        ]
        return [
            {
                "text": text % wording.count(self.env, count),
                "action": self._open(name, [*domain, *meant]),
            }
            for name, meant, text in kinds
            if (count := self.env[PROFILE].search_count([*domain, *meant]))
        ]

    def _moved_on(self):
        """Return the domain of those whose next status was reached by the calendar."""
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("next_status_date", "<=", company._retention_today())
            for company in self.env.companies
        )

    def _flows(self):
        """Return the flows, each with the sign and the status it is drawn in."""
        names = labels(self.env[TRANSITION], "flow")
        return [
            {
                "flow": flow.key,
                "label": names[flow.key],
                "sign": flow.sign,
                "status": flow.status,
            }
            for flow in FLOWS
        ]

    def _changes(self, domain):
        """Return the :class:`StatusChanges` of the customers in ``domain``."""
        transitions = self.env[TRANSITION]
        query = transitions._search(of_profiles(domain))
        keys = [
            transitions._field_to_sql(query.table, name, query)
            for name in ("date", "from_status", "to_status", "flow")
        ]
        query.groupby = SQL(", ").join(keys)
        return StatusChanges(
            self.env.execute_query(query.select(*keys, SQL("COUNT(*)")))
        )

    def _open(self, name, domain):
        return {"name": name, "res_model": PROFILE, "domain": domain}


def of_profiles(domain):
    """Return the domain of what belongs to the profiles in ``domain``, not archived."""
    return [("profile_id", "any", [*domain, ("active", "=", True)])]
