"""Revenue at risk and expected revenue: SQL and the formulas in Python agree."""

from ...analytics.mbg_nbd import expected_purchases, expected_purchases_at_nodes
from ...analytics.stake import expected_revenue, purchase_value, revenue_at_risk
from ..common import AS_OF, ago
from .prediction_common import PredictionCase

HOSTILE = {
    "one purchase": [40],
    "today": [0],
    "all on one day": [12, 12, 12, 12],
    "silent for ten years": [3660, 3650],
    "ten thousand orders": list(range(9999, -1, -1)),
}


class TestWorth(PredictionCase):
    def _check(self, profile):
        model, horizon = self._model(), profile.policy_id.horizon_days
        first, last = profile.first_purchase_date, profile.last_purchase_date
        days, age = profile.purchase_day_count, (AS_OF - first).days
        history = (self._parameters(), days - 1, (last - first).days, age)
        purchases = expected_purchases_at_nodes(*history, horizon)
        bought = (profile.revenue_total, days, model.mean_order_value)
        expected = {
            "expected_purchases": purchases,
            "purchase_value": purchase_value(*bought),
            "expected_revenue": expected_revenue(purchases, *bought),
            "revenue_at_risk": revenue_at_risk(
                profile.revenue_12m, age, horizon, self._chance(profile, 2 * horizon)
            ),
        }
        [values] = self._raw(profile, expected)
        for name, value in expected.items():
            delta = 1e-9 * max(1, abs(value))
            self.assertAlmostEqual(values[name], value, delta=delta, msg=name)
        return purchases, expected_purchases(*history, horizon)

    def _raw(self, profiles, names):
        """Return what SQL says, not rounded to the currency."""
        query = profiles._search([("id", "in", profiles.ids)])
        columns = [profiles._field_to_sql(query.table, name, query) for name in names]
        rows = self.env.execute_query(query.select(*columns))
        return [dict(zip(names, row, strict=True)) for row in rows]

    def test_all_figures_are_the_formulas_for_every_customer(self):
        for profile in self._refreshed(*self._random_histories(150)):
            purchases, exact = self._check(profile)
            self.assertAlmostEqual(purchases, exact, delta=0.002 * exact + 1e-9)

    def test_all_figures_are_the_formulas_for_odd_customers(self):
        for name, history in HOSTILE.items():
            with self.subTest(name):
                self._check(self._refreshed(history))

    def test_odd_customers_alone_make_no_nonsense(self):
        for name, history in HOSTILE.items():
            company = self._new_company(name)
            [partner] = self._buyers(history, company=company)
            self._refresh(company=company)
            profile = self._profile(partner, company)
            with self.subTest(name):
                pace = 100 * len(history)
                self.assertTrue(0 <= profile.revenue_at_risk <= pace)
                self.assertTrue(0 <= profile.expected_revenue <= 90 * pace)
                self.assertTrue(0 < profile.expected_purchases <= 90)
                self.assertTrue(profile.expected_reason)

    def test_nobody_is_worth_less_than_nothing(self):
        [partner] = self._buyers([20])
        self._move(partner, ago(10), 5000, move_type="out_refund")
        self._buyers([20, 10])
        self._refresh()
        profile = self._profile(partner)
        self.assertLess(profile.revenue_total, 0)
        self.assertEqual(profile.expected_revenue, 0)
        self.assertEqual(profile.revenue_at_risk, 0)

    def test_revenue_of_a_new_customer_is_not_spread_over_a_year(self):
        for days, spread in ((30, 90), (90, 90), (200, 200), (365, 365), (900, 365)):
            with self.subTest(days=days):
                profile = self._refreshed([days, 5], amount=500)
                stays_away = 1 - profile.lasting_probability
                self.assertAlmostEqual(
                    profile.revenue_at_risk,
                    profile.revenue_12m / spread * 90 * stays_away,
                    2,
                )

    def test_flat_revenue_of_a_new_company_does_not_grow_with_its_age(self):
        """The same customers, who buy every 30 days, half a year and two years old."""
        young = self._refreshed(list(range(180, 0, -30)), [170, 140])[0]
        [partner, _other] = self._buyers(
            list(range(720, 0, -30)), [170, 140], company=self._new_company("Old")
        )
        company = self.env["res.company"].search([("name", "=", "Old")])
        self._refresh(company=company)
        old = self._profile(partner, company)
        pace = {
            profile: profile.revenue_at_risk / (1 - profile.lasting_probability)
            for profile in (young, old)
        }
        self.assertAlmostEqual(pace[young], pace[old], delta=0.05 * pace[old])

    def test_sums_of_expected_revenue_are_those_of_the_list(self):
        profiles = self._refreshed(*self._random_histories(30))
        [(total,)] = profiles._read_group([], [], ["expected_revenue:sum"])
        self.assertAlmostEqual(
            total, sum(profiles.mapped("expected_revenue")), delta=0.3
        )

    def test_sentences_tell_the_customers_own_numbers(self):
        new, young, old = self._refreshed([30, 5], [200, 100, 5], [900, 400, 5])
        self.assertIn("First bought 30 days ago: the $ 200.00", _plain(new.risk_reason))
        self.assertIn("in the 200 days since the first", young.risk_reason)
        self.assertIn("in the last 12 months", old.risk_reason)
        self.assertIn("within 180 days", old.risk_reason)
        for text in (new.risk_reason, young.risk_reason, old.risk_reason):
            self.assertIn("is at risk", text)
        self.assertIn("$ 300.00 on 3 purchase days", _plain(old.expected_reason))


def _plain(text):
    """Return a text with blanks for the no-break spaces of amounts."""
    return text.replace("\N{NO-BREAK SPACE}", " ")
