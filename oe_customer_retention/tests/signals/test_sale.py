import logging
from collections import Counter
from contextlib import closing

from ...models.scope import Scope
from ..common import AS_OF, seeds
from ..oracle import Oracle
from ..sale_oracle import SaleOracle
from .sale_world import SaleWorld

_logger = logging.getLogger(__name__)
WORLDS = 8
BASES = ("both", "invoice", "order")
CENT = 0.00501


class SaleCase(SaleWorld):
    def _in_every_world(self, check, bases=3):
        """Call ``check(company)`` in one world after the other.

        :param int bases: by how many of the bases each world is looked at
        """
        for seed in seeds(WORLDS):
            with closing(self.env.cr.savepoint()):
                self._deal(seed)
                for number in range(seed, seed + bases):
                    self.companies.retention_purchase_basis = basis = BASES[number % 3]
                    for company in self.companies:
                        case = {"seed": seed, "basis": basis, "company": company.name}
                        with self.subTest(**case), closing(self.env.cr.savepoint()):
                            check(company)

    def _recorded(self, company):
        """Return what the purchase days say, like :meth:`SaleOracle.sales`."""
        recorded = {}
        for day in self.env["customer.retention.purchase.day"].search(
            [("company_id", "=", company.id)], order="date"
        ):
            if day.purchase_count or day.revenue:
                days = recorded.setdefault(day.partner_id, {})
                days[day.date] = (day.revenue, day.purchase_count)
        return recorded

    def _computed(self, company, partners=None):
        """Return what the sales' own query says of all customers or some."""
        scope = Scope.of(company, AS_OF, partners)
        sales = {}
        for customer_id, day, revenue, purchases in self.env.execute_query(
            self.env["customer.retention.sale"]._of_customers(scope)
        ):
            revenue = company.currency_id.round(float(revenue))
            if purchases or revenue:
                customer = self.env["res.partner"].browse(customer_id)
                sales.setdefault(customer, {})[day] = (revenue, purchases)
        return sales

    def _assert_sales(self, found, expected):
        """Compare purchases exactly and revenue to the cent, by customer and day."""
        for customer in found.keys() | expected.keys():
            mine, right = found.get(customer, {}), expected.get(customer, {})
            for day in mine.keys() | right.keys():
                (revenue, purchases) = mine.get(day, (0, 0))
                case = f"{customer.name} on {day}: {mine} instead of {right}"
                self.assertEqual(purchases, right.get(day, (0, 0))[1], case)
                self.assertAlmostEqual(
                    revenue, right.get(day, (0, 0))[0], delta=CENT, msg=case
                )


class TestSaleWorld(SaleCase):
    def test_worlds_have_every_kind_of_sale(self):
        found = Counter()
        for seed in (numbers := seeds(WORLDS)):
            with closing(self.env.cr.savepoint()):
                self._deal(seed)
                for company in self.companies:
                    found.update(self._kinds(SaleOracle(company, AS_OF)))
        _logger.info("Companies of %s worlds have: %s", len(numbers), dict(found))
        self.assertFalse([kind for kind, times in found.items() if not times])

    def _kinds(self, oracle):
        """Return ``{kind: whether the sales of a company have one}``."""
        moves, orders = oracle.moves, oracle.orders
        parts = [part for parts in oracle.parts.values() for part in parts]
        reversed_moves = oracle.reversed
        days = [*moves.mapped("invoice_date"), *map(oracle._day, orders)]
        return {
            "deposit": any(part.is_deposit for part in parts),
            "later instalment": any(
                not oracle._belongs_to_the_start(part, oracle._first_month(order))
                for order, parts in oracle.parts.items()
                for part in parts
            ),
            "wholly reversed": any(
                move.move_type != "out_refund" for move in reversed_moves
            ),
            "reversed and invoiced again": any(
                {part.move for part in parts} & {*reversed_moves}
                and any(map(oracle._is_standing_invoice, parts))
                for parts in oracle.parts.values()
            ),
            "credited in part": any(
                move.reversed_entry_id and move not in oracle.void for move in moves
            ),
            "credit note taken back": any(
                oracle._is_credit(move) and move.move_type != "out_refund"
                for move in moves
            ),
            "return on the same order": any(
                min(quantities) < 0 < max(quantities)
                for order in orders
                if (quantities := order.order_line.mapped("product_uom_qty"))
            ),
            "return on another order": any(
                order.amount_untaxed < 0 for order in oracle.confirmed
            ),
            "several orders on an invoice": any(
                len(move.line_ids.sale_line_ids.order_id) > 1 for move in moves
            ),
            "cancelled order whose invoice stands": any(
                order.state == "cancel" and any(map(oracle._stands, parts))
                for order, parts in oracle.parts.items()
            ),
            "time and material": any(
                not part.is_deposit and not part.order_line.product_uom_qty
                for part in parts
            ),
            "invoice without an order": any(map(oracle._is_lone_purchase, moves)),
            "invoiced to another customer": any(
                part.customer != oracle._customer(order)
                for order, parts in oracle.parts.items()
                for part in parts
            ),
            "three currencies": len(orders.currency_id) == 3,
            "before 1900": any(day.year < 1900 for day in days),
            "after today": any(day > AS_OF for day in days),
        }


