from odoo.addons.oe_customer_retention.tests.common import MANAGER, SALESMAN, ago
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ..models.receipt import CASHIER
from .common import ReceiptCase


class TestReceiptInTheStory(ReceiptCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", SALESMAN)
        cls.cashier = cls._user("cashier", MANAGER, CASHIER)
        cls.customer.user_id = cls.seller
        cls.receipt = cls._receipt(
            cls.customer, ago(5), 20, name="Counter/0815", pos_reference="R-4711"
        )
        cls._refund(cls.receipt, ago(2), amount_total=-20)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _rows(self, user, **choice):
        profile = self.profile.with_user(user)
        return profile.get_story(**choice)["touchpoints"]

    def test_receipt_and_refund_stand_there_with_amount_and_shop(self):
        refund, receipt = self._rows(self.cashier)
        self.assertEqual((receipt["event"], receipt["amount"]), ("Receipt", 20))
        self.assertEqual(
            (receipt["icon"], receipt["date"]), ("fa-shopping-basket", ago(5))
        )
        self.assertEqual(receipt["detail"], self.counter.display_name)
        self.assertEqual((refund["event"], refund["amount"]), ("Refund", -20))

    def test_it_is_found_by_the_number_on_the_paper(self):
        [row] = self._rows(self.cashier, search="4711")
        self.assertEqual(row["summary"], "Counter/0815")

    def test_a_salesperson_sees_that_it_was_there(self):
        rows = self._rows(self.seller)
        self.assertEqual([row["kind"] for row in rows], ["receipt", "receipt"])
        self.assertEqual({row["amount"] for row in rows}, {False})
        self.assertFalse(any(row["can_open"] or row["summary"] for row in rows))

    def test_a_cashier_opens_it(self):
        touchpoints = self.env["customer.retention.touchpoint"].with_user(self.cashier)
        receipt = touchpoints.search([("profile_id", "=", self.profile.id)])[-1]
        action = receipt.action_open()
        self.assertEqual(action["res_model"], "pos.order")
        self.assertEqual(action["res_id"], self.receipt.id)

    def _hand_over(self, receipt):
        """Make the transfer of what a receipt sold, as Point of Sale does."""
        picking_type = self.counter.picking_type_id
        return self._insert(
            "stock.picking",
            name=f"Counter/{receipt.id}",
            state="done",
            date_done=receipt.date_order,
            partner_id=self.customer.id,
            company_id=self.company.id,
            pos_order_id=receipt.id,
            move_type="direct",
            picking_type_id=picking_type.id,
            location_id=picking_type.default_location_src_id.id,
            location_dest_id=self.env.ref("stock.stock_location_customers").id,
        )

    def test_what_was_handed_over_at_once_is_told_by_the_receipt(self):
        if "delivery" not in self.env["customer.retention.signal"]._kinds():
            self.skipTest("deliveries are told by another addon")
        self._hand_over(self.receipt)
        self.assertEqual({row["kind"] for row in self._rows(self.cashier)}, {"receipt"})
        self._update(self.receipt, shipping_date=ago(1))
        self.assertIn("delivery", {row["kind"] for row in self._rows(self.cashier)})

    def test_the_button_counts_what_it_opens(self):
        self._receipt(self.customer, ago(1), 5, state="draft")
        profile = self.profile.with_user(self.cashier)
        action = profile.action_open_receipts()
        found = self.env["pos.order"].search_count(action["domain"])
        self.assertEqual((profile.receipt_count, found), (2, 2))

    def test_policy_and_customer_show_it(self):
        with Form(self.policy.with_user(self.cashier)) as form:
            form.count_receipt = False
        self.assertFalse(self.policy.count_receipt)
        form = Form(self.profile.with_user(self.cashier))
        self.assertEqual(form.days_since_receipt, False)
        Form(self.profile.with_user(self.seller))

    def test_the_preview_knows_the_switch(self):
        self._receipt(self.customer, ago(70), 20)
        self._order(self.customer, ago(200))
        self._refresh()
        policies = self.env["customer.retention.policy"].with_user(self.cashier)
        for count, status in ((True, "at_risk"), (False, "dormant")):
            values = {"company_id": self.company.id, "count_receipt": count}
            [move] = policies.get_preview(self.policy.id, values)["moves"]
            self.assertEqual(move["to_status"], status)


class TestAnonymousReceipts(ReceiptCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = cls._user("cashier", MANAGER, CASHIER)
        cls._receipt(cls.customer, ago(5), 20)
        for days in (1, 364, 400):
            cls._receipt(None, ago(days), 10)

    def _rows(self, user):
        unseen = self.env["customer.retention.unseen"].with_user(user)
        return unseen.search([("why", "=", "anonymous")])

    def test_they_are_nobody_s(self):
        self._refresh()
        self.assertEqual(self._bought(), (20, 1))

    def test_their_share_is_told_and_opens_them(self):
        row = self._rows(self.cashier)
        self.assertEqual((row.detail, row.name), ("2 / 3 = 67%", "Counter"))
        action = row.action_open()
        self.assertEqual(self.env["pos.order"].search_count(action["domain"]), 2)

    def test_who_may_not_read_receipts_is_told_nothing(self):
        self.assertFalse(self._rows(self._user("manager", MANAGER)))


class TestBlockedAtTheCounter(ReceiptCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = cls._user("cashier", "base.group_user", CASHIER)
        cls._order(cls.customer, ago(5))
        cls._refresh()
        cls._profile(cls.customer).write({"blocked": True, "block_reason": "Owes us"})

    def _block(self, user, partner=None):
        partner = (partner or self.customer).with_user(user)
        return partner.get_counter_block(self.counter.id)

    def test_a_cashier_is_told_and_not_why(self):
        contact = self._customer("Buyer", parent_id=self.customer.id, is_company=False)
        told = "Customer is blocked. Ask a sales manager."
        for partner in (self.customer, contact):
            block = self._block(self.cashier, partner)
            self.assertEqual(block, {"text": told, "is_refused": False})

    def test_a_salesperson_at_the_counter_is_told_why(self):
        seller = self._user("seller", SALESMAN, CASHIER)
        self.assertIn("Owes us", self._block(seller)["text"])

    def test_it_is_refused_or_not_spoken_of_as_the_company_chose(self):
        self.company.retention_blocked_mode = "refuse"
        self.assertTrue(self._block(self.cashier)["is_refused"])
        self.company.retention_blocked_mode = "off"
        self.assertFalse(self._block(self.cashier))

    def test_what_is_no_point_of_sale_is_a_clear_error(self):
        customer = self.customer.with_user(self.cashier)
        for config_id in ("x", None, [1], -1, True):
            with self.subTest(config_id), self.assertRaises(UserError):
                customer.get_counter_block(config_id)

    def test_nobody_is_told_who_is_not_blocked_or_no_cashier(self):
        self.assertFalse(self._block(self.cashier, self._customer("Other")))
        with self.assertRaises(AccessError):
            self._block(self._user("clerk"))
