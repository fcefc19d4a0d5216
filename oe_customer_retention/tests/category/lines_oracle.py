"""What was sold of each product, worked out slowly and obviously from the documents."""

from collections import defaultdict
from typing import NamedTuple

from ..sale_oracle import SaleOracle


class Sold(NamedTuple):
    amount: float = 0.0
    quantity: float = 0.0


class LinesOracle(SaleOracle):
    """The sales of one company by customer, day and product."""

    def lines(self):
        """Return ``{(customer, day, product): Sold}``, without what has no product."""
        self._lines = defaultdict(Sold)
        getattr(self, f"_list_by_{self.company.retention_purchase_basis}")()
        return {
            key: sold
            for key, sold in self._lines.items()
            if abs(sold.amount) > 0.001 or abs(sold.quantity) > 0.001
        }

    def _list_by_order(self):
        for order in self.confirmed:
            for line in order.order_line:
                self._list_order_line(line, self._day(order), 1)

    def _list_by_invoice(self):
        for move in self.moves:
            for line in move.line_ids.filtered(lambda x: x.display_type == "product"):
                self._list_move_line(line, move.invoice_date)

    def _list_by_both(self):
        for move in self.moves:
            for line in move.line_ids.filtered(lambda x: x.display_type == "product"):
                if not line.sale_line_ids:
                    self._list_move_line(line, move.invoice_date)
        for order in self.orders:
            for part in self.parts[order]:
                self._list_move_line(part.line, self._day_of_part(order, part))
        for order in self.confirmed:
            for line in order.order_line:
                self._list_order_line(line, self._day(order), self._left_open(line))

    def _day_of_part(self, order, part):
        first_month = self._first_month(order)
        if self._belongs_to_the_start(part, first_month):
            return self._day_of_sale(order)
        if part.is_credit:
            return part.day
        instalment = [
            other
            for other in self.parts[order]
            if not self._belongs_to_the_start(other, first_month)
            and not other.is_credit
            and (other.customer, other.month) == (part.customer, part.month)
        ]
        return self._first_day(instalment)

    def _left_open(self, line):
        """Return the share of a line that is to be invoiced."""
        invoiced = sum(
            part.quantity
            for part in self.parts[line.order_id]
            if part.order_line == line
            and self._stands(part)
            and part.quantity * line.product_uom_qty > 0
        )
        return 1 - min(1, invoiced / line.product_uom_qty) if invoiced else 1

    def _list_order_line(self, line, day, share):
        if not line.display_type and not line.is_downpayment:
            order = line.order_id
            self._list(
                (self._customer(order), day, line.product_id),
                share * line.price_subtotal / (order.currency_rate or 1),
                share * line.product_uom_qty,
                line.product_uom_id,
            )

    def _list_move_line(self, line, day):
        order_line = line.sale_line_ids.sorted("id")[:1]
        if not order_line.is_downpayment:
            sign = -1 if line.move_id.move_type == "out_refund" else 1
            self._list(
                (
                    self._customer(line.move_id),
                    day,
                    line.product_id or order_line.product_id,
                ),
                -line.balance,
                sign * line.quantity,
                line.product_uom_id,
            )

    def _list(self, key, amount, quantity, unit):
        product = key[-1]
        if product:
            if unit:
                quantity = unit._compute_quantity(quantity, product.uom_id, round=False)
            sold = self._lines[key]
            self._lines[key] = Sold(sold.amount + amount, sold.quantity + quantity)
