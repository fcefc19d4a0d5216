from odoo import models
from odoo.addons.oe_customer_retention.models.refresh.document_facts import (
    DocumentFacts,
)
from odoo.addons.oe_customer_retention.models.signals.kind import (
    Document,
    DocumentList,
    Kind,
)
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

DESK = "event.group_event_registration_desk"
# An address without the name, as of "Jane <jane@example.com>".
NORMALIZED = "LOWER(COALESCE(SUBSTRING({0} FROM '<([^>]+)>'), TRIM({0})))"


class EventSignal(models.AbstractModel):
    """Events: who booked, and who came.

    One who books for others need not come. It came whose address the registration has:
    that is the booker where it is the booker's own, or none is given, else the one
    customer with a contact of this address. An address of nobody is nobody's, as is one
    of two customers.
    """

    _inherit = "customer.retention.signal"

    def _kinds(self):
        event = Kind(
            label=self.env._("Events"),
            event=self.env._("Registered for an event"),
            icon="fa-ticket",
            selects=self._event_selects,
            documents={
                "event.registration": Document(
                    changed=self._changed_registrations,
                    event=self._registration_event,
                    summary=lambda registration, _event: registration.event_id.name,
                    detail=lambda registration: registration.name,
                    searched=("event_id.name", "name"),
                    groups=DESK,
                )
            },
            lists={
                "event": DocumentList(
                    "event.registration",
                    "event.event_registration_action_tree",
                    self._booked(),
                )
            },
        )
        return {**super()._kinds(), "event": event}

    def _booked(self):
        return Domain("state", "in", ("open", "done")) & Domain("active", "=", True)

    def _attended(self):
        """Return the domain of those who came, whenever that was noted."""
        attended = Domain("state", "=", "done") & Domain("active", "=", True)
        return attended & Domain("date_closed", "!=", False)

    def _event_selects(self, company):
        attended = self._from("event.registration", self._attended())
        booked = self._select(
            "event",
            "event.registration",
            self._from("event.registration", self._booked()),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            # One entered after the event was booked before it.
            **self._moment(company, SQL("LEAST(d.create_date, d.date_closed)")),
        )
        own = self._select_attended(
            company,
            SQL("%s AND %s", attended, self._is_own_registration()),
            SQL("d.partner_id"),
        )
        others = self._select_attended(
            company, self._from_booked_by_others(attended), SQL("contact.id")
        )
        return [booked, own, others]

    def _select_attended(self, company, registrations, partner):
        return self._select(
            "event",
            "event.registration",
            registrations,
            partner=partner,
            company=SQL("d.company_id"),
            **self._moment(company, SQL("d.date_closed")),
            is_contact=SQL("TRUE"),
        )

    def _registered_email(self):
        """Return the SQL of the address of a registration ``d``, normalized."""
        return SQL(NORMALIZED.format("d.email"))

    def _is_own_registration(self):
        """Return the SQL of whether the booker of a registration ``d`` is who comes."""
        return SQL(
            """(COALESCE(d.email, '') = '' OR COALESCE(%s = (
                   SELECT booker.email_normalized FROM res_partner booker
                   WHERE booker.id = d.partner_id), FALSE))""",
            self._registered_email(),
        )

    def _from_booked_by_others(self, registrations):
        """Return FROM and WHERE of those ``d`` by which a ``contact`` of one customer
        comes for whom somebody else booked.

        :param SQL registrations: FROM and WHERE of those ``d`` to look at
        """
        return SQL(
            """FROM (SELECT d.* %s AND NOT %s) d
               JOIN res_partner contact ON contact.email_normalized = %s
               WHERE %s""",
            registrations,
            self._is_own_registration(),
            self._registered_email(),
            self._is_only_customer(),
        )

    def _changed_registrations(self, since):
        changed = SQL(
            "FROM event_registration d WHERE d.write_date >= %s", since.written
        )
        return SQL(
            """SELECT d.partner_id, d.company_id %s
               UNION ALL SELECT contact.id, d.company_id %s""",
            changed,
            self._from_booked_by_others(changed),
        )

    def _registration_event(self, registration, at):
        """Return that somebody came, where that was the moment."""
        came = registration.state == "done" and registration.date_closed
        if came and came.replace(microsecond=0) == at:
            return self.env._("Attended an event")
        return None


class RetentionFacts(models.AbstractModel):
    _inherit = "customer.retention.facts"

    def _document_facts(self):
        attendance = DocumentFacts(
            ("event.registration",),
            ("last_attended_date",),
            self._select_attendance,
        )
        return {**super()._document_facts(), "attendance": attendance}

    def _select_attendance(self, scope):
        """Return the SELECT of the last day somebody of each customer came."""
        signals = self.env["customer.retention.signal"]
        _booked, *came = signals._event_selects(scope.company)
        return SQL(
            """SELECT customer_id, MAX(day) AS last_attended_date
               FROM (%s) attendance GROUP BY customer_id""",
            scope.roll_up(SQL(" UNION ALL ").join(came)),
        )


class EventRegistration(models.Model):
    _name = "event.registration"
    _inherit = ["event.registration", "customer.retention.watched"]

    _retention_email_idx = models.Index(f"({NORMALIZED.format('email')})")

    def _retention_watched(self):
        return super()._retention_watched() | {"email", "active", "date_closed"}

    def _retention_owned_by(self):
        """Whose it is depends on the address, and on whether anybody came."""
        return super()._retention_owned_by() | {"email", "state", "active"}

    def _retention_customers(self):
        """Return the bookers' customers, and those who may have come."""
        found = {email_normalize(each.email) for each in self.sudo()}
        emails = [*filter(None, found)]
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        contacts = contacts.search([("email_normalized", "in", emails)])
        return super()._retention_customers() | contacts.commercial_partner_id
