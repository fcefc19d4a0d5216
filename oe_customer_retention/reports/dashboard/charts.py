"""The parts of the dashboard's dataset that are charts and lists."""

from collections import defaultdict

from dateutil.relativedelta import relativedelta
from odoo import models
from odoo.tools import date_utils

from ...models.call_list.profile import CALL_ORDER
from ...models.prediction.profile_spend import MOST_LESS_FIRST
from ...models.status import CUSTOMER, FLOWS
from .. import wording
from .dashboard import PROFILE

CHART_MONTHS = 24
CALL_TODAY_LIMIT = 5
SPENDING_LESS_LIMIT = 5
SALESPERSON_SUMS = {
    "revenue_12m": "revenue_12m",
    "expected_revenue": "expected",
    "revenue_at_risk": "stake",
}
SPENDING_LESS_FIELDS = ["partner_id", "spend_reason", "spend_at_risk", "currency_id"]


class RetentionDashboardCharts(models.AbstractModel):
    _inherit = "customer.retention.dashboard"

    def _months(self, changes, as_of):
        """Return movement and customers per status, month by month.

        ``shares`` has the customers of each status with their share as text, ``drill``
        what chooses the changes of each flow, the customers of each status.

        Opening + new + returned - lapsed = closing, where customers in good standing
        (active or at risk) are counted. The last month is running.
        """
        first = as_of.replace(day=1) - relativedelta(months=CHART_MONTHS - 1)
        return [
            self._month(changes, first + relativedelta(months=offset), as_of)
            for offset in range(CHART_MONTHS)
        ]

    def _month(self, changes, month, as_of):
        last_day = date_utils.end_of(month, "month")
        day_before = month - relativedelta(days=1)
        counts = changes.counts_on(last_day)
        customers = sum(counts[status] for status in CUSTOMER)
        within = [("date", ">=", month), ("date", "<=", last_day)]
        return {
            "month": month,
            "last_day": last_day,
            "is_running": last_day >= as_of,
            "opening": changes.in_good_standing_on(day_before),
            **{
                flow.key: changes.flow(flow.key, day_before, last_day) for flow in FLOWS
            },
            "closing": changes.in_good_standing_on(last_day),
            "statuses": {status: counts[status] for status in CUSTOMER},
            "shares": {
                status: wording.part_and_share(self.env, counts[status], customers)
                for status in CUSTOMER
            },
            "drill": {
                **{flow.key: [("flow", "=", flow.key), *within] for flow in FLOWS},
                **{status: on_day(status, last_day) for status in CUSTOMER},
            },
        }

    def _stakes(self, domain):
        """Return what is at stake as rows of salesperson, company, customers, sum."""
        return self.env[PROFILE]._read_group(
            [*domain, ("revenue_at_risk", ">", 0)],
            ["user_id", "company_id"],
            ["__count", "revenue_at_risk:sum_currency"],
        )

    def _salespeople(self, domain, stakes):
        """Return what is at stake per salesperson, most first."""
        found = defaultdict(lambda: (0, 0))
        for user, _company, count, stake in stakes:
            customers, total = found[user]
            found[user] = customers + count, total + stake
        rows = [
            {
                "user_id": user.id,
                "name": user.name or self.env._("No salesperson"),
                "count": count,
                "revenue_at_risk": stake,
                "stake_text": wording.money(self.env, stake),
                "action": self._open(
                    user.name or self.env._("No salesperson"),
                    [*domain, ("revenue_at_risk", ">", 0), ("user_id", "=", user.id)],
                ),
            }
            for user, (count, stake) in found.items()
        ]
        return sorted(rows, key=lambda row: -row["revenue_at_risk"])

    def _salespeople_by_status(self, domain):
        """Return ``user_id`` (False for nobody), ``name``, ``counts`` by status,
        ``revenue_12m``, ``expected`` revenue and ``stake`` of each salesperson, most at
        stake first."""
        groups = self.env[PROFILE]._read_group(
            domain,
            ["user_id", "status"],
            ["__count", *(f"{field}:sum_currency" for field in SALESPERSON_SUMS)],
        )
        rows = {}
        for user, status, count, *sums in groups:
            row = rows.setdefault(
                user, {"counts": {}, **dict.fromkeys(SALESPERSON_SUMS.values(), 0)}
            )
            row["user_id"] = user.id
            row["name"] = user.sudo().name or self.env._("No salesperson")
            row["counts"][status] = count
            for name, amount in zip(SALESPERSON_SUMS.values(), sums, strict=True):
                row[name] += amount or 0
        return sorted(rows.values(), key=lambda row: -row["stake"])

    def _call_today(self, domain):
        """Return the first of those to be called today, and why."""
        calls = self.env["customer.retention.call.list"]
        profiles = self.env[PROFILE].search(
            calls._to_call(domain), order=CALL_ORDER, limit=CALL_TODAY_LIMIT
        )
        return calls._rows(profiles)

    def _spending_less(self, domain):
        """Return the customers who still buy and spend less, most at stake first."""
        profiles = self.env[PROFILE].search(
            [*domain, ("is_spending_less", "=", True), ("is_snoozed", "=", False)],
            order=MOST_LESS_FIRST,
            limit=SPENDING_LESS_LIMIT,
        )
        return profiles.read(SPENDING_LESS_FIELDS)


def on_day(status, day):
    """Return the domain of the customers with a status at the end of a day."""
    in_force = [("in_force_on", "=", day), ("to_status", "=", status)]
    return [("transition_ids", "any", in_force)]
