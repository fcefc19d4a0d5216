"""Contact persons, deals and activities beside the story."""

from odoo.exceptions import AccessError, ValidationError

from ..common import MANAGER, SALESMAN, ago
from ..documents import moment
from .story_common import TouchpointCase


class TestPeople(TouchpointCase):
    def setUp(self):
        super().setUp()
        self.seller = self._user("seller", SALESMAN)
        self.customer.user_id = self.seller
        self._order(self.customer, ago(30), user_id=self.seller.id)
        self._refresh()
        self.profile = self._profile(self.customer).with_user(self.seller)

    def test_the_main_contact_is_who_the_latest_document_names(self):
        values = {"parent_id": self.customer.id, "is_company": False}
        self._customer("Aaron", **values)
        later = self._customer("Zara", **values, function="Buys", email="z@example.com")
        self._order(self.buyer, ago(20), user_id=self.seller.id)
        self._order(later, ago(10), user_id=self.seller.id)
        contacts = self.profile.get_contacts()
        names = [contact["name"] for contact in contacts]
        self.assertEqual(names, ["Zara", "Buyer", "Aaron"])
        self.assertEqual(contacts[0]["function"], "Buys")
        self.assertEqual(contacts[0]["email"], "z@example.com")
        dates = [contact["last_date"] for contact in contacts]
        self.assertEqual(dates, [ago(10), ago(20), False])

    def test_an_address_is_never_the_main_contact(self):
        for kind in ("delivery", "invoice", "other"):
            values = {"parent_id": self.customer.id, "is_company": False, "type": kind}
            dock = self._customer(f"AAA {kind}", **values)
            self._order(dock, ago(1), user_id=self.seller.id)
        contacts = self.profile.get_contacts()
        self.assertEqual(contacts[0]["name"], "Buyer")
        self.assertTrue(contacts[0]["is_main"])
        self.assertEqual([row["is_main"] for row in contacts[1:]], [False] * 3)
        self.assertEqual(
            {row["address"] for row in contacts},
            {False, "Delivery", "Invoice", "Other"},
        )

    def test_the_primary_contact_comes_first_whatever_the_documents_name(self):
        values = {"parent_id": self.customer.id, "is_company": False}
        zara = self._customer("Zara", **values, retention_department="Purchasing")
        self._order(self.buyer, ago(20), user_id=self.seller.id)
        self.profile.set_primary_contact(zara.id)
        first, *_rest = self.profile.get_contacts()
        self.assertEqual((first["name"], first["is_primary"]), ("Zara", True))
        self.assertEqual(first["department"], "Purchasing")
        self.profile.set_primary_contact(False)
        first, *_rest = self.profile.get_contacts()
        self.assertEqual((first["name"], first["is_primary"]), ("Buyer", False))

    def test_a_primary_contact_who_left_is_none(self):
        zara = self._customer("Zara", parent_id=self.customer.id, is_company=False)
        self.profile.set_primary_contact(zara.id)
        for values in ({"active": False}, {"active": True, "parent_id": False}):
            with self.subTest(values=values):
                zara.write(values)
                self.assertFalse(self.profile._primary_contact())
                self.assertEqual(self.profile.get_contacts()[0]["name"], "Buyer")

    def test_nobody_else_s_person_and_no_address_is_primary(self):
        stranger = self._customer("Stranger", is_company=False)
        dock = self._customer(
            "Dock", parent_id=self.customer.id, is_company=False, type="delivery"
        )
        for contact in (stranger, dock, self.customer):
            with self.subTest(contact=contact.name), self.assertRaises(ValidationError):
                self.profile.set_primary_contact(contact.id)

    def test_mail_to_the_customer_goes_to_the_primary_contact(self):
        self.customer.email = "office@example.com"
        zara = self._customer("Zara", parent_id=self.customer.id, is_company=False)

        def recipients():
            found = self.profile._message_get_suggested_recipients(no_create=True)
            return {row["partner_id"] for row in found}

        self.assertIn(self.customer.id, recipients())
        self.profile.set_primary_contact(zara.id)
        self.assertIn(self.customer.id, recipients())  # zara has no address yet
        zara.email = "zara@example.com"
        self.assertIn(zara.id, recipients())
        self.assertNotIn(self.customer.id, recipients())

    def test_a_person_is_its_own_contact(self):
        person = self._customer("Ada", is_company=False)
        self._order(person, ago(3))
        self._refresh(person)
        [contact] = self._profile(person).get_contacts()
        self.assertEqual(contact["name"], "Ada")

    def test_open_deals_come_first_and_a_colleague_s_do_not_come(self):
        mine = {"user_id": self.seller.id}
        self._opportunity(
            self.customer,
            ago(90),
            name="Won",
            won_status="won",
            date_closed=f"{ago(80)} 12:00:00",
            **mine,
        )
        self._opportunity(self.buyer, ago(70), name="Open", **mine)
        boss = self._user("boss", MANAGER)
        self._opportunity(self.customer, ago(60), name="Theirs", user_id=boss.id)
        deals = self.profile.get_plans()["deals"]
        self.assertEqual([deal["name"] for deal in deals], ["Open", "Won"])

    def test_a_lost_deal_is_one_on_the_button_in_the_panel_and_in_the_history(self):
        lost = self._opportunity(
            self.customer,
            ago(9),
            name="Lost",
            won_status="lost",
            active=False,
            date_closed=moment(ago(8)),
            user_id=self.seller.id,
        )
        self._refresh()
        profile = self._profile(self.customer).with_user(self.seller)
        self.assertEqual(profile.opportunity_count, 1)
        action = profile.action_open_opportunities()
        self.assertEqual(self.env["crm.lead"].search(action["domain"]), lost)
        [deal] = profile.get_plans()["deals"]
        self.assertEqual(deal["id"], lost.id)
        kinds = {kind["kind"]: kind for kind in profile.get_story()["kinds"]}
        self.assertEqual((kinds["deal"]["documents"], kinds["deal"]["count"]), (1, 2))

    def test_activities_of_the_customer_and_its_documents_by_date(self):
        order = self.customer.sale_order_ids
        lead = self._opportunity(self.buyer, ago(20), user_id=self.seller.id)
        for days, record in enumerate((lead, order, self.customer, self.profile)):
            self._insert(
                "mail.activity",
                res_model_id=self.env["ir.model"]._get_id(record._name),
                res_model=record._name,
                res_id=record.id,
                summary=record._name,
                date_deadline=ago(-days),
                user_id=self.seller.id,
                active=True,
            )
        other = self._customer("Other")
        other.activity_schedule("mail.mail_activity_data_call", summary="Other")
        activities = self.profile.get_plans()["activities"]
        self.assertEqual(
            [activity["summary"] for activity in activities],
            ["crm.lead", "sale.order", "res.partner", "customer.retention.profile"],
        )

    def test_people_outside_sales_are_told_nothing(self):
        clerk = self._user("clerk", "base.group_user")
        for method in ("get_contacts", "get_plans", "get_notes"):
            with self.assertRaises(AccessError):
                getattr(self.profile.with_user(clerk), method)()
