from odoo.addons.oe_customer_retention.tests.common import MANAGER, SALESMAN, ago
from odoo.tests import Form

from .common import DeliveryCase

STOCK_USER = "stock.group_stock_user"


class TestDeliveryInTheStory(DeliveryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", SALESMAN)
        cls.storekeeper = cls._user("storekeeper", SALESMAN, STOCK_USER)
        cls.order = cls.customer.sale_order_ids
        cls.picking = cls._deliver(cls.customer, ago(5), origin="S00815")
        cls.picking.sale_id = cls.order

    def setUp(self):
        super().setUp()
        self._refresh()
        self.profile = self._profile(self.customer)

    def _touchpoint(self, user):
        touchpoints = self.env["customer.retention.touchpoint"].with_user(user)
        return touchpoints.search(
            [("profile_id", "=", self.profile.id), ("kind", "=", "delivery")]
        )

    def test_it_stands_there_by_its_name_with_a_truck(self):
        story = self.profile.get_story(kinds=["delivery"])
        [row] = story["touchpoints"]
        self.assertEqual((row["event"], row["date"]), ("Delivery", ago(5)))
        self.assertEqual((row["icon"], row["summary"]), ("fa-truck", self.picking.name))
        kinds = {kind["kind"]: kind["label"] for kind in story["kinds"]}
        self.assertEqual(kinds["delivery"], "Deliveries")

    def test_it_is_found_by_the_order_it_is_for(self):
        story = self.profile.get_story(search="S00815")
        self.assertIn("delivery", [row["kind"] for row in story["touchpoints"]])

    def test_it_opens_for_inventory_and_as_the_order_for_sales(self):
        for user, opened in (
            (self.storekeeper, self.picking),
            (self.seller, self.order),
        ):
            action = self._touchpoint(user).action_open()
            self.assertEqual(action["res_model"], opened._name)
            self.assertEqual(action["res_id"], opened.id)

    def test_an_address_delivered_to_is_not_the_main_contact(self):
        values = {"parent_id": self.customer.id, "is_company": False}
        buyer = self._customer("Buyer", **values)
        address = self._customer("Back door", type="delivery", **values)
        self._order(buyer, ago(30))
        self._deliver(address, ago(2))
        self._refresh()
        names = [contact["name"] for contact in self.profile.get_contacts()]
        self.assertEqual(names, ["Buyer", "Back door"])


class TestDeliveryInViews(DeliveryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager", MANAGER, STOCK_USER)
        cls._deliver(cls.customer, ago(5))

    def setUp(self):
        super().setUp()
        self._refresh()
        self.profile = self._profile(self.customer).with_user(self.manager)

    def _preview(self, **changes):
        policies = self.env["customer.retention.policy"].with_user(self.manager)
        values = {"company_id": self.company.id, **changes}
        moves = policies.get_preview(self.policy.id, values)["moves"]
        return [(move["from_status"], move["to_status"]) for move in moves]

    def test_the_preview_knows_the_switch(self):
        self.assertEqual(self._preview(), [("dormant", "dormant")])
        self.assertEqual(self._preview(count_delivery=True), [("dormant", "active")])

    def test_the_button_counts_what_it_opens(self):
        self._transfer(self.customer)
        action = self.profile.action_open_deliveries()
        found = self.env[action["res_model"]].search_count(action["domain"])
        self.assertEqual((self.profile.delivery_count, found), (1, 1))

    def test_policy_and_customer_show_it(self):
        with Form(self.policy.with_user(self.manager)) as form:
            form.count_delivery = True
            form.warn_delivery = True
            form.no_delivery_days = 45
        self.assertEqual(self.policy.no_delivery_days, 45)
        form = Form(self.profile)
        self.assertEqual(form.last_delivery_date, str(ago(5)))
        self.assertFalse(form.no_delivery)
