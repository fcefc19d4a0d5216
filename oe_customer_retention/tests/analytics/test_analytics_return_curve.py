from collections import Counter
from random import Random

from odoo.tests import BaseCase

from ...analytics.return_curve import MIN_FOLLOWED, ReturnCurve, suggest_thresholds


def draw(random, customers, mean_gap, watched, stays=1.0):
    """Gaps of customers who order at random, as (days, whether it ended)."""
    gaps = []
    for _customer in range(customers):
        left = random.randrange(watched)
        while True:
            gap = 1 + int(random.expovariate(1 / mean_gap))
            if gap > left or random.random() > stays:
                gaps.append((left, False))
                break
            gaps.append((gap, True))
            left -= gap
    return gaps


def histogram(gaps):
    """{days: (events, censored)} of (days, whether it ended)."""
    counts = Counter(gaps)
    days = {day for day, _ended in gaps}
    return {day: (counts[day, True], counts[day, False]) for day in days}


def slow_survival(gaps, days):
    """Kaplan–Meier by the book, a factor for every single day."""
    survival = 1.0
    for day in range(days + 1):
        at_risk = sum(length >= day for length, _ended in gaps)
        events = sum(length == day and ended for length, ended in gaps)
        survival *= 1 - events / at_risk if at_risk else 1
    return survival


class TestReturnCurve(BaseCase):
    def test_survival_is_kaplan_meier(self):
        gaps = draw(Random(3), customers=60, mean_gap=40, watched=400, stays=0.8)
        curve = ReturnCurve(histogram(gaps))
        for days in (0, 1, 7, 30, 90, 250, 400, 1000):
            self.assertAlmostEqual(curve.survival(days), slow_survival(gaps, days), 12)

    def test_chance_is_the_share_who_returned_where_all_were_watched(self):
        curve = ReturnCurve({10: (40, 0), 100: (15, 0), 500: (0, 45)})
        point = curve.chance_to_return(10, within=180)
        self.assertAlmostEqual(point.chance, 15 / 60)
        self.assertEqual((point.at_risk, round(point.followed, 9)), (60, 60))

    def test_a_customer_who_orders_on_the_day_was_not_silent_for_it(self):
        curve = ReturnCurve({10: (50, 0), 500: (0, 50)})
        self.assertEqual(curve.chance_to_return(9).chance, 0.5)
        self.assertEqual(curve.chance_to_return(10).chance, 0)

    def test_the_window_ends_on_its_last_day(self):
        curve = ReturnCurve({190: (50, 0), 500: (0, 50)})
        self.assertEqual(curve.chance_to_return(9, within=180).chance, 0)
        self.assertEqual(curve.chance_to_return(10, within=180).chance, 0.5)

    def test_chance_is_told_from_the_minimum_of_gaps_followed(self):
        for followed, told in ((MIN_FOLLOWED - 1, False), (MIN_FOLLOWED, True)):
            curve = ReturnCurve({50: (0, 500), 400: (0, followed)})
            point = curve.chance_to_return(10)
            self.assertEqual(point.chance is not None, told)
            self.assertAlmostEqual(point.followed, followed)

    def test_gaps_cut_off_before_the_window_ends_are_not_followed(self):
        curve = ReturnCurve({30: (400, 0), 189: (0, 1000)})
        self.assertIsNone(curve.chance_to_return(10).chance)
        self.assertEqual(curve.chance_to_return(10).at_risk, 1400)
        self.assertIsNotNone(curve.chance_to_return(8).chance)

    def test_if_all_come_back_the_chance_is_one(self):
        curve = ReturnCurve({7: (300, 0)})
        self.assertEqual(curve.chance_to_return(3).chance, 1)
        self.assertIsNone(curve.chance_to_return(7).chance)

    def test_no_gaps_tell_nothing(self):
        curve = ReturnCurve({})
        self.assertEqual(curve.chance_to_return(0), (0, None, 0, 0))
        self.assertIsNone(curve.falls_under(0.5))
        self.assertEqual(curve.sample(), [])

    def test_falls_under_a_level_for_good(self):
        yearly = ReturnCurve({30: (300, 0), 365: (200, 0), 900: (0, 100)})
        self.assertEqual(yearly.chance_to_return(30).chance, 0)
        self.assertEqual(yearly.falls_under(0.25), 365)

    def test_does_not_fall_under_a_level_the_data_end_above(self):
        curve = ReturnCurve({30: (60, 0), 250: (20, 0), 400: (0, 60)})
        self.assertEqual(curve.falls_under(0.26), 30)
        self.assertIsNone(curve.falls_under(0.25))

    def test_sample_ends_where_the_data_do(self):
        gaps = draw(Random(5), customers=500, mean_gap=60, watched=700, stays=0.7)
        curve = ReturnCurve(histogram(gaps))
        sample = curve.sample(within=180, points=25)
        self.assertLessEqual(len(sample), 25)
        self.assertGreater(len(sample), 12)
        self.assertEqual(sample[0].days, 0)
        self.assertLess(sample[-1].days + 180, 700)
        self.assertTrue(all(0 <= point.chance <= 1 for point in sample))


class TestSuggestions(BaseCase):
    def suggested(self, gaps, **options):
        return [
            (suggestion.days, suggestion.reason)
            for suggestion in suggest_thresholds(ReturnCurve(gaps), **options)
        ]

    def test_are_measured_where_the_data_reach(self):
        gaps = {20: (500, 0), 120: (150, 0), 300: (60, 0), 700: (0, 290)}
        self.assertEqual(
            self.suggested(gaps),
            [(20, "measured"), (120, "measured"), (300, "measured")],
        )

    def test_are_the_defaults_without_data(self):
        self.assertEqual(
            self.suggested({}, defaults=(30, 60, 90)),
            [(30, "unreached"), (60, "unreached"), (90, "unreached")],
        )

    def test_keep_the_default_where_the_data_end(self):
        gaps = {20: (500, 0), 120: (100, 0), 250: (60, 0), 400: (0, 340)}
        self.assertEqual(
            self.suggested(gaps),
            [(20, "measured"), (120, "measured"), (365, "unreached")],
        )

    def test_a_default_gives_way_to_a_later_measured_day(self):
        gaps = {20: (500, 0), 400: (200, 0), 550: (40, 0), 700: (0, 160)}
        self.assertEqual(
            self.suggested(gaps, levels=(0.5, 0.3, 0.1)),
            [(400, "measured"), (401, "measured"), (1626, "unreached")],
        )

    def test_a_default_gives_way_to_an_earlier_measured_day(self):
        gaps = {30: (300, 0), 700: (0, 700)}
        self.assertEqual(
            self.suggested(gaps),
            [(20, "always_below"), (30, "measured"), (31, "measured")],
        )

    def test_increase_strictly_whatever_the_data(self):
        random = Random(11)
        for _business in range(200):
            gaps = draw(
                random,
                customers=random.choice((1, 20, 300)),
                mean_gap=random.choice((1, 10, 100, 1000)),
                watched=random.choice((1, 100, 1000)),
                stays=random.random(),
            )
            days = [day for day, _reason in self.suggested(histogram(gaps))]
            self.assertEqual(days, sorted(set(days)))
            self.assertGreater(days[0], 0)
