"""Odoo's own reports, added up by customer, are our revenue, and where they differ
there is a rule that says so."""

from datetime import date, timedelta

from odoo.fields import Command

from ..common import AS_OF
from ..odoo_reports import OdooReports
from .sale_documents import CREDITED, INVOICED, ORDERED, SaleDocumentsCase


class TestSaleReports(SaleDocumentsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.partner.id}
        )

    def _compare(self, basis):
        """Return ``{customer: (ours, theirs, reasons)}`` of those who differ."""
        self.company.retention_purchase_basis = basis
        self.env["customer.retention.refresh"]._refresh(self.company, AS_OF)
        count, differences = OdooReports(self.company, AS_OF).compare()
        self.assertTrue(count)
        return {d.customer: d[1:] for d in differences}

    def _assert_equal(self, *bases):
        for basis in bases or ("both", "invoice", "order"):
            with self.subTest(basis):
                self.assertEqual(self._compare(basis), {})

    def _assert_differs(self, ours, theirs, reason):
        differences = {self.partner: (ours, theirs, [reason])}
        self.assertEqual(self._compare("both"), differences)
        self._assert_equal("invoice", "order")

    def test_orders_and_invoices_of_every_day(self):
        self._order(10)
        self._invoice(self._order(10, partner_id=self.person.id))
        half = self._invoice(self._order(10), post=False)
        half.invoice_line_ids.quantity = 4
        half.action_post()
        self._deposit(self._order(10))
        order = self._order(10)
        self._deposit(order)
        self._invoice(order, CREDITED)
        self._invoice(self._order(5) + self._order(7))
        self._lone_invoice(7)
        self._lone_invoice(3, move_type="out_receipt")
        self._order(3)._action_cancel()
        self._assert_equal()

    def test_the_bridge_leads_from_one_reported_year_to_the_next(self):
        year = timedelta(365)
        for years in (0, 1, 2):
            self._lone_invoice(7 + years, day=INVOICED - years * year)
            order = self._order(10, day=ORDERED - years * year)
            invoice = self._invoice(order, INVOICED - years * year)
            self._credit(invoice, CREDITED - years * year, quantity=3 + years)
        self._lone_invoice(2, currency_id=self.euro.id)
        self._deposit(self._order(4))
        for basis in ("invoice", "order"):
            self._assert_equal(basis)
            bridges = self.env["customer.retention.bridge"].with_context(
                retention_as_of=AS_OF
            )
            found = bridges.get_bridge([("company_id", "=", self.company.id)])
            for side, days in found["days"]._asdict().items():
                with self.subTest(basis, side=side):
                    reported = self._reported(*days)
                    self.assertGreater(reported, 0)
                    self.assertAlmostEqual(found[side], reported, 2)

    def _reported(self, first, last):
        """Return the revenue Odoo's reports tell of all customers between two days."""
        before, after = (
            sum(OdooReports(self.company, day)._reported().values())
            for day in (first - timedelta(1), last)
        )
        return after - before

    def test_corrected_invoices(self):
        self._correct(self._invoice(self._order(10)))
        order = self._order(10)
        self._credit(self._invoice(order))
        self._invoice(order, CREDITED + timedelta(days=1))
        self._assert_equal()

    def test_returns_that_were_credited(self):
        order = self._order(10)
        self._invoice(order)
        order.order_line = [Command.create(self._line_values(-4))]
        self._invoice(order, CREDITED)
        self._invoice(self._order(-3), CREDITED)
        self._assert_equal()

    def test_other_currencies(self):
        order = self._order(10)
        order.currency_id = self.euro
        order.order_line.price_unit = 10
        self._assert_equal()
        rate = {"name": INVOICED, "rate": 4, "currency_id": self.euro.id}
        self.env["res.currency.rate"].create({**rate, "company_id": self.company.id})
        self._invoice(order)
        self._assert_equal()

    def test_contact_of_another_company_since(self):
        self._invoice(self._order(10, partner_id=self.person.id))
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        self.person.parent_id = other
        self._assert_equal()

    def test_documents_to_come(self):
        self._order(10, day=AS_OF + timedelta(days=3))
        self._lone_invoice(7, day=AS_OF + timedelta(days=3))
        self._order(10, day=AS_OF)
        self._assert_equal()

    def test_order_opens_again_for_odoo_when_some_is_credited(self):
        self._credit(self._invoice(self._order(10)), quantity=3)
        self._assert_differs(70, 100, "credited")

    def test_time_and_material_is_open_for_odoo_by_what_was_delivered(self):
        self._order(10, product=self.by_delivery)
        self._assert_differs(100, 0, "invoiced by delivery")

    def test_order_invoiced_for_more_is_overdrawn_for_odoo(self):
        move = self._invoice(self._order(10, 5, day=ORDERED), post=False)
        move.invoice_line_ids[0].quantity = 12
        move.invoice_line_ids[1].unlink()
        move.action_post()
        self.assertEqual(move.invoice_date, INVOICED)
        self._assert_differs(170, 150, "more invoiced than set off")

    def test_customer_left_out_is_missed_by_nobody(self):
        self._order(10)
        self.partner.retention_excluded = True
        self._invoice(self._order(10, partner_id=self.partner_a.id), date(2026, 4, 1))
        self._assert_equal()

    def test_cash_rounding_is_no_product_for_odoo(self):
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
        invoice = self._lone_invoice(9.7, invoice_cash_rounding_id=rounding.id)
        self.assertEqual(invoice.amount_untaxed, 100)
        expected = {self.partner: (100, 97, ["rounded in cash"])}
        self.assertEqual(self._compare("invoice"), expected)

    def test_orders_in_another_currency_are_rounded_one_by_one(self):
        for quantity in (1, 1, 1):
            order = self._order(quantity)
            order.currency_id = self.euro
            order.order_line.price_unit = 3.33
        for basis in ("both", "order"):
            with self.subTest(basis):
                ((ours, theirs, reasons),) = self._compare(basis).values()
                self.assertAlmostEqual(ours - theirs, 0.015)
                self.assertEqual(reasons, ["rounded, order by order"])

    def test_rounding_explains_no_other_difference(self):
        order = self._order(1)
        order.currency_id = self.euro
        order.order_line.price_unit = 3.33
        self._compare("order")
        profile = self.env["customer.retention.profile"]._of_customers(
            self.partner, self.company
        )
        profile.sudo().revenue_total += 0.02
        [difference] = OdooReports(self.company, AS_OF).compare()[1]
        self.assertEqual(difference.reasons, [])
