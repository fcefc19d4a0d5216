import random

from odoo.tests import BaseCase

from ...analytics import correction
from ...analytics.correction import Cell, Facts, History, Purchase
from ...analytics.mbg_nbd import Parameters, probability_of_order

USUAL = Parameters(r=0.8, alpha=24, a=0.3, b=1.5)
LEARNED = correction.Correction(
    -0.5, Facts(-0.4, 0.2, 0.3, 0.4), Facts(-1.8, 2.9, 0.5, 0.2)
)
TODAY = 1000


def random_purchases(customers, seed=1):
    """Return customers who buy the more often the more they spend."""
    dice = random.Random(seed)
    found = []
    for _customer in range(customers):
        value = dice.lognormvariate(3, 1)
        day = dice.randrange(300)
        days = []
        while day <= TODAY:
            days.append(Purchase(day, value))
            day += 1 + int(dice.expovariate(value / 2000))
        found.append(days or [Purchase(0, value)])
    return found


class TestCorrection(BaseCase):
    def test_a_history_is_what_was_known_on_the_day(self):
        own = [Purchase(0, 10.0), Purchase(60, 20.0), Purchase(180, 40.0)]
        before, between, on, later = correction.histories([own], [-1, 60, 180, 400])
        self.assertEqual(before, [])
        self.assertEqual(
            between,
            [(0, History(1, 60, 60, 20 + 10 * 0.5**0.5, 1 + 0.5**0.5, 1.5), 180)],
        )
        self.assertEqual(on[0][1][:3], (2, 180, 180))
        self.assertAlmostEqual(on[0][1].burst, 1 + 0.25 + 0.125)
        self.assertEqual((later[0][1].T, later[0][2]), (400, None))
        self.assertEqual(later[0][1][3:], on[0][1][3:])

    def test_without_a_correction_the_chance_is_that_of_the_model(self):
        known = History(3, 90, 120, 80.0, 2.0, 1.5)
        self.assertAlmostEqual(
            correction.corrected(None, USUAL, known, 90),
            probability_of_order(USUAL, 3, 90, 120, 90),
            delta=1e-12,
        )

    def test_the_chance_grows_with_the_days_ahead(self):
        known = History(3, 90, 120, 80.0, 2.0, 1.5)
        chances = [
            correction.corrected(LEARNED, USUAL, known, days)
            for days in (1, 30, 90, 180)
        ]
        self.assertEqual(chances, sorted(set(chances)))

    def test_points_add_up_to_what_the_correction_changes(self):
        known = History(3, 90, 120, 80.0, 2.0, 1.5)
        own = correction.facts(USUAL, known, 90)
        everybody, each = correction.points(LEARNED, own)
        changed = correction.corrected(LEARNED, USUAL, known, 90)
        self.assertAlmostEqual(
            everybody + sum(each), changed - correction.probability(own.chance), 12
        )

    def test_it_learns_what_purchases_tell_that_their_days_do_not(self):
        cells = [
            Cell(0, n % 2, Facts(0.0, spent, 0.5, 0.1), 100, returned)
            for n, (spent, returned) in enumerate([(1.0, 20), (3.0, 50), (5.0, 80)])
        ]
        [(intercept, weights, centers)] = correction.regress(cells, [1e-6])
        self.assertAlmostEqual(weights.spent, 0.6931, 3)
        self.assertAlmostEqual(intercept + 3 * weights.spent, 0, 6)
        self.assertEqual(centers.spent, 3)

    def test_a_high_ridge_leaves_the_chance_as_it_is(self):
        cells = [Cell(0, 0, Facts(0.0, 1.0, 0.5, 0.1), 100, 90)]
        [(intercept, weights, _centers)] = correction.regress(cells, [1e9])
        self.assertLess(abs(intercept) + sum(map(abs, weights)), 1e-6)

    def test_separable_outcomes_leave_it_finite(self):
        cells = [
            Cell(0, 0, Facts(-27.0, 0.0, 0.1, 0.0), 1000, 0),
            Cell(0, 0, Facts(-27.0, 9.0, 3.0, 2.0), 1000, 1000),
        ]
        for intercept, weights, _centers in correction.regress(
            cells, correction.RIDGES
        ):
            self.assertTrue(all(abs(each) < 1e3 for each in (intercept, *weights)))

    def test_it_is_used_only_where_it_beat_the_model_on_the_last_slice(self):
        helps = [
            Cell(0, 0, Facts(0.0, s, 0, 0), 500, n) for s, n in ((1, 50), (5, 450))
        ]
        turned = [
            Cell(0, 0, Facts(0.0, s, 0, 0), 500, n) for s, n in ((1, 450), (5, 50))
        ]
        self.assertTrue(correction._choose([(helps, helps)]))
        self.assertIsNone(correction._choose([(helps, turned)]))

    def test_the_last_slice_is_predicted_from_those_over_by_then(self):
        cells = [
            Cell(day, day // 30 % 2, Facts(0, 0, 0, 0), 1, 0)
            for day in range(0, 301, 30)
        ]
        [(earlier, last)] = correction._trials(cells, 300, 90)
        self.assertEqual({cell.day for cell in earlier}, set(range(0, 211, 30)))
        self.assertEqual({cell.day for cell in last}, {300})

    def test_with_two_such_slices_either_half_is_predicted_from_the_other(self):
        cells = [
            Cell(day, half, Facts(0, 0, 0, 0), 1, 0)
            for day in range(0, 121, 30)
            for half in (0, 1)
        ]
        for half, (known, last) in enumerate(correction._trials(cells, 120, 90)):
            self.assertEqual({cell.half for cell in known}, {1 - half})
            self.assertEqual([cell[:2] for cell in last], [(120, half)])

    def test_it_finds_something_in_a_company_whose_spenders_return(self):
        self.assertTrue(correction.learn(random_purchases(1500), TODAY, 90))

    def test_hostile_pasts_are_no_error(self):
        once = [Purchase(500, 10.0)]
        for purchases in (
            [],
            [once],
            [[Purchase(TODAY, 10.0)]] * 50,
            [[Purchase(1, 1e12)], [Purchase(TODAY - 200, -1e12)]],
            [[Purchase(day, 1.0) for day in range(-9000, 1000)], once],
            [[Purchase(-700000, 5.0), Purchase(TODAY - 3, 5.0)], once] * 20,
            [[Purchase(TODAY - 100 - 7 * n, 0.0) for n in range(90, -1, -1)]] * 99,
        ):
            learned = correction.learn(purchases, TODAY, 90)
            for own in purchases:
                [[(_number, known, _next)]] = correction.histories([own], [TODAY])
                chance = correction.corrected(learned, USUAL, known, 90)
                self.assertTrue(0 <= chance <= 1)
