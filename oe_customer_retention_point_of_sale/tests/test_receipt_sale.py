"""Receipts beside invoices and orders: each amount once."""

from collections import Counter
from random import Random

from odoo.addons.oe_customer_retention.tests.common import ago, seeds
from odoo.addons.oe_customer_retention.tests.documents import moment
from odoo.addons.oe_customer_retention.tests.reports.bridge_oracle import BridgeOracle

from .common import ReceiptCase

BASES = ("both", "invoice", "order")


class TestInvoicedReceipt(ReceiptCase):
    def _invoiced(self, **values):
        receipt = self._receipt(self.customer, ago(5), 50)
        values = {"amount_untaxed": 50, **values}
        move = self._move(self.customer, ago(5), 50, **values)
        self._update(receipt, account_move=move.id)
        return receipt, move

    def test_it_counts_once_whatever_the_basis(self):
        self._invoiced()
        for basis in BASES:
            with self.subTest(basis=basis):
                self.company.retention_purchase_basis = basis
                self.assertEqual(self._bought(), (50, 1))

    def test_it_counts_as_a_receipt_while_its_invoice_is_not_posted(self):
        _receipt, move = self._invoiced(state="cancel")
        self.assertEqual(self._bought(), (50, 1))
        self._update(move, state="posted", invoice_date=self.today)
        self._refresh(as_of=ago(1))
        self.assertEqual(self._profile(self.customer).revenue_total, 50)

    def test_the_story_has_one_line_of_it(self):
        self._invoiced()
        self._refresh()
        rows = self._profile(self.customer).get_story()["touchpoints"]
        self.assertEqual([row["kind"] for row in rows], ["invoice"])
        self.assertEqual(self._profile(self.customer).last_receipt_date, ago(5))


