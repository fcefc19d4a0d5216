"""Weights of the health score, and points that add up to it."""

import random
from math import exp

from odoo.tests import BaseCase

from ...analytics.health import learn_weights, rounded, whole_parts


class TestHealthAnalytics(BaseCase):
    def _cells(self, slopes, customers=20000, seed=1):
        """Return customers with random measures, who stay by these coefficients."""
        dice = random.Random(seed)
        cells = []
        for _customer in range(customers):
            values = [dice.uniform(0, 100) for _slope in slopes]
            odds = sum(s * (v - 50) for s, v in zip(slopes, values, strict=True)) / 100
            cells.append((values, 1, dice.random() < 1 / (1 + exp(-odds))))
        return cells

    def test_planted_weights_are_found(self):
        found = learn_weights(self._cells([6, 3, 1, 0]))
        for weight, planted in zip(found, [60, 30, 10, 0], strict=True):
            self.assertAlmostEqual(weight, planted, delta=2.5)

    def test_a_measure_that_speaks_against_weighs_nothing(self):
        found = learn_weights(self._cells([4, -4, 4]))
        self.assertEqual(found[1], 0)
        self.assertAlmostEqual(sum(found), 100, 9)

    def test_the_best_weights_are_those_no_other_beats(self):
        """The same customers counted together or one by one: one optimum."""
        cells = [
            ([round(v, -1) for v in values], n, kept)
            for values, n, kept in self._cells([3, 2], 3000)
        ]
        together = {}
        for values, count, kept in cells:
            cell = together.setdefault(tuple(values), [0, 0])
            cell[0] += count
            cell[1] += kept
        counted = [(values, *cell) for values, cell in together.items()]
        for one, other in zip(
            learn_weights(cells), learn_weights(counted), strict=True
        ):
            self.assertAlmostEqual(one, other, 6)

    def test_nothing_to_learn_from_gives_no_weights(self):
        for cells in (
            [],
            [([50.0, 50.0], 100, 100)],
            [([0.0, 0.0], 100, 40)],
            [([100.0], 50, 0), ([0.0], 50, 50)],
        ):
            with self.subTest(cells=cells):
                found = learn_weights(cells)
                self.assertTrue(found is None or abs(sum(found) - 100) < 1e-9)

    def test_points_add_up_to_the_score(self):
        dice = random.Random(2)
        for _customer in range(2000):
            parts = [dice.uniform(0, 30) for _part in range(dice.randint(1, 6))]
            whole = whole_parts(parts)
            self.assertEqual(sum(whole), rounded(sum(parts)))
            for part, points in zip(parts, whole, strict=True):
                self.assertLess(abs(part - points), 1)
