from unittest.mock import patch

from odoo.exceptions import ValidationError

from ..common import MANAGER, SALESMAN
from ..workflow import WorkflowCase


class BlockCase(WorkflowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        seller = cls._user("block_reader", MANAGER)
        cls.env = cls.env(user=seller, su=True)
        cls.customer = cls._customer("Acme")
        cls.contact = cls._customer(
            "Person", is_company=False, parent_id=cls.customer.id
        )
        cls.early = cls._quotation(cls.customer)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)
        cls.profile.write({"blocked": True, "block_reason": "Does not pay"})

    def _pay(self, order):
        methods = self.env["payment.method"].with_context(active_test=False)
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.env["payment.provider"].search([], limit=1).id,
                "payment_method_id": methods.search([], limit=1).id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": order.ids,
            }
        )


class TestBlock(BlockCase):
    def test_a_block_needs_a_reason(self):
        with self.assertRaisesRegex(ValidationError, "Blocking reason"):
            self.profile.block_reason = False

    def test_warned_of_on_the_order_of_a_contact(self):
        order = self._quotation(self.contact)
        self.assertIn("Does not pay", order.sale_warning_text)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_nothing_is_said_where_the_company_wants_it_so(self):
        self.company.retention_blocked_mode = "off"
        order = self._quotation(self.customer)
        self.assertFalse(order.sale_warning_text)

    def test_quotations_are_refused(self):
        self.company.retention_blocked_mode = "refuse"
        for partner in (self.customer, self.contact):
            with self.assertRaisesRegex(ValidationError, "Does not pay"):
                self._quotation(partner)

    def test_changing_the_customer_of_a_quotation_to_a_blocked_one_is_refused(self):
        self.company.retention_blocked_mode = "refuse"
        order = self._quotation(self._customer("Globex"))
        with self.assertRaisesRegex(ValidationError, "Acme is blocked"):
            order.partner_id = self.contact

    def test_confirming_an_earlier_quotation_is_refused_cancelling_is_not(self):
        self.company.retention_blocked_mode = "refuse"
        with (
            self.assertRaisesRegex(ValidationError, "Does not pay"),
            self.env.cr.savepoint(),
        ):
            self.early.action_confirm()
        self.early.invalidate_recordset()
        self.early._action_cancel()
        self.assertEqual(self.early.state, "cancel")

    def test_a_cart_is_filled_but_not_paid(self):
        self.company.retention_blocked_mode = "refuse"
        with patch.object(type(self.early), "_website_carts", lambda orders: orders):
            cart = self._quotation(self.contact)
            cart.partner_id = self.customer
        with self.assertRaisesRegex(ValidationError, "Acme is blocked"):
            self._pay(cart)

    def test_a_confirmed_order_is_paid(self):
        self.early.action_confirm()
        self.company.retention_blocked_mode = "refuse"
        self.assertEqual(self._pay(self.early).sale_order_ids, self.early)

    def test_released_everybody_sells_again(self):
        self.company.retention_blocked_mode = "refuse"
        self.profile.write({"blocked": False, "block_reason": False})
        self.early.action_confirm()
        self.assertEqual(self.early.state, "sale")

    def test_a_customer_of_the_portal_is_not_told_the_reason(self):
        self.company.retention_blocked_mode = "refuse"
        user = self._user("blocked_portal", "base.group_portal")
        with self.assertRaises(ValidationError) as caught:
            self.early.with_user(user).sudo().state = "sale"
            self.env.flush_all()
        self.assertNotIn("Does not pay", str(caught.exception))
        self.assertIn("Please contact us", str(caught.exception))

    def test_a_block_holds_in_its_company_only(self):
        other = self._new_company("Other Ltd")
        other.retention_blocked_mode = "refuse"
        self.env.user.company_ids += other
        values = {"partner_id": self.customer.id, "company_id": other.id}
        order = self.env["sale.order"].with_company(other).create(values)
        self.assertFalse(order.sale_warning_text)
        self.assertFalse(self.customer.with_company(other).retention_blocked)

    def test_an_archived_customer_stays_blocked(self):
        self.customer.active = False
        self._refresh()
        self.assertIn("Does not pay", self.early.sale_warning_text)

    def test_one_left_out_of_retention_stays_blocked(self):
        self.customer.retention_excluded = True
        self._refresh()
        self.company.retention_blocked_mode = "refuse"
        with self.assertRaisesRegex(ValidationError, "Does not pay"):
            self._quotation(self.contact)

    def test_contacts_of_blocked_customers_are_found(self):
        partners = self.env["res.partner"]
        found = partners.search([("retention_blocked", "=", True)])
        self.assertEqual(found, self.customer | self.contact)
        self.assertEqual(self.contact.retention_block_reason, "Does not pay")
        found = partners.search([("retention_blocked", "=", False)])
        self.assertNotIn(self.contact, found)

    def test_salespeople_are_warned_of_a_colleague_s_blocked_customer(self):
        self.profile.partner_id.user_id = self.env.user
        self._refresh()
        seller = self._user("block_seller", SALESMAN)
        values = {
            "partner_id": self.contact.id,
            "company_id": self.company.id,
            "user_id": seller.id,
        }
        orders = self.env["sale.order"].with_user(seller)
        order = orders.with_company(self.company).create(values)
        self.assertIn("Does not pay", order.sale_warning_text)

    def test_a_merge_keeps_the_block(self):
        target = self._customer("Globex")
        self._quotation(target)
        self._refresh()
        self._merge(self.customer, into=target)
        profile = self._profile(target)
        self.assertTrue(profile.blocked)
        self.assertEqual(profile.block_reason, "Does not pay")
