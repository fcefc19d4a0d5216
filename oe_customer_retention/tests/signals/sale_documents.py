"""Sales as Odoo's own workflow makes them, and what the addon says of them."""

from datetime import date, datetime, time

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.fields import Command
from odoo.tests import tagged

from ..common import AS_OF, MANAGER
from ..sale_oracle import SaleOracle
from ..warm import WarmMixin

ORDERED = date(2026, 3, 2)
INVOICED = date(2026, 3, 10)
CREDITED = date(2026, 3, 20)
# Revenue and purchases, by what counts as one.
ONCE = {"both": (100, 1), "invoice": (100, 1), "order": (100, 1)}


@tagged("post_install", "-at_install")
class SaleDocumentsCase(WarmMixin, AccountTestInvoicingCommon):
    """A customer who orders on ``ORDERED``, is invoiced and now and then credited."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.partner_id.tz = "UTC"
        # Nothing here is of stages: their rules would be compiled in each refresh.
        cls.company.retention_lifecycle_id = False
        cls.euro = cls.setup_other_currency("EUR")
        cls.partner = cls.env["res.partner"].create(
            {"name": "Customer", "is_company": True}
        )
        cls.product, cls.by_delivery = cls.env["product.product"].create(
            [
                {"name": policy, "type": "service", "invoice_policy": policy}
                for policy in ("order", "delivery")
            ]
        )

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref(MANAGER)

    # -- documents ---------------------------------------------------------------

    def _order(self, *quantities, day=ORDERED, product=None, **values):
        """A confirmed order with a line at 10 a piece for each of the quantities."""
        lines = [
            Command.create(self._line_values(quantity, product))
            for quantity in quantities or (10,)
        ]
        values = {"partner_id": self.partner.id, "order_line": lines, **values}
        order = self.env["sale.order"].create(values)
        order.action_confirm()
        order.date_order = datetime.combine(day, time(12))
        return order

    def _line_values(self, quantity, product=None):
        return {
            "product_id": (product or self.product).id,
            "product_uom_qty": quantity,
            "price_unit": 10,
            "tax_ids": [Command.clear()],
        }

    def _invoice(self, orders, day=INVOICED, post=True):
        """What there is to invoice: an invoice, or a credit note."""
        move = orders._create_invoices(final=True)
        move.invoice_date = day
        if post:
            move.action_post()
        return move

    def _lone_invoice(self, quantity, day=INVOICED, **values):
        """An invoice no order stands behind."""
        values = {
            "move_type": "out_invoice",
            "partner_id": self.partner.id,
            "invoice_date": day,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "quantity": quantity,
                        "price_unit": 10,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
            **values,
        }
        move = self.env["account.move"].create(values)
        move.action_post()
        return move

    def _deposit(self, order, day=INVOICED, percent=30):
        wizards = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        )
        values = {"advance_payment_method": "percentage", "amount": percent}
        move = wizards.create(values)._create_invoices(order)
        move.invoice_date = day
        move.action_post()
        return move

    def _credit(self, invoice, day=CREDITED, quantity=None):
        """Reverse an invoice by the wizard, less of it where a quantity is given."""
        credit = self._reverse_invoice(invoice, date=day)
        if quantity:
            credit.invoice_line_ids.quantity = quantity
        credit.action_post()
        return credit

    def _correct(self, invoice, day=CREDITED):
        """Reverse and create the invoice anew; return the new one."""
        new = self._reverse_invoice(invoice, is_modify=True, date=day)
        new.invoice_date = day
        new.action_post()
        return new

    def _reconcile(self, *moves):
        """Set credit notes off against invoices."""
        lines = self.env["account.move.line"].union(*(move.line_ids for move in moves))
        receivable = lines.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        receivable.reconcile()

    # -- what the addon says -----------------------------------------------------

    def _profile(self, partner=None, as_of=AS_OF):
        partner = partner or self.partner
        self.env["customer.retention.refresh"]._refresh(self.company, as_of, partner)
        profiles = self.env["customer.retention.profile"]
        profiles = profiles.with_context(retention_as_of=as_of)
        return profiles._of_customers(partner, self.company)

    def _days(self, profile):
        """Return ``{day: (revenue, purchases)}`` of a profile."""
        days = self.env["customer.retention.purchase.day"].search(
            [("profile_id", "=", profile.id)], order="date"
        )
        return {
            day.date: (day.revenue, day.purchase_count)
            for day in days
            if day.revenue or day.purchase_count
        }

    def _assert_sold(self, partner=None, as_of=AS_OF, **expected):
        """Compare revenue and purchases by each basis named, with the oracle's too.

        :param expected: ``basis=(revenue, purchases)``
        """
        oracle = SaleOracle(self.company, as_of)
        for basis, figures in expected.items():
            with self.subTest(basis):
                self.company.retention_purchase_basis = basis
                profile = self._profile(partner, as_of)
                found = (profile.revenue_total, profile.purchase_count)
                self.assertEqual(found, figures)
                sold = oracle.sales().get(profile.partner_id, {})
                self.assertEqual(self._days(profile), sold)
