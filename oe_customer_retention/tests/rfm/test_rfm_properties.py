import random

from odoo.tools import SQL

from ...models.scope import Scope
from ..common import AS_OF, ago
from ..prediction.prediction_common import PredictionCase

WORLDS = 60
MEASURES = {
    "rfm_recency": lambda row: row["last_purchase_date"],
    "rfm_frequency": lambda row: row["purchase_day_count"],
    "rfm_monetary": lambda row: row["revenue_total"],
}


class TestRfmProperties(PredictionCase):
    """What holds of the scores and segments of any customers, ties or not."""

    def _worlds(self):
        """Yield the scored customers of random businesses, each with its number."""
        for seed in range(WORLDS):
            dice = random.Random(seed)
            with self.subTest(seed=seed):
                yield self._scored(self._customers(dice))

    def _customers(self, dice):
        """Return (days ago, purchase days, revenue) of 1 to 60 customers.

        The fewer different values there are to draw from, the more ties.
        """
        days, counts, amounts = (dice.choice((1, 3, 1000)) for _measure in range(3))
        return [
            (dice.randrange(days), 1 + dice.randrange(counts), dice.randrange(amounts))
            for _customer in range(dice.randint(1, 60))
        ]

    def _scored(self, customers):
        facts = SQL(
            "SELECT * FROM (VALUES %s) world "
            "(last_purchase_date, purchase_day_count, revenue_total)",
            SQL(", ").join(
                SQL("(%s::date, %s, %s::numeric)", ago(days), count, revenue)
                for days, count, revenue in customers
            ),
        )
        scope = Scope.of(self.company, AS_OF)
        scales = self.env["customer.retention.rfm.scale"]
        scales._renew(scope, facts)
        scores = self.env["customer.retention.scores"]
        return self.env.execute_query_dict(scores._select(scope, facts))

    def _by_value(self, rows, value):
        """Return the rows of each value, lowest first."""
        groups = {}
        for row in rows:
            groups.setdefault(value(row), []).append(row)
        return [groups[key] for key in sorted(groups)]

    def test_equal_customers_score_equally_and_better_ones_never_less(self):
        for rows in self._worlds():
            for score, value in MEASURES.items():
                groups = self._by_value(rows, value)
                scores = [{row[score] for row in group} for group in groups]
                self.assertTrue(all(len(found) == 1 for found in scores))
                ordered = [found.pop() for found in scores]
                self.assertEqual(ordered, sorted(ordered))

    def test_score_is_the_fifth_the_middle_of_equal_customers_is_in(self):
        for rows in self._worlds():
            for score, value in MEASURES.items():
                below = 0
                for group in self._by_value(rows, value):
                    middle = (2 * below + len(group)) / (2 * len(rows))
                    self.assertEqual(group[0][score], 1 + int(5 * middle))
                    below += len(group)

    def test_no_score_takes_more_than_a_fifth_and_the_halves_of_ties_at_its_edges(self):
        for rows in self._worlds():
            for score, value in MEASURES.items():
                for number in range(1, 6):
                    members = [row for row in rows if row[score] == number]
                    groups = self._by_value(members, value) or [[]]
                    edges = (len(groups[0]) + len(groups[-1])) / 2
                    self.assertLessEqual(len(members), len(rows) / 5 + edges)

    def test_customers_who_are_all_alike_are_in_the_middle(self):
        for number in (1, 2, 7):
            for row in self._scored([(30, 2, 100)] * number):
                self.assertEqual({row[score] for score in MEASURES}, {3})

    def test_every_customer_is_in_exactly_the_first_segment_that_fits(self):
        segments = self.env["customer.retention.rfm.segment"].search([])
        found = set()
        for rows in self._worlds():
            for row in rows:
                first = next(each for each in segments if self._fits(each, row))
                self.assertEqual(row["rfm_segment"], first.id)
                found.add(first)
        self.assertEqual(found, set(segments))
