"""The documents as Odoo's own workflows leave them."""

from datetime import date, datetime, timedelta

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import AS_OF, MANAGER
from ..warm import WarmMixin

DAY = date(2026, 5, 4)


@tagged("post_install", "-at_install")
class TestDocuments(WarmMixin, AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.partner_id.tz = "UTC"
        cls.euro = cls.setup_other_currency("EUR")
        cls.partner = cls.env["res.partner"].create({"name": "Customer"})
        values = {"name": "Customer's address", "parent_id": cls.partner.id}
        cls.contact = cls.env["res.partner"].create(values)

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref(MANAGER)

    def _profile(self, as_of=AS_OF):
        refresh = self.env["customer.retention.refresh"]
        refresh._refresh(self.company, as_of, self.partner)
        profiles = self.env["customer.retention.profile"]
        return profiles._of_customers(self.partner, self.company)

    def _invoice(self, **values):
        return self._create_invoice_one_line(
            price_unit=120,
            tax_ids=self.tax_sale_a,
            partner_id=self.contact,
            invoice_date=DAY,
            post=True,
            **values,
        )

    def _order(self):
        order = self._create_sale_order_one_line(
            product_id=self.product_a, price_unit=90, partner_id=self.contact
        )
        order.date_order = datetime(2026, 5, 1, 12)
        return order

    def test_06_invoice_in_a_foreign_currency(self):
        self._invoice(currency_id=self.euro.id)
        self.assertEqual(self._profile().revenue_total, 60, "two euros to the unit")

    def test_06_order_keeps_the_rate_of_its_day(self):
        order = self._order()
        order.currency_id = self.euro
        order.order_line.price_unit = 90
        self.assertEqual(order.currency_rate, 2)
        self._ensure_later_rate(10)
        self.assertEqual(self._profile().revenue_total, 45)

    def _ensure_later_rate(self, rate):
        self.env["res.currency.rate"].create(
            {
                "name": "2026-06-01",
                "rate": rate,
                "currency_id": self.euro.id,
                "company_id": self.company.id,
            }
        )

    def test_05_credit_note_takes_back_the_revenue_and_no_more(self):
        self._reverse_invoice(self._invoice(), date="2026-05-20", post=True)
        profile = self._profile()
        self.assertEqual((profile.revenue_total, profile.purchase_count), (0, 0))
        self.assertFalse(profile.last_invoice_date)
        self.assertFalse(profile.last_activity_date)

    def test_invoice_of_an_order_is_no_second_purchase(self):
        order = self._order()
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.invoice_date = DAY
        invoice.action_post()
        for basis, revenue, first in (
            ("both", 90, date(2026, 5, 1)),
            ("order", 90, date(2026, 5, 1)),
            ("invoice", 90, DAY),
        ):
            with self.subTest(basis):
                self.company.retention_purchase_basis = basis
                profile = self._profile()
                self.assertEqual(profile.purchase_count, 1)
                self.assertEqual(profile.revenue_total, revenue)
                self.assertEqual(profile.first_purchase_date, first)

    def test_confirming_overwrites_the_date_but_the_quotation_stays(self):
        order = self._create_sale_order_one_line(
            product_id=self.product_a, partner_id=self.contact, confirm=False
        )
        order.date_order = datetime(2026, 2, 3, 12)
        quoted = self._profile().last_quotation_date
        order.action_confirm()
        order.date_order = datetime(2026, 5, 1, 12)
        self.assertEqual(quoted, date(2026, 2, 3))
        self.assertEqual(self._profile().last_order_date, date(2026, 5, 1))

    def test_registered_payment(self):
        invoice = self._invoice()
        self._register_payment(invoice, payment_date=date(2026, 5, 30))
        self.assertEqual(self._profile().last_payment_date, date(2026, 5, 30))

    def test_draft_payment_and_payment_to_the_customer_are_nothing(self):
        self._invoice()
        self.init_payment(10, date=DAY, partner=self.partner)
        outgoing = self.init_payment(-10, date=DAY, partner=self.partner)
        outgoing.partner_type = "customer"
        outgoing.action_post()
        self.assertFalse(self._profile().last_payment_date)

    def test_money_on_the_bank_statement_is_a_payment_without_one(self):
        invoice = self._invoice()
        journal = self.company_data["default_journal_bank"]
        day = date(2026, 5, 25)
        settled = self.pay_with_statement_line(invoice, journal.id, day, 120)
        line = settled["statement_line_reconciled"].move_id.statement_line_id
        line.partner_id = self.contact
        self.assertEqual(self._profile().last_payment_date, day)

    def test_overdue_from_the_day_after_the_due_date(self):
        invoice = self._invoice(invoice_date_due=AS_OF)
        self.assertEqual(self._profile().overdue_amount, 0)
        tomorrow = AS_OF + timedelta(days=1)
        self.assertEqual(self._profile(tomorrow).overdue_amount, invoice.amount_total)
        self.assertGreater(invoice.amount_total, 120, "with tax")

    def test_blocked_invoice_is_owed_like_any_other(self):
        invoice = self._invoice(invoice_date_due=DAY)
        invoice.action_toggle_block_payment()
        self.assertEqual(invoice.payment_state, "blocked")
        self.assertEqual(self._profile().overdue_amount, invoice.amount_total)
        invoice.action_toggle_block_payment()
        self.assertEqual(self._profile().overdue_amount, invoice.amount_total)

    def test_blocked_invoice_not_yet_due_is_not_overdue(self):
        invoice = self._invoice(invoice_date_due=AS_OF)
        invoice.action_toggle_block_payment()
        self.assertEqual(self._profile().overdue_amount, 0)

    def test_of_a_blocked_invoice_paid_in_part_the_rest_is_overdue(self):
        invoice = self._invoice(invoice_date_due=DAY)
        self._register_payment(invoice, payment_date=DAY, amount=100)
        invoice.action_toggle_block_payment()
        self.assertEqual(invoice.payment_state, "blocked")
        rest = invoice.amount_total - 100
        self.assertAlmostEqual(self._profile().overdue_amount, rest)

    def test_paid_invoice_is_not_overdue(self):
        self._register_payment(self._invoice(invoice_date_due=DAY), payment_date=DAY)
        self.assertEqual(self._profile().overdue_amount, 0)

    def test_lost_opportunity_is_archived_and_counts(self):
        self._order()
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": self.contact.id}
        )
        lead.company_id = self.company
        self._set(lead, create_date="2026-01-05")
        self.assertEqual(self._profile().open_opportunity_count, 1)
        lead.action_set_lost()
        self.assertFalse(lead.active)
        self._set(lead, date_closed="2026-05-02")
        profile = self._profile()
        self.assertEqual(profile.last_crm_date, date(2026, 1, 5))
        self.assertEqual(profile.open_opportunity_count, 0)

    def _set(self, lead, **values):
        [(name, value)] = values.items()
        lead.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET %s = %s WHERE id = %s",
                SQL.identifier(name),
                value,
                lead.id,
            )
        )
        lead.invalidate_recordset()
