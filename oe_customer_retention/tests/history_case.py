"""Random histories for the reports, and what a slow look at them says."""

from collections import Counter
from datetime import date
from functools import cached_property

from dateutil.relativedelta import relativedelta

from .common import AS_OF, DAY, MANAGER, SALESMAN
from .oracle import Oracle
from .random_world import RandomWorld
from .reference import status_on

GOOD = ("active", "at_risk")


def month_of(day):
    return day.replace(day=1)


def months_until(first, last):
    """Return the first days of the months from ``first`` to ``last``."""
    month, months = month_of(first), []
    while month <= last:
        months.append(month)
        month += relativedelta(months=1)
    return months


class HistoryCase(RandomWorld):
    CUSTOMERS = 24
    CONTACTS = 12

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for company in cls.companies:
            cls._journal(company)
            cls._receivable_account(company)
        cls.manager = cls._user("history_manager", MANAGER, companies=cls.companies)
        cls.salesman = cls._user("history_own", SALESMAN, companies=cls.companies)

    @classmethod
    def _live(cls, seed):
        """Deal a random business and refresh it."""
        cls._scramble(seed)
        for customer in cls._some(cls.customers, 15):
            cls._update(customer, user_id=cls.salesman.id)
        cls._refresh(company=cls.companies)

    @cached_property
    def oracles(self):
        """What the documents of each company say; they change in no test."""
        return {company: Oracle(company, AS_OF) for company in self.companies}

    def _lives(self):
        """Return ``(profile, changes)`` of every customer, by the oracle."""
        profiles = self.env["customer.retention.profile"]
        profiles = profiles.with_context(active_test=False).search(
            [("company_id", "in", self.companies.ids)]
        )
        return [
            (profile, self.oracles[profile.company_id].transitions(profile.partner_id))
            for profile in profiles
        ]

    def _as(self, user, model):
        """Return a model as ``user`` sees it, on the day of the tests."""
        context = {
            "allowed_company_ids": self.companies.ids,
            "retention_as_of": AS_OF,
        }
        return self.env[model].with_user(user).with_context(**context)

    def _opened(self, action, user):
        """Return how many records ``action`` lists for ``user``."""
        model = self._as(user, action["res_model"]).with_context(**action["context"])
        return model.search_count(action["domain"])

    def _group(self, record):
        return (record.company_id.id, record.user_id.id, record.team_id.id)

    def _simulated_movement(self):
        """Return ``{(company, user, team, month): Counter}``, day by day."""
        expected = {}
        for profile, changes in self._lives():
            for month in months_until(changes[0].day, AS_OF):
                row = expected.setdefault((*self._group(profile), month), Counter())
                row.update(self._simulated_month(profile, changes, month))
        return expected

    def _simulated_month(self, profile, changes, month):
        last = month + relativedelta(months=1, days=-1)
        before = status_on(changes, month - DAY)
        after = status_on(changes, last)
        figures = Counter(
            opening=int(before in GOOD),
            closing=int(after in GOOD),
            **{f"{after}_count": 1},
        )
        for change in changes:
            if month <= change.day <= last:
                came = change.new in GOOD and change.old not in GOOD
                figures["new"] += came and change.old in (None, "prospect")
                returned = came and change.old in ("dormant", "lost")
                bought = returned and self._has_bought(profile, changes, change)
                figures["returned"] += returned
                figures["won_back"] += bought
                figures["reengaged"] += returned and not bought
                figures["lapsed"] += change.old in GOOD and change.new not in GOOD
        return figures

    def _has_bought(self, profile, changes, change):
        """Return whether the customer bought after a change, before its next lapse."""
        lapses = [c.day for c in changes if c.day > change.day and c.new not in GOOD]
        end = min(lapses, default=date.max)
        sales = self.oracles[profile.company_id].purchases[profile.partner_id.id]
        return any(change.day <= day < end and sales[day][1] for day in sales)
