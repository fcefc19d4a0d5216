"""Who still buys, and spends less than usual."""

from ...analytics.spend import recent_spend, spend_trend
from ..common import AS_OF, ago
from .prediction_common import PredictionCase

PROFILE = "customer.retention.profile"
STEADY = list(range(360, 0, -30))
# As many purchases in the last weeks as before, the last five much smaller.
LESS = {days: 100 if days > 150 else 10 for days in STEADY}


class TestSpend(PredictionCase):
    def _spender(self, sales, **values):
        """Return a customer with an order on each of the days ago."""
        customer = self._customer(**values)
        orders = [self._ordered(customer, ago(d), a) for d, a in sales.items()]
        self._insert_all("sale.order", orders)
        return customer

    def _seen(self, sales):
        customer = self._spender(sales)
        self._refresh()
        return self._profile(customer)

    def test_trend_is_the_formula_for_every_customer(self):
        known = 0
        for profile in self._refreshed(*self._random_histories(150), amount=70):
            days = profile.purchase_ids.mapped("date")
            last, age = max(days), (AS_OF - min(days)).days
            recent = recent_spend({(day - last).days: 70 for day in days})
            count, silence = len(days), (AS_OF - last).days
            expected = spend_trend(
                profile.spend_recent, silence, 70 * count, count, age
            )
            self.assertAlmostEqual(profile.spend_recent, recent, delta=0.00501)
            if expected is None:
                self.assertIs(profile.spend_trend, False)
                continue
            known += 1
            self.assertAlmostEqual(profile.spend_trend, expected, delta=1e-9)
            chance = self._chance(profile, 90)
            stake = 70 * count * 90 / max(age, 90) * (1 - chance * expected)
            self.assertAlmostEqual(profile.spend_at_risk, stake, delta=0.00501)
        self.assertGreater(known, 15)

    def test_who_spends_as_ever_is_not_told(self):
        profile = self._seen(dict.fromkeys(STEADY, 100))
        self.assertAlmostEqual(profile.spend_trend, 1, delta=0.15)
        self.assertFalse(profile.is_spending_less)

    def test_who_buys_as_often_for_less_is_told(self):
        profile = self._seen(LESS)
        self.assertEqual(profile.status, "active")
        self.assertTrue(profile.is_spending_less)

    def test_it_takes_six_purchase_days(self):
        for count in (5, 6):
            sales = {300 - 10 * number: 100 for number in range(count - 1)} | {20: 5}
            with self.subTest(days=count):
                profile = self._seen(sales)
                self.assertEqual(profile.is_spending_less, count == 6)
                self.assertEqual(profile.spend_trend is not False, count == 6)

    def test_who_is_dormant_is_on_the_first_list_only(self):
        profile = self._seen(LESS)
        for days, status in ((30, "at_risk"), (70, "dormant")):
            self._refresh(as_of=ago(-days))
            later = profile.with_context(retention_as_of=ago(-days))
            later.invalidate_recordset()
            with self.subTest(status):
                self.assertEqual(later.status, status)
                self.assertEqual(later.is_spending_less, status == "at_risk")

    def test_sentence_tells_usual_and_present_spend(self):
        profile = self._seen(LESS)
        usual = sum(LESS.values()) / 360 * 90
        for amount in (usual, usual * profile.spend_trend):
            self.assertIn(profile._format_amount(amount), profile.spend_reason)
        few = self._seen({20: 100})
        self.assertFalse(few.spend_reason)

    def test_who_is_new_has_no_more_at_stake_than_it_spent(self):
        profile = self._seen({30: 100, 29: 100, 28: 100, 27: 100, 26: 100, 1: 10})
        self.assertGreater(profile.spend_at_risk, 0)
        self.assertLess(profile.spend_at_risk, 510)
        self.assertIn(profile._format_amount(510), profile.spend_reason)

    def test_odd_customers_make_no_nonsense(self):
        daily = dict.fromkeys(range(9999, -1, -1), 1)
        young = {number: 100 for number in range(6)}
        old = dict.fromkeys(range(3720, 3650, -10), 100)
        for sales in (daily, young, old):
            profile = self._seen(sales)
            self.assertTrue(0 < profile.spend_trend < 20)
        customer = self._spender(dict.fromkeys(STEADY, 100))
        self._move(customer, ago(3), 10**6, move_type="out_refund")
        self._refresh()
        profile = self._profile(customer)
        self.assertLess(profile.revenue_total, 0)
        self.assertIs(profile.spend_trend, False)
        self.assertFalse(profile.is_spending_less)

    def test_a_credit_note_after_the_last_purchase_lowers_recent_spend(self):
        customer = self._spender(dict.fromkeys(STEADY, 100))
        self._refresh()
        profile = self._profile(customer)
        before = profile.spend_recent
        self._move(customer, ago(3), 40, move_type="out_refund")
        self._refresh()
        self.assertAlmostEqual(profile.spend_recent, before - 40, 2)

    def test_a_day_that_passes_rewrites_no_profile(self):
        self._seen(LESS)
        self.assertEqual(self._refresh(as_of=ago(-1)).changed_count, 0)

    def test_dashboard_lists_them_most_at_stake_first(self):
        small, big = (
            self._spender({d: factor * a for d, a in LESS.items()}, name=name)
            for name, factor in (("Small", 1), ("Big", 50))
        )
        self._spender(dict.fromkeys(STEADY, 100), name="Steady")
        self._refresh()
        data = self.env["customer.retention.dashboard"].get_data([])
        listed = [row["partner_id"][0] for row in data["spending_less"]]
        self.assertEqual(listed, [big.id, small.id])
