from datetime import date, timedelta
from random import Random
from statistics import median_low

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ...models.next_order.scoring import scored
from ..common import seeds

TODAY = date(2026, 6, 15)


def told(env, lines, today=TODAY):
    """Return the rows told of ``(customer, order, days ago, product, quantity)``."""
    rows = [
        (customer, order, today - timedelta(days), number, product, float(quantity))
        for number, (customer, order, days, product, quantity) in enumerate(lines)
    ]
    history = SQL(
        """SELECT * FROM (VALUES %s) line (
               customer_id, order_id, day, line_id, product_id, quantity)""",
        SQL(", ").join(SQL("%s", row) for row in rows),
    )
    env.cr.execute(SQL("%s ORDER BY customer_id, place", scored(history, today)))
    return env.cr.dictfetchall()


def expected(lines):
    """Return the same, product by product and order by order."""
    for customer in sorted({line[0] for line in lines}):
        own = [line for line in lines if line[0] == customer and line[2] >= 0]
        orders = sorted({(days, -order) for _c, order, days, *_ in own})
        since = {-order: place for place, (_days, order) in enumerate(orders)}
        weight = {
            -order: 0.97 ** since[-order] * 0.5 ** (days / 365)
            for days, order in orders
        }
        for product in {line[3] for line in own}:
            quantities = {}
            for _c, order, _days, bought, quantity in own:
                if bought == product:
                    quantities[order] = quantities.get(order, 0) + quantity
            newest = sorted(quantities, key=since.get)
            span = since[newest[-1]] - since[newest[0]] + 2
            without = (1 - len(newest) / span) ** since[newest[0]]
            yield (
                (customer, product),
                sum(weight[order] for order in newest) / sum(weight.values()),
                len(newest),
                len(orders),
                median_low([quantities[order] for order in newest[:5]]),
                len(newest) >= 3 and without < 0.05,
            )


@tagged("post_install", "-at_install")
class TestScoring(TransactionCase):
    def _stopped(self, *orders):
        """Return whether product 1 is given up; of an order with 0 it is not part."""
        lines = [
            (1, number, 10 * number, product, 1)
            for number, with_it in enumerate(orders)
            for product in ({1, 2} if with_it else {2})
        ]
        return next(r for r in told(self.env, lines) if r["product_id"] == 1)[
            "is_stopped"
        ]

    def test_share_quantity_and_stops_are_those_of_a_plain_count(self):
        for seed in seeds(5):
            chance = Random(seed)
            days = [chance.randrange(-5, 400) for _order in range(30)]
            lines = [
                (order % 3, order, days[order], chance.randrange(6), quantity)
                for order in range(30)
                for quantity in range(1, chance.randrange(2, 8))
            ]
            found = {
                (row["customer_id"], row["product_id"]): row
                for row in told(self.env, lines)
            }
            rows = list(expected(lines))
            self.assertEqual(set(found), {key for key, *_ in rows})
            for key, share, purchases, orders, quantity, is_stopped in rows:
                row = found[key]
                self.assertAlmostEqual(row["share"], share, 9)
                self.assertEqual(
                    (row["purchases"], row["orders"], row["quantity"]),
                    (purchases, orders, quantity),
                )
                self.assertEqual(row["is_stopped"], is_stopped)

    def test_newer_orders_weigh_more(self):
        lines = [(1, 1, 200, 7, 1), (1, 2, 100, 8, 1), (1, 3, 1, 9, 1)]
        self.assertEqual([r["product_id"] for r in told(self.env, lines)], [9, 8, 7])

    def test_stopped_is_what_was_regular_and_is_hardly_missing_by_chance(self):
        self.assertFalse(self._stopped(0, 0, 1, 1, 1))
        self.assertTrue(self._stopped(0, 0, 0, 1, 1, 1))
        self.assertFalse(self._stopped(0, 0, 0, 0, 0, 0, 1, 1))
        self.assertFalse(self._stopped(1, 1, 1, 1))

    def test_usual_lines_are_the_middle_of_the_last_ten_orders(self):
        sizes = [2, 3, 4, 2, 3, 4, 3, 3, 3, 3, 50, 50, 50, 50, 50]
        lines = [
            (1, number, number, product, 1)
            for number, size in enumerate(sizes)
            for product in range(size)
        ]
        self.assertEqual(told(self.env, lines)[0]["usual_lines"], 3)

    def test_an_absurd_date_is_no_error(self):
        lines = [(1, 1, 730000, 7, 1), (1, 2, 1, 8, 1)]
        self.assertEqual([r["product_id"] for r in told(self.env, lines)], [8, 7])
