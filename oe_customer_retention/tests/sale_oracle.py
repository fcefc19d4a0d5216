"""What was sold, by customer and day, worked out slowly and obviously.

Goes through the documents one by one as the ORM shows them. It shares no code with
the addon: the two agree only if both are right.
"""

from collections import defaultdict
from datetime import timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo.models import BaseModel


class Part(NamedTuple):
    """A line of an invoice or credit note that belongs to a line of an order."""

    move: BaseModel
    line: BaseModel
    order_line: BaseModel
    is_credit: bool

    @property
    def amount(self):
        return -self.line.balance

    @property
    def customer(self):
        return self.move.partner_id.commercial_partner_id

    @property
    def day(self):
        return self.move.invoice_date

    @property
    def month(self):
        return self.day.replace(day=1)

    @property
    def is_deposit(self):
        return self.order_line.is_downpayment

    @property
    def quantity(self):
        """What was invoiced, in the unit of the order's line."""
        quantity = self.line.product_uom_id._compute_quantity(
            self.line.quantity, self.order_line.product_uom_id, round=False
        )
        return -quantity if self.is_credit else quantity


class SaleOracle:
    """The sales of one company, as its documents up to ``as_of`` tell them."""

    def __init__(self, company, as_of):
        self.env = company.sudo().with_context(active_test=False, tz="UTC").env
        self.company = company.with_env(self.env)
        self.as_of = as_of
        self.zone = ZoneInfo(self.company.partner_id.tz or "UTC")
        self.moves = self.env["account.move"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_receipt", "out_refund")),
                ("invoice_date", "<=", as_of),
            ]
        )
        self.orders = self.env["sale.order"].search([("company_id", "=", company.id)])
        self.confirmed = self.orders.filtered(
            lambda order: order.state == "sale" and self._day(order) <= as_of
        )
        self.parts = defaultdict(list)
        for move in self.moves:
            for line in move.line_ids.filtered("sale_line_ids"):
                order_line = line.sale_line_ids.sorted("id")[0]
                part = Part(move, line, order_line, self._is_credit(move))
                self.parts[part.order_line.order_id].append(part)
        self.reversed = self.moves.filtered(self._is_wholly_reversed)
        self.void = self.reversed | self.moves.filtered(self._is_reversal)

    def sales(self):
        """Return ``{customer: {day: (revenue, purchases)}}`` by the company's basis.

        Days on which nothing was sold or credited are left out.
        """
        self._days = defaultdict(lambda: defaultdict(lambda: [0.0, 0]))
        getattr(self, f"_sell_by_{self.company.retention_purchase_basis}")()
        return {
            customer: {
                day: (self.company.currency_id.round(revenue), purchases)
                for day, (revenue, purchases) in sorted(days.items())
                if purchases or not self.company.currency_id.is_zero(revenue)
            }
            for customer, days in self._days.items()
        }

    def bought(self):
        """Return the invoices by which somebody bought, those of nothing too."""
        return self.moves.filtered(lambda move: not self._is_credit(move)) - self.void

    def invoiced(self):
        """Return what all invoices less all credit notes amount to."""
        return sum(self.moves.mapped("amount_untaxed_signed"))

    def ordered(self):
        """Return what all confirmed orders amount to."""
        return sum(map(self._order_amount, self.confirmed))

    def open(self):
        """Return what is ordered and still to be invoiced, of all orders."""
        return sum(map(self._open, self.orders))

    # -- the three bases ---------------------------------------------------------

    def _sell_by_order(self):
        for order in self.confirmed:
            amount, customer = self._order_amount(order), self._customer(order)
            self._add(customer, self._day(order), amount, order.amount_untaxed > 0)

    def _sell_by_invoice(self):
        for move in self.moves:
            self._add(
                self._customer(move), move.invoice_date, move.amount_untaxed_signed, 0
            )
            if self._is_lone_purchase(move):
                self._add(self._customer(move), move.invoice_date, 0, 1)
        for order, parts in self.parts.items():
            first_month = self._first_month(order)
            groups = defaultdict(list)
            for part in parts:
                is_first = self._belongs_to_the_start(part, first_month)
                groups[part.customer, None if is_first else part.month].append(part)
            for (customer, _month), group in groups.items():
                self._add_purchase(customer, group)

    def _sell_by_both(self):
        for order in self.orders:
            self._sell_order(order)
            self._sell_later_months(order)
        linked = defaultdict(float)
        for parts in self.parts.values():
            for part in parts:
                linked[part.move] += part.amount
        for move in self.moves:
            rest = move.amount_untaxed_signed - linked[move]
            is_purchase = self._is_lone_purchase(move)
            self._add(self._customer(move), move.invoice_date, rest, is_purchase)

    def _sell_order(self, order):
        """The order's own purchase, with all amounts of its day.

        Who is only invoiced later instalments bought those, and not the order.
        """
        first_month, day = self._first_month(order), self._day_of_sale(order)
        totals, buyers = defaultdict(float), set()
        open_amount = self._open(order)
        if open_amount:
            buyers.add(self._customer(order))
            totals[self._customer(order)] += open_amount
            self._add(self._customer(order), day, open_amount, 0)
        for part in self.parts[order]:
            totals[part.customer] += part.amount * self._stands(part)
            if self._belongs_to_the_start(part, first_month):
                self._add(part.customer, day, part.amount, 0)
                if self._stands(part):
                    buyers.add(part.customer)
        for customer in buyers:
            self._add(customer, day, 0, self._is_positive(totals[customer]))

    def _sell_later_months(self, order):
        first_month = self._first_month(order)
        months = defaultdict(list)
        for part in self.parts[order]:
            if not self._belongs_to_the_start(part, first_month):
                months[part.customer, part.month].append(part)
        for (customer, _month), parts in months.items():
            invoices = [part for part in parts if not part.is_credit]
            for part in parts:
                day = part.day if part.is_credit else self._first_day(invoices)
                self._add(customer, day, part.amount, 0)
            self._add_purchase(customer, parts)

    # -- what the rules speak of -------------------------------------------------

    def _is_wholly_reversed(self, move):
        """Return whether this document is as if it had never been issued.

        That it is settled by a credit note, of whatever, says nothing of the kind.
        """
        return move.amount_untaxed > 0 and self._left(move) < 0.001

    def _left(self, move):
        """Return what of a document was not taken back, or is again."""
        reversals = self.moves.filtered(lambda reversal: self._origin(reversal) == move)
        return move.amount_untaxed - sum(map(self._left, reversals))

    def _origin(self, move):
        """Return the invoice a credit note takes back, or the other way round."""
        return (move.reversed_entry_id & self.moves).filtered(
            lambda origin: (
                (origin.move_type == "out_refund") != (move.move_type == "out_refund")
            )
        )

    def _is_reversal(self, move):
        """Return whether this document takes back one that is wholly reversed."""
        return bool(self._origin(move) & self.reversed)

    def _is_credit(self, move):
        """Return whether this is a credit note, or takes one back."""
        return move.move_type == "out_refund" or bool(self._origin(move))

    def _stands(self, part):
        return part.move not in self.void

    def _is_lone_purchase(self, move):
        return (
            move in self.bought()
            and not move.line_ids.sale_line_ids
            and self._is_positive(move.amount_untaxed_signed)
        )

    def _first_month(self, order):
        """Return the month of the first invoice that is more than a deposit."""
        months = [
            part.month
            for part in self.parts[order]
            if self._is_standing_invoice(part) and not part.is_deposit
        ]
        return min(months, default=None)

    def _belongs_to_the_start(self, part, first_month):
        return not first_month or part.is_deposit or part.month <= first_month

    def _is_standing_invoice(self, part):
        return not part.is_credit and self._stands(part)

    def _first_day(self, invoices):
        """Return the day of the first invoice that stands, else of the first."""
        standing = [part.day for part in invoices if self._is_standing_invoice(part)]
        return min(standing or [part.day for part in invoices])

    def _add_purchase(self, customer, parts):
        """One purchase on the first invoice's day, if what stands is above zero."""
        invoices = [part for part in parts if self._is_standing_invoice(part)]
        total = sum(part.amount for part in parts if self._stands(part))
        if invoices and self._is_positive(total):
            self._add(customer, self._first_day(invoices), 0, 1)

    def _open(self, order):
        """Return what is still to be invoiced, in the company's currency."""
        if order not in self.confirmed:
            return 0
        covered = sum(
            self._covered(line, order)
            for line in order.order_line
            if not line.display_type and not line.is_downpayment
        )
        rest = self.company.currency_id.round(
            (order.amount_untaxed - covered) / (order.currency_rate or 1)
        )
        deposit = sum(part.amount for part in self.parts[order] if part.is_deposit)
        return max(0, rest - max(0, deposit)) if rest > 0 else rest

    def _covered(self, order_line, order):
        """Return how much of the line's subtotal has been invoiced."""
        ordered = order_line.product_uom_qty
        if not ordered:
            return 0
        invoiced = sum(
            part.quantity
            for part in self.parts[order]
            if part.order_line == order_line
            and self._stands(part)
            and (part.quantity > 0) == (ordered > 0)
        )
        return order_line.price_subtotal * min(1, invoiced / ordered)

    # -- small things ------------------------------------------------------------

    def _order_amount(self, order):
        amount = order.amount_untaxed / (order.currency_rate or 1)
        return self.company.currency_id.round(amount)

    def _customer(self, document):
        return document.partner_id.commercial_partner_id

    def _day(self, order):
        at = order.date_order.replace(tzinfo=timezone.utc)
        return at.astimezone(self.zone).date()

    def _day_of_sale(self, order):
        """Return the order's day, the first invoice's if that is still to come."""
        day = self._day(order)
        invoices = [part for part in self.parts[order] if not part.is_credit]
        parts = invoices or self.parts[order]
        return self._first_day(parts) if day > self.as_of and parts else day

    def _is_positive(self, amount):
        return self.company.currency_id.compare_amounts(amount, 0) > 0

    def _add(self, customer, day, revenue, purchases):
        self._days[customer][day][0] += revenue
        self._days[customer][day][1] += purchases
