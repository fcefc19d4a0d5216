"""Between nights: what a changed document makes of everybody it concerns."""

from datetime import datetime, timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from ..sale_oracle import SaleOracle
from .sale_documents import CREDITED, ORDERED, SaleDocumentsCase


@tagged("post_install", "-at_install")
class TestSaleChanges(SaleDocumentsCase):
    """One customer orders, another one is invoiced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incremental = cls.env["customer.retention.incremental"].sudo()
        marks = cls.env["customer.retention.watermark"].sudo()
        marks.search([]).unlink()
        cls.mark = marks.create(cls.incremental._horizon())
        cls.payer = cls.env["res.partner"].create({"name": "Payer", "is_company": True})
        cls.today = cls.company._retention_today()

    def _paid_by_another(self, quantity=10):
        return self._order(quantity, partner_invoice_id=self.payer.id)

    def _settle(self):
        """Refresh everybody, and pretend nothing was written since yesterday."""
        self.env["customer.retention.refresh"]._refresh(self.company)
        self.env.flush_all()
        for table in ("sale_order", "account_move", "account_payment", "res_partner"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET write_date = %s",
                    SQL.identifier(table),
                    self.mark.seen_until - timedelta(days=1),
                )
            )
        self.env.invalidate_all()

    def _assert_noticed(self):
        """Run the job, and compare everybody's days with the documents."""
        self.incremental._refresh_changed(self.incremental._horizon())
        expected = SaleOracle(self.company, self.today).sales()
        for customer in self.partner + self.payer:
            profiles = self.env["customer.retention.profile"]
            profile = profiles._of_customers(customer, self.company)
            with self.subTest(customer=customer.name):
                self.assertEqual(self._days(profile), expected.get(customer, {}))

    def test_posted_invoice(self):
        invoice = self._invoice(self._paid_by_another(), post=False)
        self._settle()
        invoice.action_post()
        self._assert_noticed()

    def test_invoice_back_in_draft(self):
        invoice = self._invoice(self._paid_by_another())
        self._settle()
        invoice.button_draft()
        self._assert_noticed()

    def test_credit_note(self):
        invoice = self._invoice(self._paid_by_another())
        self._settle()
        self._credit(invoice)
        self._assert_noticed()

    def test_date_of_the_order(self):
        order = self._paid_by_another()
        self._invoice(order)
        self._settle()
        order.date_order = datetime(2026, 2, 2, 12)
        self._assert_noticed()

    def test_first_month(self):
        order = self._order(10, product=self.by_delivery)
        order.partner_invoice_id = self.payer
        order.order_line.qty_delivered = 2
        first = self._invoice(order, ORDERED)
        order.order_line.qty_delivered = 4
        order.partner_invoice_id = self.partner
        self._invoice(order, CREDITED + timedelta(days=60))
        self._settle()
        self._credit(first)
        self._assert_noticed()

    def test_cancelled_order(self):
        order = self._paid_by_another()
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids.quantity = 4
        invoice.action_post()
        self._settle()
        order._action_cancel()
        self._assert_noticed()

    def test_lowered_order(self):
        order = self._paid_by_another()
        self._invoice(order)
        self._settle()
        order.order_line.product_uom_qty = 3
        self._assert_noticed()

    def test_deleted_order(self):
        invoice = self._invoice(order := self._paid_by_another())
        self._settle()
        order._action_cancel()
        order.unlink()
        self.assertFalse(invoice.line_ids.sale_line_ids)
        self._assert_noticed()

    def test_invoice_dated_anew(self):
        invoice = self._invoice(self._paid_by_another())
        self._settle()
        invoice.button_draft()
        invoice.invoice_date = CREDITED + timedelta(days=60)
        invoice.action_post()
        self._assert_noticed()

    def test_credit_note_taken_back(self):
        invoice = self._invoice(self._paid_by_another())
        credit = self._credit(invoice)
        self._settle()
        self._credit(credit)
        self._assert_noticed()

    def test_invoice_given_to_another_customer(self):
        invoice = self._invoice(self._paid_by_another())
        self._settle()
        invoice.button_draft()
        invoice.partner_id = self.partner
        invoice.action_post()
        self._assert_noticed()

    def test_customers_merged(self):
        self._invoice(self._paid_by_another())
        self._order(3, partner_id=self.payer.id)
        self._settle()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.partner + self.payer).ids, self.partner)
        self.payer = self.payer.browse()
        self._assert_noticed()

    def test_contact_that_was_invoiced_moved_to_another_company(self):
        person = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.partner.id}
        )
        self._invoice(self._order(10, partner_id=person.id))
        self._settle()
        person.parent_id = self.payer
        self._assert_noticed()
