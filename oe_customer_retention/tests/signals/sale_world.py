"""Random but repeatable sales: orders, deposits, instalments, corrections, returns.

Documents are inserted as they stand after their workflow, in all combinations Odoo
lets people make, and some it would not.
"""

import random
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from odoo.models import BaseModel
from odoo.tools import SQL

from ..common import AS_OF, RetentionCase

ANCIENT = (date(1024, 2, 29), date(1850, 12, 31), date(1899, 12, 31))
INVOICES = ("out_invoice", "out_invoice", "out_invoice", "out_receipt")
PRICES = (10, 12.34, 100, 33.33)
RATES = (1, 2, 0.5, 150)


class Line(NamedTuple):
    """A line of an invoice: ``sold`` are the order lines it is linked to."""

    quantity: float
    price: float
    uom: BaseModel
    sold: BaseModel


class Bill(NamedTuple):
    move: BaseModel
    rate: float
    lines: list[Line]


class SaleWorld(RetentionCase):
    """Two companies with a currency each share customers; ``_deal`` deals anew."""

    CUSTOMERS = 4
    CONTACTS = 4
    SALES = 10

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "America/Los_Angeles"
        yen = cls.env.ref("base.JPY")
        cls.currencies = cls.env.ref("base.EUR") + cls.env.ref("base.USD") + yen
        cls.other = cls._new_company(
            "Other Ltd", "Pacific/Auckland", currency_id=cls.currencies[0].id
        )
        cls.companies = cls.company + cls.other
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.product = cls.env["product.product"].create({"name": "Thing"})
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": f"Customer {number}", "is_company": number > 0}
                for number in range(cls.CUSTOMERS)
            ]
        )
        cls.contacts = cls.env["res.partner"].create(
            [
                {"name": f"Contact {number}", "parent_id": customer.id}
                for number, customer in enumerate(cls.customers[: cls.CONTACTS])
            ]
        )
        cls.partners = cls.customers + cls.contacts
        cls.accounts = {
            company: cls._income_account(company) for company in cls.companies
        }

    @classmethod
    def _income_account(cls, company):
        return cls.env["account.account"].create(
            {
                "name": "Income",
                "code": f"INC{company.id}",
                "account_type": "income",
                "company_ids": company.ids,
            }
        )

    def _deal(self, seed, sales=None):
        """Deal all documents of the companies anew."""
        self.random = random.Random(seed)
        self._forget()
        for _number in range(sales or self.SALES):
            self.seller = self._pick(*self.companies)
            self._deal_sale()
        self.env.invalidate_all()

    def _forget(self):
        for table in ("account_move", "sale_order"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE company_id = ANY(%s)",
                    SQL.identifier(table),
                    self.companies.ids,
                )
            )

    def _change(self):
        """Change some documents of the last deal behind the back of their workflow."""
        domain = [("company_id", "in", self.companies.ids)]
        for order in self._some(self.env["sale.order"].search(domain), 3):
            self._update(order, state=self._state_of_order())
        for order in self._some(self.env["sale.order"].search(domain), 2):
            self._update(order, date_order=self._moment(self._day()))
        for move in self._some(self.env["account.move"].search(domain), 3):
            self._update(move, state=self._state_of_move())
        for move in self._some(self.env["account.move"].search(domain), 2):
            self._update(move, invoice_date=self._day())
        self.env.invalidate_all()

    # -- sales -------------------------------------------------------------------

    def _deal_sale(self):
        partner = self._pick(*self.partners)
        if self._chance(0.15):
            lines = [self._lone_line() for _number in range(self._pick(1, 2))]
            bills = [self._bill(partner, self._day(), self._pick(*RATES), lines)]
        else:
            orders = [self._deal_order(partner, self._day())]
            if self._chance(0.15):
                orders.append(self._deal_order(partner, self._day()))
            bills = self._deal_bills(partner, orders)
        for bill in bills:
            if self._chance(0.4):
                self._deal_correction(bill)

    def _deal_order(self, partner, day):
        """An order with its lines; deposits are added as they are invoiced."""
        order = self._order(
            partner,
            self._moment(day),
            0,
            company_id=self.seller.id,
            state=self._state_of_order(),
            currency_id=self._pick(*self.currencies.ids),
            currency_rate=self._pick(*RATES, *RATES, 0, None),
        )
        total = sum(self._order_line(order) for _number in range(self._pick(1, 1, 2)))
        self._update(order, amount_untaxed=round(total, 2))
        if self._chance(0.1):
            values = {"display_type": "line_section", "product_uom_qty": 0}
            self._insert_order_line(order, price_unit=0, **values)
        return order

    def _order_line(self, order):
        """Insert a line, some of goods that come back; return its subtotal."""
        quantity = self._pick(0, 1, 3, 5, 10, 10, 12, -4, -10)
        price = self._pick(*PRICES)
        self._insert_order_line(
            order,
            product_id=self.product.id,
            product_uom_id=self._pick(self.unit, self.unit, self.dozen).id,
            product_uom_qty=quantity,
            price_unit=price,
            price_subtotal=(subtotal := round(quantity * price, 2)),
        )
        return subtotal

    def _insert_order_line(self, order, **values):
        values = {"order_id": order.id, "name": "Line", "customer_lead": 0, **values}
        return self._insert("sale.order.line", **values)

    def _deal_bills(self, partner, orders):
        """Invoice orders over months, now and then to somebody else."""
        day = orders[0].date_order.date()
        order_lines = orders[0].order_line.union(*(o.order_line for o in orders))
        bills = [self._deal_deposit(partner, orders[0])] if self._chance(0.3) else []
        for _number in range(self._pick(0, 1, 1, 1, 2, 3, 6)):
            day = self._later(day)
            lines = [
                self._line_of(order_line)
                for order_line in order_lines
                if self._chance(0.8)
            ]
            lines += [self._lone_line()] if self._chance(0.15) else []
            if bills and self._chance(0.3):
                deposit = bills[0].lines[0]
                lines.append(deposit._replace(quantity=-deposit.quantity))
            if lines:
                if self._chance(0.15):
                    partner = self._pick(*self.partners)
                bills.append(self._bill(partner, day, self._rate(orders[0]), lines))
        return bills

    def _deal_deposit(self, partner, order):
        line = self._insert_order_line(
            order, is_downpayment=True, product_uom_qty=0, price_unit=30
        )
        day = self._later(order.date_order.date())
        lines = [Line(1, self._pick(30, 10, 1000), self.unit, line)]
        return self._bill(partner, day, self._rate(order), lines)

    def _line_of(self, order_line):
        """Invoice a line of an order, more or less of it."""
        if order_line.display_type:
            return Line(0, 0, self.unit.browse(), order_line)
        share = self._pick(1, 1, 1, 0.5, 0.25, 1.5, -1)
        uom = self._pick(order_line.product_uom_id, self.unit, self.dozen)
        quantity = (order_line.product_uom_qty or 2) * share
        sold = order_line
        if self._chance(0.1):
            sold |= self._pick(*order_line.order_id.order_line)
        price = order_line.price_unit if self._chance(0.8) else self._pick(*PRICES)
        return Line(quantity, price, uom, sold)

    def _lone_line(self):
        nothing = self.env["sale.order.line"]
        return Line(self._pick(1, 2, -1), self._pick(*PRICES), self.unit, nothing)

    # -- corrections -------------------------------------------------------------

    def _deal_correction(self, bill):
        """Take an invoice back, by one of the ways people do, or regret that."""
        day = self._later(bill.move.invoice_date)
        correct = self._pick(self._reverse, self._reverse, self._credit_some)
        credit = correct(bill, day)
        if self._chance(0.2):
            self._deal_correction(credit)
        elif self._chance(0.5):
            later = self._later(day) if self._chance(0.3) else day
            self._bill(bill.move.partner_id, later, bill.rate, bill.lines)

    def _reverse(self, bill, day):
        """Credit all of it, in one credit note or in two."""
        rate = bill.rate if self._chance(0.8) else self._pick(*RATES)
        shares = self._pick((1,), (1,), (1,), (0.5, 0.5))
        if self._chance(0.5):
            self._update(bill.move, payment_state="reversed")
        return [
            self._credit(bill, day, rate, share, reversed_entry_id=bill.move.id)
            for share in shares
        ][-1]

    def _credit_some(self, bill, day):
        """Credit a share, with or without a link to the invoice and the order."""
        origin = bill.move.id if self._chance(0.5) else None
        if self._chance(0.3):
            nothing = self.env["sale.order.line"]
            lines = [line._replace(sold=nothing) for line in bill.lines]
            bill = bill._replace(lines=lines)
        share = self._pick(1, 0.5, 0.3)
        return self._credit(bill, day, bill.rate, share, reversed_entry_id=origin)

    def _credit(self, bill, day, rate, share, **values):
        lines = [line._replace(quantity=line.quantity * share) for line in bill.lines]
        is_credit = bill.move.move_type == "out_refund"
        values["move_type"] = "out_invoice" if is_credit else "out_refund"
        return self._bill(bill.move.partner_id, day, rate, lines, **values)

    # -- invoices ----------------------------------------------------------------

    def _bill(self, partner, day, rate, lines, **values):
        """Insert an invoice or credit note with consistent amounts and links.

        As in Odoo an invoice below zero becomes a credit note, and the other way round.
        """
        move_type = values.pop("move_type", None) or self._pick(*INVOICES)
        if sum(line.quantity * line.price for line in lines) < 0:
            lines = [line._replace(quantity=-line.quantity) for line in lines]
            move_type = "out_invoice" if move_type == "out_refund" else "out_refund"
        sign = -1 if move_type == "out_refund" else 1
        prices = [round(line.quantity * line.price, 2) for line in lines]
        amounts = [round(sign * price / rate, 2) for price in prices]
        values = {
            "state": self._state_of_move(),
            "payment_state": self._pick("not_paid", "partial", "paid", "paid"),
            "currency_id": self._pick(*self.currencies.ids),
            "amount_untaxed": round(sum(prices), 2),
            "amount_untaxed_signed": round(sum(amounts), 2),
            **values,
        }
        move = self._move(
            partner, day, 0, move_type, company_id=self.seller.id, **values
        )
        for line, price, amount in zip(lines, prices, amounts, strict=True):
            self._insert_bill_line(move, line, -sign * price, -amount)
        return Bill(move, rate, lines)

    def _insert_bill_line(self, move, line, amount_currency, balance):
        is_section = line.sold and all(line.sold.mapped("display_type"))
        account = self.accounts[self.seller]
        new = self._insert(
            "account.move.line",
            move_id=move.id,
            company_id=move.company_id.id,
            currency_id=move.currency_id.id,
            account_id=None if is_section else account.id,
            display_type="line_section" if is_section else "product",
            quantity=line.quantity,
            product_uom_id=line.uom.id or None,
            price_unit=line.price,
            balance=balance,
            amount_currency=amount_currency,
            debit=max(0, balance),
            credit=max(0, -balance),
        )
        for order_line in line.sold:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO sale_order_line_invoice_rel
                              (invoice_line_id, order_line_id) VALUES (%s, %s)""",
                    new.id,
                    order_line.id,
                )
            )

    # -- dice --------------------------------------------------------------------

    def _pick(self, *choices):
        return self.random.choice(choices)

    def _chance(self, probability):
        return self.random.random() < probability

    def _some(self, records, count):
        """Return ``count`` random records, fewer where there are fewer."""
        ids = self.random.sample(records.ids, min(count, len(records)))
        return records.browse(ids)

    def _state_of_order(self):
        return self._pick("draft", "sent", "cancel", *("sale",) * 7)

    def _state_of_move(self):
        return self._pick("draft", "cancel", *("posted",) * 10)

    def _rate(self, order):
        """Return the rate of an invoice: the order's, or that of another day."""
        own_rate = order.currency_rate or 1
        return own_rate if self._chance(0.6) else self._pick(*RATES)

    def _day(self):
        """Return a day of the last two years or the next month, or an ancient one."""
        if self._chance(0.05):
            return self._pick(*ANCIENT)
        return AS_OF - timedelta(days=self.random.randint(-30, 700))

    def _later(self, day):
        return day + timedelta(days=self._pick(0, 0, 1, 9, 31, 45, 200))

    def _moment(self, day):
        """Return a UTC moment of ``day``, some of another day in the company."""
        return datetime.combine(day, time(self._pick(0, 6, 9, 12, 22), 30))
