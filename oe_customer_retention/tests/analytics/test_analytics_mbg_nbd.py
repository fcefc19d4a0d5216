from itertools import product
from math import exp, lgamma, log
from random import Random

from odoo.tests import BaseCase

from ...analytics.buckets import Bucket, bucket_key, merge
from ...analytics.mbg_nbd import (
    Parameters,
    _likelihood,
    default_parameters,
    expected_purchases,
    fit,
    log_likelihood,
    probability_alive,
    probability_of_order,
)
from ...analytics.minimise import minimise

SHOP = Parameters(r=0.7, alpha=70.0, a=0.5, b=0.9)
SMOOTH = Parameters(r=2.0, alpha=40.0, a=2.0, b=3.0)
HOSTILE = [
    (0, 0, 0),
    (0, 0, 20_000),
    (1, 1, 1),
    (9_999, 9_999, 9_999),
    (9_999, 9_999, 20_000),
    (10_000, 0, 0),
]
# History, P(alive), and expected purchases in 90 days, of SHOP: as the Python package
# lifetimes 0.11.3 (ModifiedBetaGeoFitter) computes them.
LIFETIMES = [
    ((0, 0, 0), 0.6428571428571, 0.4880911693432),
    ((0, 0, 900), 0.2222894731802, 0.0142084813397),
    ((1, 30, 90), 0.6308802378330, 0.5482104484106),
    ((3, 50, 60), 0.8529546973004, 1.9294631974680),
    ((3, 50, 300), 0.1079245888440, 0.0924815939138),
    ((12, 700, 720), 0.9490547819376, 1.3378140634693),
]


def simulate(parameters, customers, days, seed=7):
    """Buckets of customers drawn, one by one, from what the model assumes."""
    random, buckets = Random(seed), []
    for _customer in range(customers):
        rate = random.gammavariate(parameters.r, 1 / parameters.alpha)
        leaves = random.betavariate(parameters.a, parameters.b)
        watched, x, last, at = random.uniform(0, days), 0, 0.0, 0.0
        while random.random() > leaves:
            at += random.expovariate(rate)
            if at > watched:
                break
            x, last = x + 1, at
        buckets.append(Bucket(x, last, watched))
    return buckets


def integrate(parameters, x, tx, T, horizon, cells=300):
    """Likelihood, P(alive), P(order) and expected orders by sheer integration.

    Over the order rate and the probability of leaving, of the individual customer's
    likelihood; the orders after today follow from both.
    """
    r, alpha, a, b = parameters
    highest, likelihood, alive, orders, expected = 8 * r / alpha, 0.0, 0.0, 0.0, 0.0
    beta = lgamma(a + b) - lgamma(a) - lgamma(b)
    for i, j in product(range(cells), repeat=2):
        rate, leaves = (i + 0.5) / cells * highest, (j + 0.5) / cells
        density = r * log(alpha) - lgamma(r) + (r - 1) * log(rate) - alpha * rate
        density += beta + (a - 1) * log(leaves) + (b - 1) * log(1 - leaves)
        density = exp(density) * (rate * (1 - leaves)) ** x * highest / cells**2
        there = density * (1 - leaves) * exp(-rate * T)
        likelihood += density * leaves * exp(-rate * tx) + there
        alive += there
        orders += there * (1 - exp(-rate * horizon))
        expected += there * (1 - exp(-rate * leaves * horizon)) / leaves
    return likelihood, alive / likelihood, orders / likelihood, expected / likelihood


