import unittest
from datetime import date, timedelta

from devtools import evaluate

START = date(2020, 1, 1)


def purchases(*rows):
    """Of (customer, day after the start, amount)."""
    return [(who, START + timedelta(days), 1, amount) for who, days, amount in rows]


def known_at(found, days):
    return {
        each.customer: each
        for each in evaluate.known_at(found, START.toordinal() + days, horizon=90)
    }


class TestHistories(unittest.TestCase):
    def test_purchases_of_one_day_are_one_and_free_ones_none(self):
        found = evaluate.histories(
            purchases((1, 0, 5.0), (1, 0, 7.0), (1, 3, 0.0), (2, 4, 0.0))
        )
        self.assertEqual(found, {1: ([START.toordinal()], [12.0])})

    def test_nothing_after_the_cut_off_is_known(self):
        rows = [(1, 0, 5.0), (1, 30, 7.0), (2, 31, 9.0), (1, 31, 8.0)]
        known = known_at(evaluate.histories(purchases(*rows)), 30)
        self.assertEqual(set(known), {1})
        self.assertEqual(known[1][1:5], (1, 30, 30, 12.0))

    def test_a_return_counts_until_the_last_day_of_the_horizon(self):
        rows = [(1, 0, 1.0), (1, 100, 1.0), (2, 0, 1.0), (2, 101, 1.0)]
        known = known_at(evaluate.histories(purchases(*rows)), 10)
        self.assertEqual((known[1].returned, known[2].returned), (True, False))

    def test_the_whole_horizon_lies_ahead_of_every_cut_off(self):
        found = evaluate.histories(purchases((1, 0, 1.0), (1, 300, 1.0)))
        days = [cut - START.toordinal() for cut in evaluate.cut_offs(found)]
        self.assertEqual(days, [180, 210])


class TestScorers(unittest.TestCase):
    def test_equal_customers_score_equally_and_a_lone_one_in_the_middle(self):
        self.assertEqual(evaluate._quintiles([7]), [3])
        self.assertEqual(evaluate._quintiles([1, 1, 1, 9]), [2, 2, 2, 5])
        self.assertEqual(evaluate._quintiles([1, 2, 3, 4, 5]), [1, 2, 3, 4, 5])

    def test_a_scorer_from_outside_is_evaluated_with_the_others(self):
        rows = [(who, 40 * n, 5.0) for who in range(9) for n in range(who + 1)]
        results = evaluate.evaluate(
            purchases(*rows),
            extra_scorers={
                "oracle": lambda known, cut: [float(each.returned) for each in known]
            },
        )
        self.assertEqual(set(results), {*evaluate.SCORERS, "oracle"})
        self.assertEqual((results["oracle"].auc, results["oracle"].brier), (1, 0))
        self.assertIsNone(results["recency"].brier)
