from itertools import product
from random import Random

from odoo.tests import BaseCase

from ...analytics.backtest import (
    auc,
    average_precision,
    bands,
    brier,
    evaluate,
    top_hit_rate,
)


def draw(customers, seed=2):
    """(score, returned) of single customers, with many tied scores."""
    random = Random(seed)
    scores = [random.randrange(11) / 10 for _customer in range(customers)]
    return [(score, random.random() < score**2) for score in scores]


def slow_auc(people):
    returned = [score for score, back in people if back]
    others = [score for score, back in people if not back]
    wins = [(hit > miss) + (hit == miss) / 2 for hit, miss in product(returned, others)]
    return sum(wins) / len(wins)


def slow_average_precision(people):
    """For every customer who returned, the share of returns at this score or above."""
    precisions = []
    for own, back in people:
        as_high = [returned for score, returned in people if score >= own]
        if back:
            precisions.append(sum(as_high) / len(as_high))
    return sum(precisions) / len(precisions)


class TestBacktest(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = draw(400)
        cls.rows = [(score, 1, int(back)) for score, back in cls.people]

    def test_auc_counts_pairs(self):
        self.assertAlmostEqual(auc(self.rows), slow_auc(self.people), 12)

    def test_auc_of_perfect_reversed_and_equal_scores(self):
        self.assertEqual(auc([(2, 5, 5), (1, 9, 0)]), 1)
        self.assertEqual(auc([(1, 5, 5), (2, 9, 0)]), 0)
        self.assertEqual(auc([(1, 14, 5)]), 0.5)

    def test_average_precision_takes_ties_together(self):
        self.assertAlmostEqual(
            average_precision(self.rows), slow_average_precision(self.people), 12
        )

    def test_brier_is_the_mean_squared_error(self):
        errors = [(score - back) ** 2 for score, back in self.people]
        self.assertAlmostEqual(brier(self.rows), sum(errors) / len(errors), 12)

    def test_top_decile_of_ten_is_one(self):
        rows = [(score, 1, score == 9) for score in range(10)]
        self.assertEqual(top_hit_rate(rows), 1)

    def test_top_decile_takes_its_part_of_a_tie(self):
        self.assertEqual(top_hit_rate([(2, 4, 4), (1, 96, 24)]), (4 + 6 / 4) / 10)

    def test_lift_compares_the_top_with_all(self):
        self.assertAlmostEqual(evaluate([(0.9, 10, 8), (0.1, 90, 12)]).top_lift, 4)

    def test_bands_begin_with_their_lower_edge(self):
        rows = [(0.0, 1, 0), (0.19, 1, 0), (0.2, 1, 1), (0.8, 1, 0), (1.0, 1, 1)]
        self.assertEqual([band.customers for band in bands(rows)], [2, 1, 0, 0, 2])

    def test_bands_tell_predicted_and_actual_share(self):
        band = bands([(0.5, 3, 1), (0.58, 1, 1)])[2]
        self.assertAlmostEqual(band.predicted, 0.52)
        self.assertEqual((band.customers, band.actual), (4, 0.5))

    def test_an_empty_band_is_blank(self):
        self.assertEqual(bands([(0.5, 3, 1)])[0][2:], (0, 0, None, None))

    def test_figures_do_not_depend_on_how_rows_are_cut_or_ordered(self):
        together = {}
        for score, back in self.people:
            customers, returned = together.get(score, (0, 0))
            together[score] = customers + 1, returned + back
        rows = [(score, *counts) for score, counts in together.items()]
        whole, apart = evaluate(rows), evaluate(self.rows)
        for name in ("expected", "auc", "brier", "average_precision", "top_hit_rate"):
            self.assertAlmostEqual(getattr(whole, name), getattr(apart, name), 12)

    def test_undefined_figures_are_blank(self):
        nobody = evaluate([])
        self.assertEqual((nobody.customers, nobody.returned), (0, 0))
        self.assertEqual(set(nobody[3:8]), {None})
        self.assertIsNone(evaluate([(0.5, 9, 9)]).auc)
        none_back = evaluate([(0.5, 9, 0)])
        self.assertEqual(none_back.top_hit_rate, 0)
        self.assertIsNone(none_back.top_lift)
        self.assertIsNone(none_back.average_precision)
