from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase

from .common import MANAGER, SALESMAN
from .workflow import WorkflowCase


class TestRetentionUi(WorkflowCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = cls._user("tour_manager", MANAGER)
        seller = cls._user("tour_salesperson", SALESMAN, name="Tour salesperson")
        now = fields.Datetime.now()
        for name, user in (("Tour customer", seller), ("Other customer", manager)):
            customer = cls._customer(name, user_id=user.id)
            quoted = {"user_id": user.id, "date_order": now - timedelta(days=10)}
            order = cls._quotation(customer, **quoted)
            if user == seller:
                cls.customer, bought = customer, order
        cls._refresh()
        # A purchase the profile does not know of yet.
        bought.write({"state": "sale", "date_order": now - timedelta(hours=1)})

    def test_a_manager_groups_by_salesperson_and_refreshes_a_customer(self):
        self.start_tour(
            "/odoo/retention-customers",
            "retention_profile_manager",
            login="tour_manager",
        )

    def test_a_salesperson_sees_and_refreshes_own_customers_only(self):
        self.start_tour(
            "/odoo/retention-customers",
            "retention_profile_salesperson",
            login="tour_salesperson",
        )

    def test_a_salesperson_reads_the_story_opens_a_document_and_pins_a_note(self):
        self.customer.message_post(
            body="Where is it?", author_id=self.customer.id, message_type="email"
        )
        self.start_tour(
            "/odoo/retention-customers",
            "retention_story",
            login="tour_salesperson",
        )
        [note] = self._profile(self.customer).get_notes()["notes"]
        self.assertIn("Back door only", note["body"])
        self.assertTrue(note["pinned_at"])

    def test_a_salesperson_chooses_whom_to_talk_to_and_writes_there(self):
        for name in ("Aaron", "Zara"):
            self._customer(
                name,
                is_company=False,
                parent_id=self.customer.id,
                email=f"{name.lower()}@example.com",
            )
        self.start_tour(
            "/odoo/retention-customers",
            "retention_primary_contact",
            login="tour_salesperson",
        )
        primary = self.customer.retention_primary_contact_id
        self.assertEqual(primary.name, "Zara")

    def test_the_page_follows_what_is_done_among_its_messages(self):
        profile = self._profile(self.customer)
        profile.activity_schedule(
            "mail.mail_activity_data_call",
            summary="Ring back",
            user_id=self.customer.user_id.id,
        )
        self.start_tour(
            "/odoo/retention-customers",
            "retention_done_in_chatter",
            login="tour_salesperson",
        )

    def test_a_salesperson_works_from_the_page_of_a_customer(self):
        self.start_tour(
            "/odoo/retention-customers",
            "retention_customer_page",
            login="tour_salesperson",
        )
        self.assertEqual(self.customer.phone, "+32 9 555 00 11")
        [person] = self.customer.child_ids
        self.assertEqual(person.name, "Bea Buyer")
        self.assertEqual(person.retention_department, "Purchasing")