class TestModel(BaseCase):
    def test_formulas_agree_with_integration(self):
        for history in ((0, 0, 100), (3, 50, 60), (3, 50, 300)):
            with self.subTest(history=history):
                likelihood, alive, orders, expected = integrate(SMOOTH, *history, 90)
                self.assertAlmostEqual(
                    log_likelihood(SMOOTH, [(*history, 1)]), log(likelihood), 3
                )
                self.assertAlmostEqual(probability_alive(SMOOTH, *history), alive, 3)
                self.assertAlmostEqual(
                    probability_of_order(SMOOTH, *history, 90), orders, 3
                )
                self.assertAlmostEqual(
                    expected_purchases(SMOOTH, *history, 90), expected, 3
                )

    def test_formulas_agree_with_lifetimes(self):
        for history, alive, expected in LIFETIMES:
            with self.subTest(history=history):
                self.assertAlmostEqual(probability_alive(SHOP, *history), alive, 11)
                self.assertAlmostEqual(
                    expected_purchases(SHOP, *history, 90), expected, 11
                )

    def test_gradient_is_the_slope_of_the_likelihood(self):
        groups = {0: [(0, 90, 5)], 2: [(60, 70, 3), (10, 400, 2)], 30: [(5, 900, 1)]}
        buckets = [(x, *row) for x, rows in groups.items() for row in rows]
        _value, gradient = _likelihood(SHOP, groups)
        for name, slope in zip(SHOP._fields, gradient, strict=True):
            value, step = getattr(SHOP, name), 1e-5
            up = log_likelihood(SHOP._replace(**{name: value + step}), buckets)
            down = log_likelihood(SHOP._replace(**{name: value - step}), buckets)
            self.assertAlmostEqual(slope, (up - down) / (2 * step), 4, name)

    def test_probability_falls_with_silence(self):
        for x in (0, 1, 5, 50):
            probabilities = [
                probability_of_order(SHOP, x, 2 * x, 2 * x + silent, 90)
                for silent in range(0, 1000, 10)
            ]
            self.assertEqual(probabilities, sorted(probabilities, reverse=True))
            self.assertLess(probabilities[-1], probabilities[0] / 2)

    def test_probability_grows_with_the_horizon_from_zero(self):
        probabilities = [
            probability_of_order(SHOP, 3, 90, 100, horizon)
            for horizon in (0, 1, 30, 90, 365, 10**6)
        ]
        self.assertEqual(probabilities, sorted(set(probabilities)))
        self.assertEqual(probabilities[0], 0)
        self.assertAlmostEqual(probabilities[-1], probability_alive(SHOP, 3, 90, 100))

    def test_probabilities_stay_probabilities_for_hostile_histories(self):
        extreme = (SHOP, Parameters(1e5, 1e6, 1e-6, 1e4), Parameters(0.01, 1, 50, 0.01))
        for parameters, history in product(extreme, HOSTILE):
            with self.subTest(parameters=parameters, history=history):
                order = probability_of_order(parameters, *history, 90)
                self.assertTrue(0 <= order <= 1)
                self.assertLessEqual(order, probability_alive(parameters, *history))
                expected = expected_purchases(parameters, *history, 90)
                self.assertLessEqual(expected, 90)
                self.assertGreaterEqual(expected, order * (1 - 1e-9))

    def test_expected_purchases_have_no_pole_where_a_is_one(self):
        below, at, above = (
            expected_purchases(SHOP._replace(a=a), 2, 60, 70, 90)
            for a in (1 - 1e-9, 1, 1 + 1e-9)
        )
        self.assertAlmostEqual(below, at, 7)
        self.assertAlmostEqual(above, at, 7)

    def test_no_orders_are_expected_of_no_time(self):
        self.assertEqual(expected_purchases(SHOP, 2, 60, 70, 0), 0)


