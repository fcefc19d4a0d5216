"""Sales of an ordinary week, which no rule was written for."""

from datetime import date, timedelta

from odoo.fields import Command

from ..common import AS_OF
from .sale_documents import CREDITED, INVOICED, ONCE, ORDERED, SaleDocumentsCase

NOTHING = {"both": (0, 0), "invoice": (0, 0), "order": (0, 0)}


class TestSaleOfAnOrdinaryWeek(SaleDocumentsCase):
    def _contact(self, name):
        values = {"name": name, "parent_id": self.partner.id}
        return self.env["res.partner"].create(values)

    def test_orders_of_two_branches_on_one_invoice_of_head_office(self):
        north, south = self._contact("North"), self._contact("South")
        orders = self._order(10, partner_id=north.id) + self._order(
            5, partner_id=south.id, day=ORDERED + timedelta(days=2)
        )
        orders.partner_invoice_id = self.partner
        orders.partner_shipping_id = self.partner
        invoice = self._lone_invoice_of(orders)
        self.assertEqual(invoice.line_ids.sale_line_ids.order_id, orders)
        self._assert_sold(both=(150, 2), invoice=(150, 2), order=(150, 2))

    def _lone_invoice_of(self, orders):
        """One invoice of several orders, whoever ordered them."""
        values = {
            **orders[0]._prepare_invoice(),
            "partner_id": self.partner.id,
            "invoice_date": INVOICED,
            "invoice_line_ids": [
                Command.create(line._prepare_invoice_line())
                for line in orders.order_line
            ],
        }
        invoice = self.env["account.move"].create(values)
        invoice.action_post()
        return invoice

    def test_credit_note_paid_back_in_cash(self):
        order = self._order(10, day=AS_OF - timedelta(days=400))
        invoice = self._invoice(order, AS_OF - timedelta(days=390))
        self._pay(invoice, AS_OF - timedelta(days=380))
        credit = self._credit(invoice, AS_OF - timedelta(days=3), quantity=4)
        self._pay(credit, AS_OF - timedelta(days=2))
        self._assert_sold(both=(60, 1), invoice=(60, 1), order=(100, 1))
        profile = self._profile()
        self.assertEqual(profile.status, "lost")
        self.assertEqual(profile.last_payment_date, AS_OF - timedelta(days=380))

    def _pay(self, move, day):
        wizards = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizards.create({"payment_date": day})._create_payments()

    def test_deposit_in_euro_and_the_rest_at_another_rate(self):
        order = self._order(10)
        order.currency_id = self.euro
        order.order_line.price_unit = 10
        self._deposit(order)
        self._assert_sold(both=(50, 1), invoice=(15, 1), order=(50, 1))
        rate = {"name": CREDITED, "rate": 4, "currency_id": self.euro.id}
        self.env["res.currency.rate"].create({**rate, "company_id": self.company.id})
        rest = self._invoice(order, CREDITED)
        total = 15 + rest.amount_untaxed_signed
        self._assert_sold(both=(total, 1), invoice=(total, 1), order=(50, 1))

    def test_deposit_cancelled(self):
        order = self._order(10)
        deposit = self._deposit(order)
        deposit.button_draft()
        deposit.button_cancel()
        self._assert_sold(both=(100, 1), invoice=(0, 0), order=(100, 1))

    def test_invoice_dated_anew(self):
        invoice = self._invoice(self._order(10))
        invoice.button_draft()
        invoice.invoice_date = date(2026, 4, 3)
        invoice.action_post()
        self._assert_sold(**ONCE)
        self.company.retention_purchase_basis = "invoice"
        self.assertEqual(self._days(self._profile()), {date(2026, 4, 3): (100, 1)})

    def test_first_instalment_dated_after_the_second(self):
        order = self._order(10, product=self.by_delivery)
        order.order_line.qty_delivered = 1
        first = self._invoice(order)
        order.order_line.qty_delivered = 2
        self._invoice(order, date(2026, 4, 3))
        first.button_draft()
        first.invoice_date = date(2026, 5, 4)
        first.action_post()
        self._assert_sold(both=(100, 2), invoice=(20, 2), order=(100, 1))
        self.company.retention_purchase_basis = "both"
        expected = {ORDERED: (90, 1), date(2026, 5, 4): (10, 1)}
        self.assertEqual(self._days(self._profile()), expected)

    def test_all_returned_and_ordered_anew(self):
        order = self._order(10)
        self._credit(self._invoice(order))
        order._action_cancel()
        self._assert_sold(**NOTHING)
        self._invoice(self._order(10, day=CREDITED), CREDITED)
        self._assert_sold(**ONCE)

    def test_optional_product_nobody_chose(self):
        self._invoice(self._order(10, 0))
        self._assert_sold(**ONCE)

    def test_optional_product_chosen_when_the_order_was_invoiced(self):
        order = self._order(10, 0)
        self._invoice(order)
        order.order_line[1].write({"product_uom_qty": 2, "price_unit": 10})
        self._assert_sold(both=(120, 1), invoice=(100, 1), order=(120, 1))
        self._invoice(order, date(2026, 4, 2))
        self._assert_sold(both=(120, 2), invoice=(120, 2), order=(120, 1))

    def test_discount_on_a_line_of_its_own(self):
        order = self._order(10)
        discount = {**self._line_values(1), "price_unit": -15}
        order.order_line = [Command.create(discount)]
        self._assert_sold(both=(85, 1), order=(85, 1))
        self._invoice(order)
        self._assert_sold(both=(85, 1), invoice=(85, 1), order=(85, 1))

    def test_order_given_away(self):
        order = self._order(10)
        order.order_line.discount = 100
        self._invoice(order)
        self._assert_sold(**NOTHING)

    def test_cash_rounding_is_revenue(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "To ten",
                "rounding": 10,
                "strategy": "add_invoice_line",
                "rounding_method": "UP",
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
        invoice = self._invoice(self._order(9, 0.7), post=False)
        invoice.invoice_cash_rounding_id = rounding
        invoice.action_post()
        self.assertEqual(invoice.amount_untaxed, 100)
        self._assert_sold(both=(100, 1), invoice=(100, 1), order=(97, 1))

    def test_goods_replaced_for_nothing(self):
        order = self._order(10)
        self._invoice(order)
        replaced = {**self._line_values(2), "price_unit": 0}
        order.order_line = [Command.create(replaced)]
        self._assert_sold(**ONCE)

    def test_line_deleted_from_a_draft_invoice_stays_open(self):
        order = self._order(10, 5)
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids[1].unlink()
        invoice.action_post()
        self._assert_sold(both=(150, 1), invoice=(100, 1), order=(150, 1))

    def test_order_locked_unlocked_and_lowered_below_what_was_invoiced(self):
        order = self._order(10)
        self._invoice(order)
        order.action_lock()
        order.action_unlock()
        order.order_line.product_uom_qty = 4
        self._assert_sold(both=(100, 1), invoice=(100, 1), order=(40, 1))

    def test_invoice_of_the_order_of_a_branch(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.env.user.company_ids += branch
        self.cr.precommit.run()
        order = self._order(10, company_id=branch.id)
        self._assert_sold(**NOTHING)
        self.company.retention_purchase_basis = "both"
        self.env["customer.retention.refresh"]._refresh(branch, AS_OF)
        profiles = self.env["customer.retention.profile"].sudo()
        profile = profiles._of_customers(self.partner, branch)
        self.assertEqual((profile.revenue_total, profile.purchase_count), (100, 1))
        self.assertEqual(order.company_id, branch)
