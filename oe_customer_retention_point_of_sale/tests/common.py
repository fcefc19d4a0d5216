from datetime import datetime

from odoo.addons.oe_customer_retention.models.signals.kind import Since
from odoo.addons.oe_customer_retention.tests.common import RetentionCase
from odoo.addons.oe_customer_retention.tests.documents import moment


class ReceiptCase(RetentionCase):
    """A company with a counter, and receipts as they stand once they are paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.counter = cls.env["pos.config"].create(
            {
                "name": "Counter",
                "company_id": cls.company.id,
                "payment_method_ids": [],
            }
        )
        cls.session = cls._insert(
            "pos.session",
            config_id=cls.counter.id,
            user_id=cls.env.user.id,
            name="Session",
            state="closed",
        )
        cls.product = cls.env["product.product"].create({"name": "Coffee"})
        cls.customer = cls._customer()

    @classmethod
    def _receipt(cls, partner, at, *amounts, lines=(), **values):
        """A receipt with a line of each amount, and ``lines`` of more than that."""
        rows = [*({"price_subtotal": amount} for amount in amounts), *lines]
        total = sum(row["price_subtotal"] for row in rows)
        receipt = cls._insert(
            "pos.order",
            **{
                "name": "Receipt",
                "partner_id": partner and partner.id,
                "company_id": cls.company.id,
                "config_id": cls.counter.id,
                "session_id": cls.session.id,
                "date_order": moment(at),
                "state": "done",
                "currency_rate": 1,
                "amount_total": total,
                "amount_tax": 0,
                "amount_paid": total,
                "amount_return": 0,
                **values,
            },
        )
        for row in rows:
            cls._insert(
                "pos.order.line",
                **{
                    "order_id": receipt.id,
                    "company_id": receipt.company_id.id,
                    "name": "Line",
                    "product_id": cls.product.id,
                    "qty": 1,
                    "price_subtotal_incl": row["price_subtotal"],
                    **row,
                },
            )
        receipt.invalidate_recordset()
        return receipt

    @classmethod
    def _invoice(cls, receipt, day):
        """The invoice of a receipt, with a line of each of its lines."""
        total = sum(receipt.lines.mapped("price_subtotal"))
        move = cls._move(receipt.partner_id, day, total, amount_untaxed=total)
        for line in receipt.lines:
            cls._insert(
                "account.move.line",
                move_id=move.id,
                company_id=move.company_id.id,
                currency_id=move.currency_id.id,
                account_id=cls._receivable_account(move.company_id).id,
                display_type="product",
                product_id=line.product_id.id,
                quantity=line.qty,
                balance=-line.price_subtotal,
            )
        cls._update(receipt, account_move=move.id)
        return move

    @classmethod
    def _refund(cls, receipt, at, **values):
        """A receipt that gives back all of another."""
        lines = [
            {
                "price_subtotal": -line.price_subtotal,
                "product_id": line.product_id.id,
                "qty": -line.qty,
                "refunded_orderline_id": line.id,
            }
            for line in receipt.lines
        ]
        values = {"is_refund": True, **values}
        return cls._receipt(receipt.partner_id, at, lines=lines, **values)

    @classmethod
    def _order_line(cls, order, amount, quantity=1, **values):
        """A line of an order, its value among the order's."""
        line = cls._insert(
            "sale.order.line",
            **{
                "order_id": order.id,
                "company_id": order.company_id.id,
                "name": "Line",
                "product_id": cls.product.id,
                "product_uom_id": cls.product.uom_id.id,
                "product_uom_qty": quantity,
                "price_unit": amount / quantity if quantity else 0,
                "price_subtotal": amount,
                "customer_lead": 0,
                **values,
            },
        )
        return line

    def _bought(self, partner=None):
        """Refresh all; return revenue and number of purchases of a customer."""
        self._refresh()
        profile = self._profile(partner or self.customer)
        return profile.revenue_total, profile.purchase_count

    def _found_by(self, document):
        """Return the customers who are found when only ``document`` was written."""
        self._update(document, write_date="2100-01-01")
        sales = self.env["customer.retention.sale"]
        rows = self.env.execute_query(
            sales._changed_receipts(Since(datetime(2090, 1, 1), 0))
        )
        self._update(document, write_date="2020-01-01")
        return self.env["res.partner"].browse(partner for partner, _company in rows)
