"""The one dataset that dashboard, PDF and Excel read."""

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from psycopg2 import DataError

from ...models.condition import refused
from ..movement import FLOWS
from .changes import StatusChanges

PERIOD_MONTHS = {"month": 1, "quarter": 3, "year": 12}
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
        :param str period: ``month``, ``quarter`` or ``year``; changes are measured
            against its start, flows against the period before
        :return: a dict with the keys ``as_of``, ``refreshed_at``, ``currency_id``,
            ``period_start``, ``customer_count``, ``figures``, ``statuses``,
            ``months``, ``salespeople``, ``call_today``, ``rfm``, ``cohorts`` and
            ``drill`` (the domains behind the charts)
        :raises UserError: for an unknown period, or a domain that cannot be used
        """
        self = self.sudo(False)
        if period not in [*PERIOD_MONTHS]:
            raise UserError(
                self.env._(
                    "'%(period)s' is not a period; choose one of %(periods)s.",
                    period=period,
                    periods=", ".join(PERIOD_MONTHS),
                )
            )
        companies = [("company_id", "in", self.env.companies.ids)]
        with refused(self.env, self.env._("This filter")):
            domain = [*Domain(domain), *companies]
            statuses = self._statuses(domain)
        with refused(self.env, self.env._("This filter"), DataError):
            return self._data(domain, statuses, period)

    def _data(self, domain, statuses, period):
        """Return what :meth:`get_data` does; ``domain`` is known to be one."""
        as_of = self.env.company._retention_today()
        start = as_of - relativedelta(months=PERIOD_MONTHS[period])
        companies = [("company_id", "in", self.env.companies.ids)]
        salespeople = self._salespeople(domain)
        changes = self._changes(domain)
        return {
            "as_of": as_of,
            "refreshed_at": self._refreshed_at(),
            "currency_id": self.env.company.currency_id.id,
            "period_start": start,
            "customer_count": sum(status["count"] for status in statuses),
            "figures": self._figures(
                domain, statuses, salespeople, changes, start, as_of
            ),
            "statuses": statuses,
            "months": self._months(changes, as_of),
            "salespeople": salespeople,
            "call_today": self._call_today(domain),
            "rfm": self.env[PROFILE]._rfm_grid(domain),
            "cohorts": self.env["customer.retention.cohort"]._heatmap(companies),
            "drill": {
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

    def _changes(self, domain):
        """Return the :class:`StatusChanges` of the customers in ``domain``."""
        transitions = self.env[TRANSITION]
        query = transitions._search(of_profiles(domain))
        keys = [
            transitions._field_to_sql(query.table, name, query)
            for name in ("date", "from_status", "to_status")
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
