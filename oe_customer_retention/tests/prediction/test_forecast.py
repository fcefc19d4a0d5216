"""Expected revenue as a range: what it is learned from, and whose it is."""

from datetime import timedelta

from ...analytics.forecast import Errors, Window, errors, range_of
from ...analytics.mbg_nbd import expected_purchases_at_nodes, fit
from ...analytics.stake import purchase_value
from ..common import AS_OF, SALESMAN, ago
from .prediction_common import PredictionCase
from .test_reorder_model import history_on

PROFILE = "customer.retention.profile"


class TestForecast(PredictionCase):
    def _forecast(self, domain=(), user=None, company=None):
        profiles = self.env[PROFILE].with_user(user or self.env.user)
        company = company or self.company
        return profiles._forecast([("company_id", "in", company.ids), *domain])

    def _learned(self):
        model = self._model()
        return Errors(
            model.forecast_bias, model.forecast_spread, model.forecast_dispersion
        )

    def test_errors_are_those_of_an_independent_computation(self):
        histories = self._random_histories(150)
        self._buyers(*histories, amount=50)
        self._refresh()
        windows = [self._window(histories, 90 * number) for number in (1, 2, 3, 4)]
        self.assertEqual(self._model().forecast_windows, 4)
        for mine, theirs in zip(self._learned(), errors(windows), strict=True):
            self.assertAlmostEqual(mine, theirs, delta=1e-4 * abs(theirs))

    def _window(self, histories, cut):
        """Return the window of 90 days that began ``cut`` days ago."""
        known = [h for h in histories if h[0] >= cut]
        buckets = [(*history_on(cut, h), 1) for h in known]
        parameters = fit(buckets, max(h[0] for h in known) - cut).parameters
        rows = []
        for history in known:
            x, tx, t = history_on(cut, history)
            value = purchase_value(50 * (x + 1), x + 1, 50)
            expected = value * expected_purchases_at_nodes(parameters, x, tx, t, 90)
            actual = 50 * sum(cut - 90 <= days < cut for days in history)
            rows.append((expected, actual, value))
        return Window(
            sum(e for e, _a, _v in rows),
            sum(a for _e, a, _v in rows),
            sum(a * a for _e, a, _v in rows),
            sum(a * e for e, a, _v in rows),
            sum(e * e for e, _a, _v in rows),
            sum(e * v for e, _a, v in rows),
        )

    def test_range_is_that_of_the_customers_asked_for(self):
        profiles = self._refreshed(*self._random_histories(120))
        for some in (profiles, profiles[:10], profiles[:1]):
            told = self._forecast([("id", "in", some.ids)])
            expected = sum(some.mapped("expected_revenue"))
            weight = sum(p.expected_revenue * p.purchase_value for p in some)
            self.assertEqual(told["customers"], len(some))
            self.assertAlmostEqual(told["expected"], expected, delta=0.01 * len(some))
            for name, edge in zip(
                ("low", "high"),
                range_of(self._learned(), expected, weight),
                strict=True,
            ):
                self.assertAlmostEqual(told[name], edge, delta=0.01 * edge + 0.01)

    def test_total_is_the_sum_of_the_lists_of_salespeople(self):
        seller = self._user("forecast_seller", SALESMAN)
        profiles = self._refreshed(*self._random_histories(40))
        profiles[15:].partner_id.user_id = self.env.user
        profiles[:15].partner_id.user_id = seller
        self._refresh()
        own = self._forecast(user=seller)
        others = self._forecast([("user_id", "!=", seller.id)])
        self.assertEqual(own["customers"], 15)
        self.assertAlmostEqual(
            own["expected"] + others["expected"], self._forecast()["expected"], 6
        )

    def test_range_is_unknown_without_a_past(self):
        self._refreshed([80, 20], [60])
        told = self._forecast()
        self.assertEqual(self._model().forecast_windows, 0)
        self.assertIsNone(told["low"])
        self.assertGreater(told["expected"], 0)

    def test_year_before_is_the_same_window_of_the_same_customers(self):
        year = AS_OF.replace(year=AS_OF.year - 1)
        inside = [(AS_OF - year).days - days for days in (1, 90)]
        outside = [(AS_OF - year).days - days for days in (0, 91)]
        self._refreshed([*outside, *inside, 5], [outside[0], 7], amount=40)
        self.assertEqual(self._forecast()["year_before"], 80)

    def test_odd_histories_make_no_nonsense(self):
        cases = {
            "nobody": [],
            "one purchase": [[400]],
            "all on one day": [[400, 400]],
            "ten years of silence": [[3660, 3650]],
            "ten thousand orders": [list(range(9999, -1, -1))],
        }
        for name, histories in cases.items():
            company = self._new_company(name)
            self._buyers(*histories, company=company)
            self._refresh(company=company)
            told = self._forecast(company=company)
            with self.subTest(name):
                self.assertTrue(0 <= told["expected"] <= 90 * 100)
                if told["low"] is not None:
                    self.assertTrue(0 <= told["low"] <= told["high"] < 10**6)

    def test_windows_that_brought_less_than_nothing_are_borne(self):
        partners = self._buyers(*self._random_histories(20))
        self._move(partners[0], ago(20), 10**6, move_type="out_refund")
        self._refresh()
        told = self._forecast()
        self.assertTrue(0 <= told["low"] <= told["high"])

    def test_two_companies_add_up_in_the_currency_of_one(self):
        dear = self.env["res.currency"].create({"name": "DEA", "symbol": "D"})
        self.env["res.currency.rate"].create(
            {"currency_id": dear.id, "rate": 0.5, "name": "2020-01-01"}
        )
        abroad = self._new_company("Abroad", currency_id=dear.id)
        for company in (self.company, abroad):
            self._buyers([300, 200, 60, 30], company=company)
        both = self.company | abroad
        self._refresh(company=both)
        alone = self._forecast()
        told = self._forecast(company=both)
        for name in ("expected", "low", "high"):
            self.assertAlmostEqual(told[name], 3 * alone[name], 6)

    def test_forecast_knows_nothing_of_later_days(self):
        histories = self._random_histories(60)
        self._buyers(*histories)
        models = self.env["customer.retention.reorder.model"]
        self._refresh()
        past = AS_OF - timedelta(days=100)
        before = models._fit(self.company, past).read(["forecast_bias"])[0]
        self._buyers([3], [2], [1])
        self._refresh()
        after = models._fit(self.company, past).read(["forecast_bias"])[0]
        self.assertEqual(before["forecast_bias"], after["forecast_bias"])
