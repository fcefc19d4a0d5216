from datetime import datetime

from odoo.addons.oe_customer_retention.models.signals.kind import Since
from odoo.addons.oe_customer_retention.tests.common import (
    MANAGER,
    RetentionCase,
    ago,
)
from odoo.addons.oe_customer_retention.tests.documents import moment
from odoo.tests import Form

DESK = "event.group_event_registration_desk"


class TestRegistration(RetentionCase):
    """Anna of a customer books, for herself or for others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.host = cls._user("host", MANAGER, DESK)
        cls.customer = cls._customer(email="acme@example.com")
        cls.anna = cls._person("Anna", cls.customer)
        cls.other = cls._customer("Other")
        cls.bob = cls._person("Bob", cls.other)
        for customer in cls.customer + cls.other:
            cls._order(customer, ago(100))
        cls.event = cls.env["event.event"].create(
            {
                "name": "Tasting",
                "company_id": cls.company.id,
                "date_begin": moment(ago(5)),
                "date_end": moment(ago(4)),
            }
        )

    @classmethod
    def _person(cls, name, customer):
        values = {"is_company": False, "parent_id": customer.id}
        return cls._customer(name, email=f"{name.lower()}@example.com", **values)

    @classmethod
    def _register(cls, came=None, **values):
        """A registration Anna made 20 days ago; somebody came on a day, or nobody."""
        values = {"event_id": cls.event.id, "partner_id": cls.anna.id, **values}
        registration = cls.env["event.registration"].create(values)
        if came:
            registration.write({"state": "done", "date_closed": moment(came)})
        cls._update(registration, create_date=moment(ago(20)))
        return registration

    def _days(self, customer):
        """Return when a customer last booked or came, and when it last came."""
        profile = self._profile(customer)
        return profile.last_event_date, profile.last_attended_date

    def test_who_books_and_comes_did_both(self):
        self._register(came=ago(5))
        self._refresh()
        self.assertEqual(self._days(self.customer), (ago(5), ago(5)))
        self.assertEqual(self._profile(self.customer).last_crm_date, ago(5))

    def test_one_entered_after_the_event_was_booked_by_then(self):
        self._register(came=ago(40))
        self._refresh()
        self.assertEqual(self._days(self.customer), (ago(40), ago(40)))

    def test_who_books_for_another_customer_did_not_come(self):
        self._register(came=ago(5), name="Bob", email='"Bob" <Bob@Example.com>')
        self._refresh()
        self.assertEqual(self._days(self.customer), (ago(20), False))
        self.assertEqual(self._days(self.other), (ago(5), ago(5)))

    def test_an_address_of_nobody_or_of_two_customers_is_nobody_s(self):
        self._customer("Twin", email="bob@example.com")
        for email in ("stranger@example.com", "bob@example.com"):
            self._register(came=ago(5), email=email)
        self._refresh()
        self.assertEqual(self._days(self.customer), (ago(20), False))
        self.assertEqual(self._days(self.other), (False, False))

    def test_a_canceled_registration_is_none(self):
        self._register().state = "cancel"
        self._refresh()
        self.assertEqual(self._days(self.customer), (False, False))

    def test_an_event_ends_a_silence_where_the_policy_says_so(self):
        self._register(came=ago(5))
        self.assertEqual(self._status(self.customer), "dormant")
        self.policy.count_event = True
        self.assertEqual(self._status(self.customer), "active")

    def test_the_job_finds_booker_and_attendee(self):
        registration = self._register(came=ago(5), email="bob@example.com")
        self._update(registration, write_date="2100-01-01")
        signals = self.env["customer.retention.signal"]
        query = signals._changed_registrations(Since(datetime(2090, 1, 1), 0))
        found = {partner_id for partner_id, _company in self.env.execute_query(query)}
        self.assertEqual(found, {self.anna.id, self.bob.id})

    def test_who_did_not_come_after_all_is_found(self):
        registration = self._register(came=ago(5), email="bob@example.com")
        self.env["customer.retention.stale"].search([]).unlink()
        registration.email = "anna@example.com"
        stale = self.env["customer.retention.stale"].search([])
        self.assertIn(self.other, stale.partner_id)

    def test_the_story_tells_of_both_and_of_which_event_to_its_readers(self):
        registration = self._register(came=ago(5))
        self._refresh()
        profile = self._profile(self.customer)
        rows = profile.with_user(self.host).get_story(kinds=["event"])["touchpoints"]
        events = [(row["event"], row["date"]) for row in rows]
        self.assertEqual(
            events,
            [("Attended an event", ago(5)), ("Registered for an event", ago(20))],
        )
        self.assertEqual(
            (rows[0]["summary"], rows[0]["icon"]), ("Tasting", "fa-ticket")
        )
        touchpoints = self.env["customer.retention.touchpoint"].with_user(self.host)
        domain = [("profile_id", "=", profile.id), ("kind", "=", "event")]
        action = touchpoints.search(domain, limit=1).action_open()
        self.assertEqual(action["res_model"], registration._name)
        self.assertEqual(action["res_id"], registration.id)

    def test_policy_preview_button_and_customer_show_it(self):
        self._register(came=ago(5))
        self._refresh()
        policies = self.env["customer.retention.policy"].with_user(self.host)
        values = {"company_id": self.company.id, "count_event": True}
        moves = policies.get_preview(self.policy.id, values)["moves"]
        moved = {(move["from_status"], move["to_status"]) for move in moves}
        self.assertIn(("dormant", "active"), moved)
        with Form(self.policy.with_user(self.host)) as form:
            form.count_event = True
        profile = self._profile(self.customer).with_user(self.host)
        self.assertEqual(Form(profile).last_attended_date, str(ago(5)))
        action = profile.action_open_registrations()
        found = self.env[action["res_model"]].search_count(action["domain"])
        self.assertEqual((profile.event_count, found), (1, 1))