class TestSettledOrder(ReceiptCase):
    """An order that is paid for at the counter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(cls.customer, ago(40), 100)
        cls.line = cls._order_line(cls.order, 100, 4)

    def _settle(self, days, amount, quantity=4, line=None, **values):
        lines = [
            {
                "price_subtotal": amount,
                "qty": quantity,
                "sale_order_line_id": (line or self.line).id,
                "sale_order_origin_id": self.order.id,
            }
        ]
        return self._receipt(self.customer, ago(days), lines=lines, **values)

    def _each_basis(self, expected):
        for basis in BASES:
            with self.subTest(basis=basis):
                self.company.retention_purchase_basis = basis
                self.assertEqual(self._bought(), expected)

    def test_it_counts_once_whatever_the_basis(self):
        self._settle(38, 100)
        self._each_basis((100, 1))

    def test_its_invoice_from_the_counter_counts_once_too(self):
        receipt = self._settle(38, 100)
        move = self._move(self.customer, ago(38), 100, amount_untaxed=100)
        self._update(receipt, account_move=move.id)
        self._each_basis((100, 1))

    def test_what_is_bought_beside_it_counts_as_well(self):
        self._settle(38, 100)
        self._receipt(self.customer, ago(38), 7)
        self._each_basis((107, 2))

    def test_a_part_of_it_leaves_the_rest_open(self):
        self._settle(38, 25, quantity=1)
        self.assertEqual(self._bought(), (100, 1))

    def test_a_deposit_and_the_rest_count_once(self):
        deposit = self._order_line(
            self.order, 30, 0, is_downpayment=True, price_unit=30
        )
        self._settle(38, 30, 1, deposit)
        self.assertEqual(self._bought(), (100, 1))
        self._settle(36, 100)
        self._settle(36, -30, -1, deposit)
        self.assertEqual(self._bought(), (100, 1))

    def test_a_refund_of_it_lowers_revenue(self):
        self._refund(self._settle(38, 100), ago(3))
        self.assertEqual(self._bought()[0], 0)

    def test_one_customer_refreshed_alone_counts_the_same(self):
        payer = self._customer("Payer")
        receipt = self._settle(38, 100)
        self._update(receipt, partner_id=payer.id)
        for customer, expected in ((self.customer, 0), (payer, 100)):
            self._refresh(customer)
            profile = self._profile(customer)
            self.assertEqual(profile.revenue_total, expected)
        self.assertEqual(self._bought(payer), (100, 1))

    def test_who_pays_is_found_when_the_order_changes(self):
        payer = self._customer("Payer")
        self._update(self._settle(38, 100), partner_id=payer.id)
        self.assertEqual(self._found_by(self.order), payer)


class TestRandomReceipts(BridgeOracle, ReceiptCase):
    """Revenue is every invoice and every other receipt, and what is open of orders,
    whatever was delivered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.retention_follow_categories = True
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)]
        )
        cls.products = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "categ_id": cls.env["product.category"].create({"name": name}).id,
                }
                for name in ("Beans", "Cups", "Filters")
            ]
        )

    def test_revenue_and_its_lines_are_exact_to_the_cent(self):
        for seed in seeds(2):
            with self.subTest(seed=seed):
                self._forget_receipts()
                expected = self._random_world(Random(seed))
                self._refresh(company=self.company)
                self.assertEqual(self._found(expected), expected)
                for customer in expected:
                    self._refresh(customer)
                self.assertEqual(self._found(expected), expected)

    def test_lines_and_bridge_hold_whatever_the_basis(self):
        for seed in seeds(2):
            self._forget_receipts()
            self._random_world(Random(seed))
            for basis in BASES:
                with self.subTest(seed=seed, basis=basis):
                    self.company.retention_purchase_basis = basis
                    self._refresh(company=self.company)
                    self._assert_days()
                    self._check_bridges(self.company)

    def _forget_receipts(self):
        for table in ("stock_picking", "pos_order", "account_move", "sale_order"):
            self.env.cr.execute(
                f"DELETE FROM {table} WHERE company_id = %s", [self.company.id]
            )
        self.env.invalidate_all()

    def _found(self, customers):
        """Return what is kept of each customer, by product."""
        self.env.invalidate_all()
        found = {customer: Counter() for customer in customers}
        for line in self.env["customer.retention.purchase.line"].search(
            [("company_id", "=", self.company.id)]
        ):
            found[line.partner_id][line.product_id] += line.revenue
        for customer, amounts in found.items():
            total = self._profile(customer).revenue_total
            self.assertAlmostEqual(total, sum(amounts.values()), 2)
        return {customer: _rounded(amounts) for customer, amounts in found.items()}

    def _assert_days(self):
        """Compare the lines of each day with its revenue."""
        by_day = Counter()
        for model, sign in (("purchase.line", 1), ("purchase.day", -1)):
            for row in self.env[f"customer.retention.{model}"].search(
                [("company_id", "=", self.company.id)]
            ):
                by_day[row.profile_id, row.date] += sign * row.revenue
        self.assertFalse(
            {day: rest for day, rest in by_day.items() if abs(rest) > 1e-6}
        )

    def _random_world(self, random):
        """Make documents; return what each customer bought, by product."""
        return dict(self._random_customer(random) for _number in range(8))

    def _random_customer(self, random):
        customer = self._customer()
        bought = Counter()
        for _number in range(random.randint(1, 4)):
            bought.update(self._random_receipt(random, customer, []))
        for _number in range(random.randint(0, 3)):
            bought.update(self._random_order(random, customer))
        return customer, _rounded(bought)

    def _random_receipt(self, random, customer, lines):
        """Make a receipt, some invoiced, some refunded; return what it is worth."""
        lines = [
            *lines,
            *(
                {
                    "price_subtotal": random.randint(1, 9999) / 100,
                    "product_id": random.choice(self.products).id,
                    "qty": random.randint(1, 3),
                }
                for _number in range(random.randint(1, 3))
            ),
        ]
        day = ago(random.randint(20, 700))
        receipt = self._receipt(customer, day, lines=lines)
        if random.random() < 0.4:
            self._invoice(receipt, ago(19))
        if random.random() < 0.3:
            self._refund(receipt, ago(random.randint(1, 18)))
            return {}
        return _amounts(receipt.lines)

    def _random_order(self, random, customer):
        """Make an order that is paid for in part; return what is open and paid."""
        product = random.choice(self.products)
        unit, quantity = random.randint(1, 999) / 4, random.randint(1, 5)
        order = self._order(customer, ago(500), unit * quantity)
        line = self._order_line(order, unit * quantity, quantity, product_id=product.id)
        self._random_delivery(random, customer, line)
        paid = random.randint(0, quantity)
        bought = Counter({product: unit * (quantity - paid)})
        if paid:
            settled = {
                "price_subtotal": unit * paid,
                "product_id": product.id,
                "qty": paid,
                "sale_order_line_id": line.id,
                "sale_order_origin_id": order.id,
            }
            bought.update(self._random_receipt(random, customer, [settled]))
        return bought

    def _random_delivery(self, random, customer, line):
        """Deliver some of an order's line, or have some of it come back."""
        places = [
            self.warehouse.lot_stock_id.id,
            self.env.ref("stock.stock_location_customers").id,
        ]
        random.shuffle(places)
        self._insert(
            "stock.picking",
            name=f"Transfer {line.id}",
            partner_id=customer.id,
            company_id=self.company.id,
            picking_type_id=self.warehouse.out_type_id.id,
            location_id=places[0],
            location_dest_id=places[1],
            move_type="direct",
            state="done",
            date_done=moment(ago(random.randint(1, 490))),
        )
        quantity = int(line.product_uom_qty)
        self._update(line, qty_delivered=random.randint(0, quantity))


def _amounts(lines):
    amounts = Counter()
    for line in lines:
        amounts[line.product_id] += line.price_subtotal
    return amounts


def _rounded(amounts):
    """Return amounts to the cent, without those of nothing."""
    rounded = {key: round(amount, 2) for key, amount in amounts.items()}
    return {key: amount for key, amount in rounded.items() if amount}