class TestSale(SaleCase):
    """What was sold, by all bases, in random businesses."""

    def test_every_amount_counts_once(self):
        def check(company):
            oracle = SaleOracle(company, AS_OF)
            total = {
                "both": oracle.invoiced() + oracle.open(),
                "invoice": oracle.invoiced(),
                "order": oracle.ordered(),
            }[company.retention_purchase_basis]
            sales = self._computed(company)
            days = [day for days in sales.values() for day in days.values()]
            revenue = sum(revenue for revenue, _purchases in days)
            self.assertAlmostEqual(revenue, total, delta=CENT * max(1, len(days)))

        self._in_every_world(check)

    def test_days_of_every_customer_are_the_documents(self):
        def check(company):
            expected = SaleOracle(company, AS_OF).sales()
            self._assert_sales(self._computed(company), expected)

        self._in_every_world(check)

    def test_some_customers_are_as_in_a_look_at_all(self):
        def check(company):
            everybody = self._computed(company)
            some = self._some(self.customers, 2)
            expected = {c: days for c, days in everybody.items() if c in some}
            self._assert_sales(self._computed(company, some), expected)

        self._in_every_world(check)


class TestSaleRefresh(SaleCase):
    """Profiles and their purchase days after a refresh."""

    def test_profiles_and_their_days_say_it(self):
        def check(company):
            self._refresh(company=company)
            self._assert_right(company)

        self._in_every_world(check, bases=1)

    def test_changed_documents_reach_the_profiles_some_customers_at_a_time(self):
        def check(company):
            self._refresh(company=company)
            self._change()
            for customers in (self.customers[:2], self.customers[2:]):
                self._refresh(customers, company=company)
            self._assert_right(company)

        self._in_every_world(check, bases=1)

    def _assert_right(self, company):
        expected = SaleOracle(company, AS_OF).sales()
        self._assert_sales(self._recorded(company), expected)
        for customer in self.customers:
            profile = self._profile(customer, company)
            days = expected.get(customer, {}).values()
            counts = [purchases for _revenue, purchases in days if purchases]
            self.assertEqual(profile.purchase_count, sum(counts))
            self.assertEqual(profile.purchase_day_count, len(counts))
            revenue = sum(revenue for revenue, _purchases in days)
            self.assertAlmostEqual(
                profile.revenue_total, revenue, delta=CENT * max(1, len(days))
            )
        self._assert_timeline(company)

    def _assert_timeline(self, company):
        oracle = Oracle(company, AS_OF)
        recorded = oracle._recorded_transitions()
        for customer in oracle.customers():
            profile = self._profile(customer, company)
            with self.subTest(customer=customer.name):
                self.assertEqual(recorded[profile.id], oracle.transitions(customer))
