"""Suspects: on the list without any document, and left out of a full refresh.

What is stored of most of them is what documents say of whoever has none, and one
statement is enough to know: they are settled. All others are unsettled: the full
refresh computes them.
"""

from odoo import models
from odoo.tools import SQL

from ..optional_fields import OptionalMixin
from ..sql import columns
from .differences import STATUS_COLUMNS

FIRST_DAYS = ("first_seen_date", "status_date")


class RetentionFacts(models.AbstractModel):
    _inherit = "customer.retention.facts"

    def _settled(self, scope, signals, purchases):
        """Return the SELECT of the customers whom a full refresh need not compute: no
        document tells of them, and nothing else is stored than of a suspect.

        Who may be one of them is found by what is stored: only if there is anybody
        documents are looked through.

        :param Scope scope: company and date
        :param SQL signals: the table of :meth:`RetentionSignal._of_customers`
        :param SQL purchases: the table of :meth:`RetentionSale._of_customers`
        """
        policies = self.env["customer.retention.policy"]
        audience = self.env["customer.retention.audience"]
        facts = self._columns(scope)
        of_contact = self._of_contact()
        unset = {*facts, *self._derived_columns()} - {*of_contact, *FIRST_DAYS}
        return SQL(
            """SELECT partner.id AS customer_id
               FROM customer_retention_profile profile
               JOIN customer_retention_transition entry
                 ON entry.profile_id = profile.id
                AND entry.date = profile.first_seen_date AND %s
               JOIN res_partner partner ON partner.id = profile.partner_id
               LEFT JOIN res_users salesperson ON salesperson.id = partner.user_id
               LEFT JOIN sale_order last_order ON FALSE
               LEFT JOIN customer_retention_policy policy ON policy.id = %s
               WHERE profile.company_id = %s AND profile.status = 'prospect'
                 AND profile.status_override IS NULL
                 AND profile.status_date = profile.first_seen_date
                 AND profile.first_seen_date <= %s AND num_nonnulls(%s) = 0
                 AND partner.commercial_partner_id = partner.id AND %s
                 AND profile.first_seen_date = %s
                 AND ROW(%s) IS NOT DISTINCT FROM ROW(%s)
                 AND NOT EXISTS (SELECT FROM (%s) document
                                 WHERE document.customer_id = partner.id)""",
            self.env["customer.retention.timeline"]._is_entry("entry"),
            policies._resolution(scope.company, SQL("partner.id")),
            scope.company.id,
            scope.as_of,
            SQL(", ").join(self._unless_none(name) for name in sorted(unset)),
            audience._is_allowed(scope),
            audience._chosen_day(scope),
            columns(of_contact, "profile"),
            SQL(", ").join(facts[name] for name in of_contact),
            self._documented(scope, signals, purchases),
        )

    def _documented(self, scope, signals, purchases):
        """Return the SELECT of the customers of whom any document tells."""
        audience = self.env["customer.retention.audience"]
        selects = [
            audience._traced(scope),
            audience._with_contact_by_hand(scope),
            *(facts.select(scope) for facts in self._read_facts(scope).values()),
        ]
        known = [signals, purchases, *(SQL("(%s)", select) for select in selects)]
        return SQL(" UNION ").join(
            SQL("SELECT DISTINCT customer_id FROM %s document", each) for each in known
        )

    def _of_contact(self):
        """Return the facts that are read from the contact itself: all others are zero
        or unknown without a document, but for the days of the first status."""
        return ("active", "excluded", "policy_id", "user_id", "team_id")

    def _derived_columns(self):
        """Return the fields that a refresh makes of the facts."""
        return (*self.env["customer.retention.scores"]._columns(), *STATUS_COLUMNS)

    def _unless_none(self, name):
        """Return the SQL of a stored fact, NULL where it says that there is nothing."""
        column = SQL.identifier("profile", name)
        field = self.env["customer.retention.profile"]._fields[name]
        is_number = field.type in ("integer", "float", "monetary")
        if is_number and not isinstance(field, OptionalMixin):
            return SQL("NULLIF(%s, 0)", column)
        return column
