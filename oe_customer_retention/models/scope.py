from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from odoo import fields
from odoo.models import BaseModel
from odoo.tools import SQL


@dataclass(frozen=True)
class Scope:
    """Extent of one refresh: a company, a day, all customers or some.

    ``customer_ids`` and ``partner_ids`` (the customers with all their contacts) are
    None for all. The profiles ``written_ids`` are being written in this transaction:
    they are not deleted, whatever the documents say. ``unsettled`` returns the SQL of
    whether anything stored of a profile, by its alias, may have to change; it is None
    where that may be so of all. ``empty`` are models that were looked at, and of which
    there is no document, whosever.
    """

    company: BaseModel
    as_of: date
    customer_ids: tuple[int, ...] | None = None
    partner_ids: list[int] | None = field(default=None, repr=False)
    written_ids: tuple[int, ...] = ()
    unsettled: Callable[[str], SQL] | None = field(default=None, repr=False)
    empty: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def of(cls, company, as_of=None, partners=None, written_ids=()):
        """Return the scope of a refresh of ``company``.

        :param company: a single ``res.company``
        :param date as_of: the day to compute for (default: today in the company)
        :param partners: only the customers of these ``res.partner`` (default: all)
        :param written_ids: see the class
        """
        company = company.with_env(company._retention_env())
        as_of = fields.Date.to_date(as_of) or company._retention_today()
        if partners is None:
            return cls(company, as_of)
        # A customer that became a contact of another one is one no more: see to both.
        everybody = company.env["res.partner"].with_context(
            active_test=False, prefetch_fields=False
        )
        customers = everybody.browse(partners.ids)
        customers |= customers.commercial_partner_id
        contacts = everybody.search([("commercial_partner_id", "in", customers.ids)])
        return cls(
            company, as_of, tuple(customers.ids), contacts.ids, tuple(written_ids)
        )

    @property
    def is_full(self):
        """Return whether it is about all customers of the company."""
        return self.customer_ids is None

    def reads(self, *models):
        """Return whether there may be a document of any of ``models``.

        What reads only these is left out otherwise: of some customers a SELECT is
        planned for longer than it is read.
        """
        return not self.empty.issuperset(models)

    def with_documents(self, selects):
        """Return ``selects`` without those of a model that has no document.

        :param selects: of which a :class:`DocumentSelect` names its model
        """
        return [one for one in selects if getattr(one, "model", "") not in self.empty]

    def roll_up(self, select, ahead=False):
        """Return ``select`` for this scope, with a column ``customer_id``.

        Keeps rows of the company and of no company, up to and including the day.

        :param SQL select: has the columns ``partner_id``, ``company_id``, ``day``
        :param bool ahead: keep rows of days to come, too
        """
        return SQL(
            """SELECT contact.commercial_partner_id AS customer_id, source.*
               FROM (%s) source JOIN res_partner contact ON contact.id = partner_id
               WHERE (source.company_id = %s OR source.company_id IS NULL)
                 %s %s""",
            select,
            self.company.id,
            SQL() if ahead else SQL("AND source.day <= %s", self.as_of),
            self.only("source.partner_id", self.partner_ids),
        )

    def only_some(self, condition):
        """Return the SQL of a condition that narrows to these customers; nothing where
        it is about all."""
        return SQL() if self.is_full else condition

    def only_unsettled(self, alias="profile"):
        """Return the SQL that leaves out profiles of which nothing has to change."""
        return SQL("AND %s", self.unsettled(alias)) if self.unsettled else SQL()

    def only(self, column, ids):
        """Return the SQL that narrows ``column`` to ``ids``, nothing for None."""
        if ids is None:
            return SQL()
        return SQL("AND %s = ANY(%s)", SQL(column), list(ids))
