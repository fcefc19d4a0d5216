from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..common import MANAGER, SALESMAN
from .next_order_common import NextOrderCase


class TestSuggestRights(NextOrderCase):
    """What a suggestion learns from is what its reader may read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._user("next_other", SALESMAN)
        cls.manager = cls._user("next_manager", MANAGER)
        cls._bought(20, {cls.paper: 1})
        cls.foreign = cls._bought(10, {cls.ink: 1})
        cls.foreign.user_id = cls.other

    def test_a_salesperson_learns_from_own_orders_a_manager_from_all(self):
        self.assertEqual(self._suggest().line_ids.product_id, self.paper)
        managers = self._suggest(user=self.manager)
        self.assertEqual(managers.line_ids.product_id, self.paper + self.ink)

    def test_a_salesperson_makes_the_quotation_with_no_more_than_own_rights(self):
        order = self._made(self._suggest())
        self.assertEqual(order.create_uid, self.seller)
        self.assertEqual(order.user_id, self.seller)

    def test_the_customer_of_somebody_else_is_not_for_a_salesperson(self):
        with self.assertRaises(AccessError):
            self._suggest(user=self.other)

    def test_a_line_that_may_not_be_read_lends_no_price(self):
        suggest = self._suggest()
        suggest.line_ids.sudo().last_line_id = self.foreign.order_line
        with self.assertRaises(AccessError):
            suggest.action_make()

    def test_a_line_for_another_customer_is_looked_at_as_its_own_dialog_is(self):
        others = self._customer("Other's", user_id=self.other.id)
        blocked = self._customer("Blocked", user_id=self.seller.id)
        for customer in others + blocked:
            self._bought(5, {self.box: 1}, customer)
        suggest = self._suggest()
        self._refresh(others + blocked)
        self._profile(blocked).write({"blocked": True, "block_reason": "Lawsuit"})
        for customer, error, message in (
            (others, AccessError, ""),
            (blocked, UserError, "is blocked"),
        ):
            suggest.line_ids.sudo().profile_id = self._profile(customer)
            with self.subTest(customer.name), self.assertRaisesRegex(error, message):
                suggest.action_make()

    def test_another_company_teaches_nothing(self):
        elsewhere = self._new_company("Elsewhere Ltd")
        self.seller.company_ids += elsewhere
        companies = self.company + elsewhere
        env = self.env(
            context={**self.env.context, "allowed_company_ids": companies.ids}
        )
        order = (
            env["sale.order"]
            .with_company(elsewhere)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": elsewhere.id,
                    "user_id": self.seller.id,
                    "order_line": [Command.create({"product_id": self.box.id})],
                }
            )
        )
        order.action_confirm()
        suggest = self._suggest()
        self.assertEqual(suggest.line_ids.product_id, self.paper)
        self.assertEqual(self._made(suggest).company_id, self.company)
