"""A company of its own for each class of tests, its users, and what is asked of it."""

import os
from datetime import date

from odoo.tests import TransactionCase, new_test_user, tagged

from .documents import DocumentsMixin
from .reference import DAY
from .warm import WarmMixin

AS_OF = date(2026, 6, 15)
SALESMAN = "sales_team.group_sale_salesman"
ALL_LEADS = "sales_team.group_sale_salesman_all_leads"
MANAGER = "sales_team.group_sale_manager"
ACCOUNTANT = "account.group_account_invoice"
EXPORT = "base.group_allow_export"
# What only costs time when users and companies are made.
QUIETLY = {"no_reset_password": True, "tracking_disable": True}


def seeds(usual):
    """Return the seeds of a random test: ODOO_RANDOM_SEEDS=50 tries so many of them.

    The usual few find out what an ordinary change breaks; they are always the same.
    """
    return range(1, 1 + int(os.environ.get("ODOO_RANDOM_SEEDS", usual)))


def ago(days):
    """Return the date ``days`` before ``AS_OF``."""
    return AS_OF - days * DAY


@tagged("post_install", "-at_install")
class RetentionCase(WarmMixin, DocumentsMixin, TransactionCase):
    """A company in UTC, and the day it is there: ``today``.

    That is ``AS_OF``, or the day of the clock where ``by_clock`` is set: for tests of
    what dates itself. Its customers go through the stages of a lifecycle only where
    ``has_lifecycle`` is set: each refresh compiles all rules.
    """

    by_clock = False
    has_lifecycle = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Joining #general is a fifth of what a new user costs.
        channels = cls.registry["discuss.channel"]
        cls.classPatch(channels, "_subscribe_users_automatically", lambda self: None)
        cls.company = cls._new_company("Retention Ltd")
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": cls.company.ids,
                "retention_as_of": False if cls.by_clock else AS_OF,
            }
        )
        cls.company = cls.company.with_env(cls.env)
        cls.today = cls.company._retention_today()
        cls.policy = cls.env["customer.retention.policy"]._applicable(cls.company)

    @classmethod
    def _new_company(cls, name, tz="UTC", **values):
        companies = cls.env["res.company"].with_context(**QUIETLY)
        calendar = cls.env.company.resource_calendar_id
        spared = {"logo": False, "resource_calendar_id": calendar.id}
        if not cls.has_lifecycle:
            spared["retention_lifecycle_id"] = False
        company = companies.create({"name": name, **spared, **values})
        company.partner_id.tz = tz
        return company.with_env(cls.env)

    @classmethod
    def _customer(cls, name="Customer", **values):
        partners = cls.env["res.partner"].with_context(**QUIETLY)
        values = {"name": name, "is_company": True, **values}
        return partners.create(values).with_env(cls.env)

    @classmethod
    def _user(cls, login, *groups, **values):
        return new_test_user(
            cls.env,
            login,
            ",".join(groups) or "base.group_user",
            context={**cls.env.context, **QUIETLY},
            company_id=cls.company.id,
            company_ids=[(6, 0, values.pop("companies", cls.company).ids)],
            view_group_hierarchy=False,  # what the form of a user shows
            **{"email": f"{login}@example.com", **values},
        ).with_env(cls.env)

    # -- what is tested ----------------------------------------------------------

    @classmethod
    def _refresh(cls, partners=None, as_of=None, company=None):
        refresh = cls.env["customer.retention.refresh"]
        return refresh._refresh(company or cls.company, as_of or cls.today, partners)

    @classmethod
    def _profile(cls, partner, company=None):
        profiles = cls.env["customer.retention.profile"]
        profile = profiles._of_customers(partner, company or cls.company)
        return profile.with_env(cls.env)

    def _timeline(self, partner, company=None):
        """Return the transitions as ``(date, from, to)``, oldest first."""
        transitions = self.env["customer.retention.transition"].search(
            [("profile_id", "in", self._profile(partner, company).ids)], order="date"
        )
        return [(t.date, t.from_status, t.to_status) for t in transitions]

    def _status(self, partner):
        """Refresh one customer and return its status."""
        self._refresh(partner)
        return self._profile(partner).status

    def _merge(self, *partners, into):
        """Merge partners as the wizard of Contacts does."""
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge(into.union(*partners).ids, into)
