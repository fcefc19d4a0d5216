"""Random histories for the reports, and what a slow look at them says."""

from collections import Counter
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .common import AS_OF, MANAGER, SALESMAN
from .oracle import Oracle
from .random_world import RandomWorld

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


def status_on(changes, day):
    """Return the status at the end of a day, None before the first change."""
    return next((change[2] for change in reversed(changes) if change[0] <= day), None)


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

    def _live(self, seed):
        """Deal a random business and refresh it."""
        self._scramble(seed)
        for customer in self._some(self.customers, 15):
            self._update(customer, user_id=self.salesman.id)
        self._refresh(company=self.companies)
        self.oracles = {company: Oracle(company, AS_OF) for company in self.companies}

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
            for month in months_until(changes[0][0], AS_OF):
                row = expected.setdefault((*self._group(profile), month), Counter())
                row.update(self._simulated_month(changes, month))
        return expected

    def _simulated_month(self, changes, month):
        last = month + relativedelta(months=1, days=-1)
        before = status_on(changes, month - timedelta(days=1))
        after = status_on(changes, last)
        figures = Counter(
            opening=before in GOOD, closing=after in GOOD, **{f"{after}_count": 1}
        )
        for day, old, new, *_rest in changes:
            if month <= day <= last:
                came = new in GOOD and old not in GOOD
                figures["new"] += came and old in (None, "prospect")
                figures["returned"] += came and old in ("dormant", "lost")
                figures["lapsed"] += old in GOOD and new not in GOOD
        return figures
