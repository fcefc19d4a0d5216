"""One customer's absurd or long absence is nobody else's rhythm."""

from datetime import date, datetime, time

from ..common import AS_OF, ago
from .prediction_common import PredictionCase

FIRST_DAYS = (
    date(1, 1, 1),
    date(1024, 1, 1),
    date(1900, 1, 1),
    date(2016, 6, 1),
)


class TestLongGap(PredictionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        regulars = [list(range(5 + late, 400, 30)) for late in (0, 20, 40, 70, 150)]
        short = [[5, 40, 70], [50, 85, 110], [100, 130, 165]]
        cls.regulars = cls._buyers(*regulars, *short)
        cls.back, cls.often = cls._customer("Back"), cls._customer("Back often")
        cls.first = cls._order(cls.back, ago(50)) + cls._order(cls.often, ago(90))
        cls._order(cls.back, ago(20))
        for days in (20, 50):
            cls._order(cls.often, ago(days))

    def _look(self):
        """Return ``{customer: (usual gap, rhythm, next order)}`` of the others."""
        self._refresh()
        self.env["customer.retention.reorder.model"]._fit(self.company, AS_OF)
        self.env.invalidate_all()
        profiles = self._profile(self.regulars)
        return {
            profile.partner_id: (
                round(profile.usual_gap_days),
                profile.rhythm,
                profile.expected_next_order_date,
            )
            for profile in profiles
        }

    def test_first_order_long_ago_changes_nobody_else(self):
        before = self._look()
        self.assertEqual(len(before), len(self.regulars))
        self.assertGreater(len({rhythm for _gap, rhythm, _day in before.values()}), 2)
        for day in FIRST_DAYS:
            with self.subTest(day=day):
                self._move_first_orders(day)
                for customer, (gap, rhythm, _day) in self._look().items():
                    expected = before[customer]
                    self.assertAlmostEqual(gap, expected[0], delta=expected[0] * 0.05)
                    self.assertEqual(rhythm, expected[1])

    def test_mean_gap_of_the_company_stays(self):
        before = self._mean_gap()
        for day in FIRST_DAYS:
            with self.subTest(day=day):
                self._move_first_orders(day)
                self.assertAlmostEqual(self._mean_gap(), before, delta=before * 0.05)

    def _move_first_orders(self, day):
        self.first.date_order = datetime.combine(day, time(12))
        for order in self.first:
            self._update(order, create_date=order.date_order)

    def _mean_gap(self):
        self._look()
        return self._model().mean_gap

    def test_customer_itself_is_as_it_says(self):
        self.first.date_order = datetime(1900, 1, 1, 12)
        self._look()
        profile = self._profile(self.back)
        self.assertEqual(profile.first_purchase_date, date(1900, 1, 1))
        self.assertEqual(profile.purchase_day_count, 2)
