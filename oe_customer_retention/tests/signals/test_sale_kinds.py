"""What was sold, kind by kind, as Odoo's own workflow leaves the documents."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from ..common import AS_OF
from .sale_documents import CREDITED, INVOICED, ONCE, ORDERED, SaleDocumentsCase


class TestSaleOfAnOrder(SaleDocumentsCase):
    def test_order_not_yet_invoiced(self):
        self._order(10)
        self._assert_sold(both=(100, 1), invoice=(0, 0), order=(100, 1))

    def test_invoiced_order(self):
        self._invoice(self._order(10))
        self._assert_sold(**ONCE)

    def test_order_invoiced_in_part(self):
        order = self._order(10)
        move = self._invoice(order, post=False)
        move.invoice_line_ids.quantity = 4
        move.action_post()
        self._assert_sold(both=(100, 1), invoice=(40, 1), order=(100, 1))
        self._invoice(order, CREDITED)
        self._assert_sold(**ONCE)

    def test_purchase_is_on_the_order_s_day_or_the_invoice_s(self):
        self._invoice(self._order(10))
        for basis, day in (
            ("both", ORDERED),
            ("order", ORDERED),
            ("invoice", INVOICED),
        ):
            with self.subTest(basis):
                self.company.retention_purchase_basis = basis
                self.assertEqual(self._days(self._profile()), {day: (100, 1)})

    def test_draft_invoice_is_nothing_yet(self):
        self._invoice(self._order(10), post=False)
        self._assert_sold(both=(100, 1), invoice=(0, 0), order=(100, 1))

    def test_invoice_for_more_than_was_ordered(self):
        move = self._invoice(self._order(10), post=False)
        move.invoice_line_ids.quantity = 12
        move.action_post()
        self._assert_sold(both=(120, 1), invoice=(120, 1), order=(100, 1))

    def test_invoice_at_another_price_than_ordered(self):
        move = self._invoice(self._order(10), post=False)
        move.invoice_line_ids.price_unit = 8
        move.action_post()
        self._assert_sold(both=(80, 1), invoice=(80, 1), order=(100, 1))

    def test_line_added_to_the_invoice_of_an_order(self):
        move = self._invoice(self._order(10), post=False)
        freight = {"name": "Freight", "price_unit": 7, "tax_ids": [Command.clear()]}
        move.invoice_line_ids = [Command.create(freight)]
        move.action_post()
        self._assert_sold(both=(107, 1), invoice=(107, 1), order=(100, 1))

    def test_time_and_material_ordered_for_nothing(self):
        order = self._order(0, product=self.by_delivery)
        order.order_line.qty_delivered = 5
        self._invoice(order)
        self._assert_sold(both=(50, 1), invoice=(50, 1), order=(0, 0))

    def test_dozen_invoiced_by_the_piece(self):
        order = self._order(1)
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.order_line.price_unit = 120
        move = self._invoice(order, post=False)
        piece = self.env.ref("uom.product_uom_unit").id
        values = {"quantity": 6, "product_uom_id": piece, "price_unit": 10}
        move.invoice_line_ids.write(values)
        move.action_post()
        self._assert_sold(both=(120, 1), invoice=(60, 1), order=(120, 1))

    def test_two_orders_on_one_invoice(self):
        orders = self._order(10) + self._order(5, day=ORDERED + timedelta(days=3))
        self.assertEqual(len(self._invoice(orders)), 1)
        self._assert_sold(both=(150, 2), invoice=(150, 2), order=(150, 2))

    def test_invoice_without_an_order(self):
        self._lone_invoice(7)
        self._assert_sold(both=(70, 1), invoice=(70, 1), order=(0, 0))

    def test_receipt(self):
        self._lone_invoice(7, move_type="out_receipt")
        self._assert_sold(both=(70, 1), invoice=(70, 1), order=(0, 0))

    def test_cancelled_order_is_nothing(self):
        self._order(10)._action_cancel()
        self.assertFalse(self._profile().revenue_total)

    def test_cancelled_order_whose_invoice_stands(self):
        order = self._order(10)
        self._invoice(order)
        order._action_cancel()
        self._assert_sold(both=(100, 1), invoice=(100, 1), order=(0, 0))

    def test_customer_of_a_standing_invoice_is_active(self):
        order = self._order(10, day=AS_OF - timedelta(days=20))
        self._invoice(order, AS_OF - timedelta(days=10))
        order._action_cancel()
        self.assertEqual(self._profile().status, "active")

    def test_who_bought_before_any_document_of_theirs_is_known_since_then(self):
        """The order of the purchase is cancelled, and thereby no document of theirs."""
        order = self._order(10, day=AS_OF - timedelta(days=20))
        self._invoice(order, AS_OF - timedelta(days=10))
        order._action_cancel()
        profile = self._profile()
        self.assertEqual(profile.first_seen_date, profile.first_purchase_date)
        self.assertEqual(profile.transition_ids.mapped("to_status"), ["active"])

    def test_invoice_to_another_customer_than_the_order_s(self):
        payer = self.env["res.partner"].create({"name": "Leasing", "is_company": True})
        order = self._order(10, partner_invoice_id=payer.id)
        self._assert_sold(both=(100, 1), order=(100, 1))
        self._invoice(order)
        self._assert_sold(both=(0, 0), invoice=(0, 0), order=(100, 1))
        self._assert_sold(payer, both=(100, 1), invoice=(100, 1))

    def test_order_in_euro_invoiced_at_another_rate(self):
        order = self._order(10)
        order.currency_id = self.euro
        order.order_line.price_unit = 10
        self.assertEqual((order.currency_rate, order.amount_untaxed), (2, 100))
        self._assert_sold(both=(50, 1), order=(50, 1))
        rate = {"name": INVOICED, "rate": 4, "currency_id": self.euro.id}
        self.env["res.currency.rate"].create({**rate, "company_id": self.company.id})
        self._invoice(order)
        self._assert_sold(both=(25, 1), invoice=(25, 1), order=(50, 1))

    def test_order_to_come_whose_invoice_is_here(self):
        order = self._order(10, day=AS_OF + timedelta(days=5))
        move = self._invoice(order, post=False)
        move.invoice_line_ids.quantity = 4
        move.action_post()
        self._assert_sold(both=(40, 1), invoice=(40, 1), order=(0, 0))
        later = AS_OF + timedelta(days=5)
        self._assert_sold(as_of=later, both=(100, 1), invoice=(40, 1), order=(100, 1))

    # -- instalments -----------------------------------------------------------

    def _deliver(self, order, months):
        """Deliver and invoice one piece a month, from the month of the order on."""
        for number in range(months):
            order.order_line.qty_delivered = number + 1
            self._invoice(order, INVOICED + relativedelta(months=number))

    def test_monthly_invoices_of_one_order_are_purchases(self):
        start = relativedelta(months=-23)
        order = self._order(24, day=date(2024, 7, 2), product=self.by_delivery)
        for number in range(24):
            order.order_line.qty_delivered = number + 1
            self._invoice(
                order, date(2026, 6, 10) + start + relativedelta(months=number)
            )
        self._assert_sold(both=(240, 24), invoice=(240, 24), order=(240, 1))
        self.company.retention_purchase_basis = "both"
        profile = self._profile()
        self.assertEqual(profile.purchase_day_count, 24)
        self.assertEqual(profile.status, "active")

    def test_two_invoices_of_a_later_month_are_one_purchase_on_the_first_day(self):
        order = self._order(10, product=self.by_delivery)
        days = (INVOICED, date(2026, 4, 8), date(2026, 4, 22))
        for number, day in enumerate(days):
            order.order_line.qty_delivered = number + 1
            self._invoice(order, day)
        self._assert_sold(both=(100, 2), invoice=(30, 2), order=(100, 1))
        self.company.retention_purchase_basis = "both"
        expected = {ORDERED: (80, 1), date(2026, 4, 8): (20, 1)}
        self.assertEqual(self._days(self._profile()), expected)

    def test_instalment_credited_in_a_later_month_is_no_purchase(self):
        order = self._order(10, product=self.by_delivery)
        self._deliver(order, 2)
        last = order.invoice_ids.sorted("invoice_date")[-1]
        self._credit(last, day=date(2026, 5, 20))
        self._assert_sold(both=(100, 1), invoice=(10, 1), order=(100, 1))

    def test_instalment_corrected_in_the_next_month_is_a_purchase(self):
        order = self._order(10, product=self.by_delivery)
        self._deliver(order, 2)
        last = order.invoice_ids.sorted("invoice_date")[-1]
        self._correct(last, day=date(2026, 5, 2))
        self._assert_sold(both=(100, 2), invoice=(20, 2), order=(100, 1))

    def test_who_is_invoiced_later_instalments_only_bought_those(self):
        payer = self.env["res.partner"].create({"name": "Leasing", "is_company": True})
        order = self._order(2, product=self.by_delivery)
        self._deliver(order, 1)
        order.partner_invoice_id = payer
        order.order_line.qty_delivered = 2
        self._invoice(order, date(2026, 4, 10))
        self._assert_sold(both=(10, 1), invoice=(10, 1), order=(20, 1))
        self._assert_sold(payer, both=(10, 1), invoice=(10, 1))

    def test_instalment_credited_in_its_month_is_no_purchase(self):
        order = self._order(10, product=self.by_delivery)
        self._deliver(order, 2)
        last = order.invoice_ids.sorted("invoice_date")[-1]
        self._credit(last, day=date(2026, 4, 20))
        self._assert_sold(both=(100, 1), invoice=(10, 1), order=(100, 1))

    def test_credit_note_of_a_later_month_lowers_revenue_on_its_own_day(self):
        order = self._order(10)
        self._credit(self._invoice(order), day=date(2026, 5, 5), quantity=3)
        self._assert_sold(both=(70, 1), invoice=(70, 1), order=(100, 1))
        self.company.retention_purchase_basis = "both"
        expected = {ORDERED: (100, 1), date(2026, 5, 5): (-30, 0)}
        self.assertEqual(self._days(self._profile()), expected)

    # -- deposits --------------------------------------------------------------

    def test_deposit_is_of_its_order_s_purchase(self):
        order = self._order(10)
        self._deposit(order)
        self._assert_sold(both=(100, 1), invoice=(30, 1), order=(100, 1))
        self._invoice(order, CREDITED)
        self._assert_sold(**ONCE)

    def test_rest_invoiced_months_after_the_deposit_is_no_other_purchase(self):
        order = self._order(10)
        self._deposit(order)
        self._invoice(order, date(2026, 5, 20))
        self._assert_sold(**ONCE)

    def test_three_sales_with_a_deposit_each(self):
        for days in (300, 200, 100):
            order = self._order(10, day=AS_OF - timedelta(days=days))
            self._deposit(order, AS_OF - timedelta(days=days))
            self._invoice(order, AS_OF - timedelta(days=days - 10))
        self._assert_sold(both=(300, 3), invoice=(300, 3), order=(300, 3))
        for basis in ("both", "invoice", "order"):
            self.company.retention_purchase_basis = basis
            self.assertEqual(self._profile().purchase_day_count, 3)

    def test_deposit_paid_back(self):
        order = self._order(10)
        self._credit(self._deposit(order))
        self._assert_sold(both=(100, 1), invoice=(0, 0), order=(100, 1))

    def test_deposit_of_an_order_called_off(self):
        order = self._order(10)
        self._credit(self._deposit(order))
        order._action_cancel()
        self._assert_sold(both=(0, 0), invoice=(0, 0), order=(0, 0))

    def test_last_invoice_of_an_order_with_a_deposit_corrected(self):
        order = self._order(10)
        self._deposit(order)
        self._correct(self._invoice(order))
        self._assert_sold(**ONCE)

    def test_deposit_corrected(self):
        order = self._order(10)
        self._correct(self._deposit(order))
        self._assert_sold(both=(100, 1), invoice=(30, 1), order=(100, 1))


class TestSaleOfABranch(SaleDocumentsCase):
    """An order of the company, invoiced by the journal of its branch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {"name": "Branch", "parent_id": cls.company.id}
        )
        cls.env.user.company_ids += cls.branch
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "Branch",
                "code": "BR",
                "type": "sale",
                "company_id": cls.branch.id,
                "default_account_id": cls.company_data["default_account_revenue"].id,
            }
        )

    def _invoice_by_branch(self, order, quantity=10, day=INVOICED):
        move = self._invoice(order, day, post=False)
        move.invoice_line_ids.quantity = quantity
        move.journal_id = self.journal
        self.assertEqual(move.company_id, self.branch)
        move.action_post()

    def _revenue_and_purchases(self, basis):
        """Return what the company and its branch say of the customer."""
        companies = self.company + self.branch
        companies.retention_purchase_basis = basis
        self.env["customer.retention.refresh"]._refresh(companies, AS_OF)
        profiles = self.env["customer.retention.profile"]
        found = (profiles._of_customers(self.partner, c) for c in companies)
        return [(p.revenue_total, p.purchase_count) for p in found]

    def test_amount_is_counted_once_by_who_invoiced_it(self):
        self._invoice_by_branch(self._order(10))
        for basis in ("both", "invoice"):
            with self.subTest(basis):
                self.assertEqual(self._revenue_and_purchases(basis), [(0, 0), (100, 1)])
        self.assertEqual(self._revenue_and_purchases("order"), [(100, 1), (0, 0)])

    def test_rest_of_an_order_is_open_in_its_company(self):
        self._invoice_by_branch(self._order(10), 4)
        self.assertEqual(self._revenue_and_purchases("both"), [(60, 1), (40, 1)])
