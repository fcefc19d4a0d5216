from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..common import SALESMAN
from .next_order_common import NextOrderCase


class TestSuggest(NextOrderCase):
    """What stands in the dialog, and on the quotation made of it."""

    def test_call_today_names_what_is_usual_to_who_may_read_the_orders(self):
        for days_ago in (90, 60, 30):
            self._bought(days_ago, {self.paper: 5, self.ink: 1})
        self._bought(120, {self.box: 1})
        self._refresh(self.customer)
        profile = self._profile(self.customer)
        usual = profile.with_user(self.seller)._usual_products()
        self.assertCountEqual(usual[profile.id], ["Paper", "Ink"])
        heir = self._user("usual_heir", SALESMAN)
        self.customer.user_id = heir  # the orders stay the seller's
        self._refresh(self.customer)
        usual = profile.with_user(heir)._usual_products()
        self.assertEqual(usual[profile.id], [])

    def test_usual_quantities_of_as_many_products_as_usual(self):
        for days, quantity in ((90, 100), (60, 6), (40, 4), (30, 5), (20, 7), (10, 5)):
            self._bought(days, {self.paper: quantity})
        self._bought(100, {self.ink: 2})
        lines = self._lines(self._suggest())
        self.assertEqual(lines[self.paper].quantity, 5)
        self.assertIn("6 of 7 orders", lines[self.paper].reason)
        self.assertTrue(lines[self.paper].is_included)
        self.assertFalse(lines[self.ink].is_included)

    def test_a_product_given_up_stands_in_its_place_and_is_not_ticked(self):
        for days in (90, 80, 70):
            self._bought(days, {self.paper: 1, self.ink: 1})
        self._bought(60, {self.paper: 1, self.box: 1})
        for days in (50, 40):
            self._bought(days, {self.paper: 1})
        suggest = self._suggest()
        self.assertEqual(suggest.line_ids.product_id, self.paper + self.ink + self.box)
        self.assertTrue(self._lines(suggest)[self.box].is_included)
        ink = self._lines(suggest)[self.ink]
        self.assertTrue(ink.is_stopped)
        self.assertFalse(ink.is_included)
        ink.is_included = True
        self.assertIn(self.ink, self._made(suggest).order_line.product_id)

    def test_the_quotation_is_a_draft_of_what_is_ticked_and_says_what_it_repeats(self):
        self._bought(30, {self.paper: 3})
        last = self._bought(10, {self.paper: 3, self.ink: 1})
        suggest = self._suggest()
        lines = self._lines(suggest)
        lines[self.ink].is_included = False
        lines[self.paper].quantity = 8
        order = self._made(suggest)
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.partner_id, self.customer)
        self.assertTrue(order.retention_suggested)
        self.assertEqual(order.order_line.product_id, self.paper)
        self.assertEqual(order.order_line.product_uom_qty, 8)
        self.assertEqual(order.order_line.retention_repeat_id, last)
        self.assertFalse(order.copy().retention_suggested)

    def test_the_price_last_agreed_or_todays_with_the_difference(self):
        self._bought(10, {self.ink: 1}, price_unit=30, discount=10)
        suggest = self._suggest()
        line = suggest.line_ids
        self.assertAlmostEqual(line.last_price, 27)
        self.assertAlmostEqual(line.today_price, 40)
        self.assertAlmostEqual(line.price_change, 40 / 27 - 1)
        last = self._made(suggest).order_line
        self.assertEqual((last.price_unit, last.discount), (30, 10))
        suggest.price_from = "today"
        today = self._made(suggest).order_line
        self.assertEqual((today.price_unit, today.discount), (40, 0))

    def test_prices_follow_the_currency_of_the_customers_pricelist(self):
        self._bought(10, {self.ink: 1}, price_unit=30)
        foreign = self.env["res.currency"].create(
            {
                "name": "FRN",
                "symbol": "F",
                "rate_ids": [
                    Command.create({"rate": 2, "company_id": self.company.id})
                ],
            }
        )
        self.customer.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": foreign.id}
        )
        suggest = self._suggest()
        line = suggest.line_ids
        self.assertEqual(line.currency_id, foreign)
        self.assertAlmostEqual(line.last_price, 60)
        self.assertAlmostEqual(line.today_price, 80)
        order = self._made(suggest)
        self.assertEqual(order.currency_id, foreign)
        self.assertAlmostEqual(order.order_line.price_unit, 60)

    def test_in_the_unit_last_ordered_in_while_it_can_be_sold_so(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        dozen.active = True
        self.paper.uom_ids = dozen
        for days, quantity in ((30, 24), (20, 36)):
            self._bought(days, {self.paper: quantity})
        self._bought(10, {self.paper: 3}, product_uom_id=dozen.id, price_unit=96)
        suggest = self._suggest()
        self.assertEqual(suggest.line_ids.uom_id, dozen)
        self.assertEqual(suggest.line_ids.quantity, 3)
        line = self._made(suggest).order_line
        self.assertEqual((line.product_uom_id, line.price_unit), (dozen, 96))
        self.paper.uom_ids = False
        suggest = self._suggest()
        self.assertEqual(suggest.line_ids.uom_id, self.paper.uom_id)
        self.assertEqual(suggest.line_ids.quantity, 36)
        self.assertAlmostEqual(suggest.line_ids.last_price, 8)

    def test_taxes_are_those_of_today(self):
        group = self.env["account.tax.group"].create({"name": "Ten"})
        tax = self.env["account.tax"].create(
            {
                "name": "Ten",
                "amount": 10,
                "tax_group_id": group.id,
                "country_id": self.env.ref("base.be").id,
            }
        )
        self._bought(10, {self.paper: 1})
        self.paper.taxes_id = tax
        self.assertEqual(self._made(self._suggest()).order_line.tax_ids, tax)

    def test_what_cannot_be_sold_is_left_out_and_named(self):
        self._bought(10, {self.paper: 1, self.ink: 1, self.box: 1})
        self.ink.sale_ok = False
        self.box.action_archive()
        suggest = self._suggest()
        self.assertEqual(suggest.line_ids.product_id, self.paper)
        self.assertIn("Ink (not for sale)", suggest.left_out)
        self.assertIn("Box (archived)", suggest.left_out)

    def test_only_confirmed_orders_teach(self):
        self._bought(20, {self.paper: 1})
        self._bought(10, {self.ink: 1})._action_cancel()
        self._quotation(self.customer)
        self.assertEqual(self._suggest().line_ids.product_id, self.paper)

    def test_orders_of_a_contact_teach(self):
        contact = self._customer("Buyer", is_company=False, parent_id=self.customer.id)
        contact.user_id = self.seller
        self._bought(10, {self.paper: 1}, contact)
        self.assertEqual(self._suggest().line_ids.product_id, self.paper)

    def test_without_a_history_there_is_nothing_to_choose(self):
        self._quotation(self.customer)
        suggest = self._suggest()
        self.assertFalse(suggest.line_ids)
        with self.assertRaisesRegex(UserError, "No product is ticked"):
            suggest.action_make()

    def test_a_ticked_line_needs_a_quantity(self):
        self._bought(10, {self.paper: 1})
        with self.assertRaisesRegex(ValidationError, "Quantity"):
            self._suggest().line_ids.quantity = 0

    def test_several_customers_get_a_quotation_each(self):
        other = self._customer("Globex", user_id=self.seller.id)
        self._bought(10, {self.paper: 1})
        self._bought(10, {self.ink: 1}, other)
        suggest = self._suggest(self.customer + other)
        orders = suggest.env["sale.order"].search(suggest.action_make()["domain"])
        self.assertEqual(
            {order.partner_id: order.order_line.product_id for order in orders},
            {self.customer: self.paper, other: self.ink},
        )

    def test_a_blocked_customer_is_offered_nothing(self):
        self._bought(10, {self.paper: 1})
        suggest = self._suggest()
        self._profile(self.customer).write(
            {"blocked": True, "block_reason": "Does not pay"}
        )
        with self.assertRaisesRegex(UserError, "Does not pay"):
            self._suggest()
        with self.assertRaisesRegex(UserError, "Does not pay"):
            suggest.action_make()

    def test_the_report_tells_how_many_were_made_and_what_they_brought(self):
        self._bought(10, {self.paper: 2})
        order = self._made(self._suggest())
        self._made(self._suggest())
        order.sudo().action_confirm()
        self.env.flush_all()
        told = self.env["sale.report"]._read_group(
            [
                ("retention_suggested", "=", True),
                ("company_id", "=", self.company.id),
            ],
            ["state"],
            ["order_reference:count_distinct", "price_subtotal:sum"],
        )
        self.assertEqual(told, [("draft", 1, 20.0), ("sale", 1, 20.0)])
