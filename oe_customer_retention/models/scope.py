from dataclasses import dataclass, field
from datetime import date

from odoo.models import BaseModel
from odoo.tools import SQL


@dataclass(frozen=True)
class Scope:
    """What one refresh is about: a company, a day, all customers or some.

    ``customer_ids`` and ``partner_ids`` (the customers with all their contacts) are
    None for all.
    """

    company: BaseModel
    as_of: date
    customer_ids: tuple[int, ...] | None = None
    partner_ids: list[int] | None = field(default=None, repr=False)

    def roll_up(self, select):
        """Return ``select`` for this scope, with a column ``customer_id``.

        Keeps rows of the company and of no company, up to and including the day.

        :param SQL select: has the columns ``partner_id``, ``company_id``, ``day``
        """
        return SQL(
            """SELECT contact.commercial_partner_id AS customer_id, source.*
               FROM (%s) source JOIN res_partner contact ON contact.id = partner_id
               WHERE (source.company_id = %s OR source.company_id IS NULL)
                 AND source.day <= %s %s""",
            select,
            self.company.id,
            self.as_of,
            self.only("source.partner_id", self.partner_ids),
        )

    def only(self, column, ids):
        """Return the SQL that narrows ``column`` to ``ids``, nothing for None."""
        if ids is None:
            return SQL()
        return SQL("AND %s = ANY(%s)", SQL(column), list(ids))