class TestFit(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buckets = simulate(SHOP, customers=4000, days=1500)
        cls.fit = fit(cls.buckets)

    def test_finds_the_parameters_customers_were_drawn_from(self):
        self.assertEqual(self.fit.confidence, "normal")
        for found, true in zip(self.fit.parameters, SHOP, strict=True):
            self.assertLess(abs(log(found / true)), 0.2)

    def test_no_neighbour_is_likelier(self):
        best = log_likelihood(self.fit.parameters, self.buckets)
        for name, factor in product(SHOP._fields, (0.9, 1.1)):
            value = getattr(self.fit.parameters, name) * factor
            other = self.fit.parameters._replace(**{name: value})
            self.assertLess(log_likelihood(other, self.buckets), best)

    def test_is_the_same_in_any_order_of_rows(self):
        shuffled = Random(1).sample(merge(self.buckets), len(merge(self.buckets)))
        self.assertEqual(fit(shuffled), fit(merge(self.buckets)))

    def test_survives_bucketing(self):
        bucketed = fit(merge(self.buckets), history_days=self.fit.history_days)
        for found, raw in zip(bucketed.parameters, self.fit.parameters, strict=True):
            self.assertAlmostEqual(found / raw, 1, 6)

    def test_99_customers_are_too_few(self):
        self.assertEqual(fit([(0, 0, 365, 99)]).confidence, "low")
        self.assertEqual(fit([(0, 0, 365, 100)]).confidence, "normal")

    def test_364_days_are_too_short(self):
        self.assertEqual(fit([(0, 0, 364, 100)]).confidence, "low")
        self.assertEqual(fit([(0, 0, 300, 100)], history_days=365).confidence, "normal")

    def test_a_handful_moves_the_defaults_for_the_mean_own_gap_a_little(self):
        found = fit([(2, 60, 70, 2), (0, 0, 200, 3)])
        self.assertEqual((found.customers, found.history_days), (5, 200))
        for value, usual in zip(found.parameters, default_parameters(30), strict=True):
            self.assertNotEqual(value, usual)
            self.assertLess(abs(log(value / usual)), 1)

    def test_the_more_customers_the_farther_from_the_defaults(self):
        chances = [
            probability_of_order(fit([(0, 0, 100, count)]).parameters, 0, 0, 100, 90)
            for count in (1, 10, 100, 1000)
        ]
        self.assertEqual(chances, sorted(set(chances), reverse=True))

    def test_no_time_since_the_first_order_gives_the_defaults(self):
        self.assertEqual(fit([(0, 0, 0, 500)]).parameters, default_parameters())
        self.assertNotEqual(fit([(0, 0, 1, 500)]).parameters, default_parameters())

    def test_no_customers(self):
        self.assertEqual(fit([]), (default_parameters(), 0, 0, "low"))

    def test_if_nobody_ever_came_back_nobody_is_expected(self):
        parameters = fit([(0, 0, days, 100) for days in range(1000)]).parameters
        self.assertLess(probability_of_order(parameters, 0, 0, 30, 90), 0.001)

    def test_hostile_businesses_give_finite_probabilities(self):
        businesses = {
            "all in one day": [(0, 0, 0, 1000)],
            "one who never stops": [(0, 0, 400, 999), (9_999, 9_999, 9_999, 1)],
            "clockwork": [(day // 30, day // 30 * 30, day, 9) for day in range(1000)],
            "all alike": [(10, 500, 510, 100_000)],
            "one customer": [(0, 0, 1, 1)],
            "one who never stops, alone": [(9_999, 9_999, 9_999, 1)],
            "ten thousand orders, then decades of nothing": [(9_999, 9_999, 36_500, 1)],
            "twice and never again": [(1, 1, day, 10) for day in range(1, 1000)],
        }
        for name, buckets in businesses.items():
            parameters = fit(buckets, history_days=1000).parameters
            for history in HOSTILE:
                with self.subTest(business=name, history=history):
                    order = probability_of_order(parameters, *history, 90)
                    self.assertTrue(0 <= order <= 1)


class TestBuckets(BaseCase):
    def test_order_counts_are_exact_to_12_and_coarser_beyond(self):
        keys = [bucket_key(x, 0, 0)[0] for x in range(1000)]
        self.assertEqual(keys[:13], list(range(13)))
        self.assertEqual(keys, sorted(keys))
        self.assertLess(len(set(keys)), 60)

    def test_a_cell_is_a_sixteenth_of_an_e_fold_wide(self):
        edge = exp(100 / 16) - 1
        keys = [bucket_key(0, 0, edge * factor)[2] for factor in (0.9999, 1.0001)]
        self.assertEqual(keys, [99, 100])

    def test_merging_keeps_customers_and_means(self):
        buckets = simulate(SHOP, customers=500, days=900)
        merged = merge(buckets)
        self.assertLess(len(merged), len(buckets))
        for value in (lambda b: 1, lambda b: b.x, lambda b: b.tx, lambda b: b.T):
            before, after = (
                sum(value(bucket) * bucket.count for bucket in rows)
                for rows in (buckets, merged)
            )
            self.assertAlmostEqual(before, after, 6)


class TestMinimise(BaseCase):
    def test_finds_the_end_of_a_curved_valley(self):
        def rosenbrock(point):
            x, y = point
            return (1 - x) ** 2 + 100 * (y - x * x) ** 2, [
                2 * (x - 1) - 400 * x * (y - x * x),
                200 * (y - x * x),
            ]

        point, _inverse_hessian = minimise(rosenbrock, [-1.2, 1.0])
        for value in point:
            self.assertAlmostEqual(value, 1, 5)

    def test_stops_where_rounding_hides_the_slope(self):
        calls = []

        def far_up(point):
            calls.append(point)
            return 1e9 + sum((x - 3) ** 2 for x in point), [2 * (x - 3) for x in point]

        point, _inverse_hessian = minimise(far_up, [0.0, 10.0])
        for value in point:
            self.assertAlmostEqual(value, 3, 1)
        self.assertLess(len(calls), 20)
