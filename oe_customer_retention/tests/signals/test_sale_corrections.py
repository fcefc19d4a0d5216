"""Invoices corrected; credit notes, also made by mistake and reversed; returns."""

from datetime import date, timedelta

from odoo.fields import Command

from ..common import AS_OF
from .sale_documents import CREDITED, INVOICED, ONCE, ORDERED, SaleDocumentsCase


class TestSaleCorrections(SaleDocumentsCase):
    def test_invoice_corrected(self):
        self._correct(self._invoice(self._order(10)))
        self._assert_sold(**ONCE)

    def test_invoice_corrected_at_another_price(self):
        invoice = self._invoice(self._order(10))
        new = self._reverse_invoice(invoice, is_modify=True, date=CREDITED)
        new.invoice_date = CREDITED
        new.invoice_line_ids.price_unit = 9
        new.action_post()
        self._assert_sold(both=(90, 1), invoice=(90, 1), order=(100, 1))

    def test_invoice_corrected_in_another_month(self):
        self._correct(self._invoice(self._order(10)), date(2026, 4, 2))
        self._assert_sold(**ONCE)

    def test_credited_and_invoiced_again_from_the_order(self):
        order = self._order(10)
        self._credit(self._invoice(order))
        self._assert_sold(both=(100, 1), invoice=(0, 0), order=(100, 1))
        self._invoice(order, CREDITED + timedelta(days=1))
        self._assert_sold(**ONCE)

    def test_lone_invoice_corrected(self):
        self._correct(self._lone_invoice(10))
        self._assert_sold(both=(100, 1), invoice=(100, 1), order=(0, 0))

    def test_invoice_in_euro_corrected_at_another_rate(self):
        order = self._order(10)
        order.currency_id = self.euro
        order.order_line.price_unit = 10
        invoice = self._invoice(order)
        rate = {"name": CREDITED, "rate": 4, "currency_id": self.euro.id}
        self.env["res.currency.rate"].create({**rate, "company_id": self.company.id})
        self._correct(invoice)
        self._assert_sold(both=(50, 1), invoice=(50, 1), order=(50, 1))

    def test_credit_note_for_some_of_an_invoice(self):
        self._credit(self._invoice(self._order(10)), quantity=3)
        self._assert_sold(both=(70, 1), invoice=(70, 1), order=(100, 1))

    def test_only_invoice_wholly_reversed(self):
        self._credit(self._lone_invoice(7))
        self._assert_sold(both=(0, 0), invoice=(0, 0), order=(0, 0))
        self.company.retention_purchase_basis = "both"
        self.assertEqual(self._profile().status, "prospect")

    def test_invoice_reversed_by_two_credit_notes(self):
        invoice = self._lone_invoice(7)
        self._credit(invoice, quantity=3)
        self._credit(invoice, quantity=4)
        self._assert_sold(both=(0, 0), invoice=(0, 0))

    def test_reversal_to_come_is_none_yet(self):
        invoice = self._lone_invoice(7)
        self._credit(invoice)
        before = CREDITED - timedelta(days=1)
        self._assert_sold(as_of=before, both=(70, 1), invoice=(70, 1))

    # -- credit notes taken back -----------------------------------------------

    def _take_back(self, credit, day=CREDITED, quantity=None):
        back = self._credit(credit, day, quantity)
        self.assertEqual(back.move_type, "out_invoice")
        return back

    def test_credit_note_for_some_taken_back(self):
        order = self._order(10)
        self._take_back(self._credit(self._invoice(order), quantity=3))
        self._assert_sold(**ONCE)

    def test_credit_note_for_some_of_a_lone_invoice_taken_back(self):
        self._take_back(self._credit(self._lone_invoice(10), quantity=3))
        self._assert_sold(both=(100, 1), invoice=(100, 1), order=(0, 0))
        self.company.retention_purchase_basis = "both"
        self.assertEqual(self._profile().last_invoice_date, INVOICED)

    def test_credit_note_for_all_taken_back(self):
        self._take_back(self._credit(self._lone_invoice(10)))
        self._assert_sold(both=(100, 1), invoice=(100, 1), order=(0, 0))

    def test_credit_note_for_all_taken_back_in_part(self):
        self._take_back(self._credit(self._invoice(self._order(10))), quantity=4)
        self._assert_sold(both=(40, 1), invoice=(40, 1), order=(100, 1))

    def test_credit_note_taken_back_in_a_later_month_is_on_its_own_day(self):
        credit = self._credit(self._invoice(self._order(10)), quantity=3)
        self._take_back(credit, day=date(2026, 5, 5))
        self._assert_sold(**ONCE)
        self.company.retention_purchase_basis = "both"
        expected = {ORDERED: (70, 1), date(2026, 5, 5): (30, 0)}
        self.assertEqual(self._days(self._profile()), expected)

    def test_what_is_not_invoiced_yet_stays_open(self):
        order = self._order(10, product=self.by_delivery)
        order.order_line.qty_delivered = 5
        self._take_back(self._credit(self._invoice(order), quantity=3))
        self._assert_sold(both=(100, 1), invoice=(50, 1), order=(100, 1))

    def test_credited_taken_back_and_credited_again(self):
        invoice = self._lone_invoice(10)
        self._credit(self._take_back(self._credit(invoice)))
        self._assert_sold(both=(0, 0), invoice=(0, 0), order=(0, 0))

    def test_credit_note_taken_back_wakes_nobody(self):
        order = self._order(10, day=AS_OF - timedelta(days=500))
        invoice = self._invoice(order, AS_OF - timedelta(days=500))
        credit = self._credit(invoice, AS_OF - timedelta(days=9), quantity=3)
        self._take_back(credit, AS_OF - timedelta(days=5))
        self.assertEqual(self._profile().status, "lost")

    # -- returns ---------------------------------------------------------------

    def test_order_lowered_after_it_was_invoiced(self):
        order = self._order(5)
        self._invoice(order)
        order.order_line.product_uom_qty = 3
        credit = self._invoice(order, CREDITED)
        self.assertEqual(credit.move_type, "out_refund")
        self._assert_sold(both=(30, 1), invoice=(30, 1), order=(30, 1))

    def test_return_on_the_same_order(self):
        order = self._order(10)
        self._invoice(order)
        order.order_line = [Command.create(self._line_values(-4))]
        self._assert_sold(both=(60, 1), invoice=(100, 1), order=(60, 1))
        credit = self._invoice(order, CREDITED)
        self.assertEqual(credit.move_type, "out_refund")
        self._assert_sold(both=(60, 1), invoice=(60, 1), order=(60, 1))

    def test_return_on_an_order_of_its_own(self):
        self._invoice(self._order(10))
        back = self._order(-4, day=CREDITED)
        self._assert_sold(both=(60, 1), invoice=(100, 1), order=(60, 1))
        self._invoice(back, CREDITED)
        self._assert_sold(both=(60, 1), invoice=(60, 1), order=(60, 1))

    def test_all_of_an_order_returned_on_the_same_order(self):
        order = self._order(10)
        invoice = self._invoice(order)
        order.order_line = [Command.create(self._line_values(-10))]
        credit = self._invoice(order, CREDITED)
        self._assert_sold(both=(0, 0), invoice=(0, 0), order=(0, 0))
        self._reconcile(invoice, credit)
        self._assert_sold(both=(0, 0), invoice=(0, 0), order=(0, 0))

    def test_credit_of_a_return_set_off_against_the_invoice(self):
        invoice = self._invoice(self._order(10))
        credit = self._invoice(self._order(-10, day=CREDITED), CREDITED)
        self._assert_sold(both=(0, 1), invoice=(0, 1), order=(0, 1))
        self._reconcile(invoice, credit)
        self._assert_sold(both=(0, 1), invoice=(0, 1), order=(0, 1))

    def test_credit_of_old_goods_set_off_against_new_ones(self):
        self._invoice(self._order(10, day=date(2026, 1, 5)), date(2026, 1, 6))
        credit = self._invoice(self._order(-10, day=CREDITED), CREDITED)
        new = self._invoice(self._order(10, day=date(2026, 5, 4)), date(2026, 5, 5))
        self._reconcile(new, credit)
        self.assertEqual(new.payment_state, "reversed")
        self._assert_sold(both=(100, 2), invoice=(100, 2), order=(100, 2))
        self.assertEqual(self._profile().last_invoice_date, date(2026, 5, 5))

    def test_credit_note_of_a_return_settled_by_an_entry(self):
        self._invoice(self._order(10))
        credit = self._invoice(self._order(-4, day=CREDITED), CREDITED)
        self._settle_by_an_entry(credit)
        self.assertEqual(credit.payment_state, "reversed")
        self._assert_sold(both=(60, 1), invoice=(60, 1), order=(60, 1))

    def _settle_by_an_entry(self, credit):
        """Pay a credit note back by a journal entry, as accountants do."""
        account = credit.line_ids.account_id.filtered(
            lambda account: account.account_type == "asset_receivable"
        )
        income = credit.invoice_line_ids.account_id
        amount = credit.amount_total
        lines = [
            {"account_id": account.id, "debit": amount, "partner_id": self.partner.id},
            {"account_id": income.id, "credit": amount},
        ]
        values = {"move_type": "entry", "line_ids": [*map(Command.create, lines)]}
        entry = self.env["account.move"].create(values)
        entry.action_post()
        self._reconcile(credit, entry)

    def test_return_order_to_come_that_is_credited_already(self):
        self._invoice(self._order(10))
        self._invoice(self._order(-4, day=AS_OF + timedelta(days=3)), CREDITED)
        self._assert_sold(both=(60, 1), invoice=(60, 1), order=(100, 1))
