from collections import Counter
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from ...analytics.buckets import Bucket, bucket_key
from ...analytics.mbg_nbd import default_parameters, fit, probability_of_order
from ...models import rates
from ...models.scope import Scope
from ..common import AS_OF, MANAGER, SALESMAN, ago
from .prediction_common import PredictionCase

MODEL_LOG = "odoo.addons.oe_customer_retention.models.prediction.reorder_model"


def history_on(days, purchases):
    """Return x, tx and T of days ago ``purchases``, seen ``days`` ago."""
    known = [day - days for day in purchases if day >= days]
    return len(known) - 1, known[0] - known[-1], known[0]


class TestReorderModel(PredictionCase):
    def _fit(self, as_of=AS_OF, company=None):
        company = company or self.company
        models = self.env["customer.retention.reorder.model"]
        with patch.object(type(models), "_keep_current"):  # once is enough
            self._refresh(company=company)
        return models._fit(company, as_of)

    def test_buckets_are_those_of_the_reference_definition(self):
        histories = self._random_histories(200)
        self._buyers(*histories)
        self._refresh()
        history = self.env["customer.retention.training.data"]
        scope = Scope.of(self.company, AS_OF)
        expected = Counter(bucket_key(*history_on(0, h)) for h in histories)
        found = Counter()
        for bucket in history._buckets(scope, AS_OF):
            found[bucket_key(*bucket[:3])] += bucket.count
        self.assertEqual(found, expected)

    def test_fit_is_that_of_the_histories(self):
        histories = self._random_histories(150)
        self._buyers(*histories)
        model = self._fit()
        expected = fit([Bucket(*history_on(0, h)) for h in histories])
        self.assertEqual(model.confidence, "normal")
        self.assertEqual(model.customers, 150)
        self.assertEqual(model.history_days, max(h[0] for h in histories))
        self.assertParameters(model, expected.parameters)

    def test_backtest_equals_an_independent_computation(self):
        self._learning()
        histories = self._random_histories(200)
        self._buyers(*histories)
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 1)
        model = self._fit()
        known = [h for h in histories if h[0] >= 90]
        fitted = fit([Bucket(*history_on(90, h)) for h in known])
        chances = [
            probability_of_order(fitted.parameters, *history_on(90, h), 90)
            for h in known
        ]
        returned = [h[-1] < 90 for h in known]
        self.assertEqual(model.backtest_from, ago(90))
        self.assertEqual(model.backtest_customers, len(known))
        self.assertEqual(model.backtest_actual, sum(returned))
        self.assertAlmostEqual(model.backtest_predicted, sum(chances), places=3)
        pairs = self._pairs([round(chance, 4) for chance in chances], returned)
        self.assertAlmostEqual(model.backtest_pairs, pairs, places=6)
        self.assertBands(model.backtest_bands, chances, returned)
        brier = sum((c - r) ** 2 for c, r in zip(chances, returned, strict=True))
        self.assertAlmostEqual(model.backtest_brier, brier / len(known), places=4)
        ranked = [r for _c, r in sorted(zip(chances, returned, strict=True))][::-1]
        whole, part = divmod(len(known), 10)
        hits = sum(ranked[:whole]) + ranked[whole] * part / 10
        self.assertAlmostEqual(model.backtest_top_rate, 10 * hits / len(known))

    def _pairs(self, scores, returned):
        """Return how many of 100 pairs of one returned and one gone are in order."""
        scored = list(zip(scores, returned, strict=True))
        wins = [
            (high > low) + (high == low) / 2
            for high, came in scored
            for low, stayed_away in scored
            if came and not stayed_away
        ]
        return 100 * sum(wins) / len(wins)

    def assertBands(self, bands, chances, returned):
        self.assertEqual(len(bands), 5)
        for number, band in enumerate(bands):
            members = [
                (chance, came)
                for chance, came in zip(chances, returned, strict=True)
                if number <= 5 * chance < number + 1
            ]
            self.assertEqual(band["customers"], len(members))
            if members:
                predicted, actual = map(sum, zip(*members, strict=True))
                self.assertAlmostEqual(
                    band["predicted"], predicted / len(members), places=4
                )
                self.assertAlmostEqual(band["actual"], actual / len(members))

    def test_fixed_rule_beside_it_gives_up_customers_from_the_dormant_day_on(self):
        # 90 days ago these had been silent for 89, 90 and 91 days; dormant is 90.
        self._buyers([179, 5], [180, 5], [181])
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 1)
        model = self._fit()
        self.assertEqual(model.rule_days, 90)
        self.assertEqual(model.rule_recent_rate, 1)
        self.assertEqual(model.rule_silent_rate, 0.5)
        self.assertEqual(model.rule_pairs, 75)

    def test_a_rate_takes_ten_customers(self):
        for buyers, rate in ((9, False), (1, 1)):
            self._buyers(*[[179, 5]] * buyers)
            model = self._fit()
            self.assertIs(model.backtest_top_rate, False)
            self.assertNotIn("tenth", model.backtest_summary)
            [band] = (band for band in model.backtest_bands if band["customers"])
            self.assertEqual(band["returned"], model.backtest_customers)
            self.assertEqual((model.rule_recent_rate, band["actual"]), (rate, rate))

    def test_backtest_does_not_know_what_came_after_its_day(self):
        histories = self._random_histories(120)
        partners = self._buyers(*histories)
        before = self._fit().backtest_predicted
        self._order(partners[0], ago(3), 1)
        self.assertEqual(self._fit().backtest_predicted, before)

    def test_backtest_is_empty_before_anybody_bought(self):
        self._buyers([30])
        model = self._fit()
        self.assertEqual(model.backtest_customers, 0)
        self.assertIs(model.backtest_pairs, False)
        self.assertIs(model.backtest_predicted, False)
        self.assertIn("nothing to compare", model.backtest_summary)

    def test_confidence_is_low_below_100_customers(self):
        self._learning()
        histories = self._random_histories(99)
        histories[0] = [900]
        self._buyers(*histories)
        self.assertEqual(self._fit().confidence, "low")
        self._buyers([40])
        self.assertEqual(self._fit().confidence, "normal")

    def test_confidence_is_low_below_365_days_of_history(self):
        self._buyers([364, 30], *[[30]] * 99)
        self.assertEqual(self._fit().confidence, "low")
        self._buyers([365])
        self.assertEqual(self._fit().confidence, "normal")

    def test_only_one_time_buyers_are_no_error(self):
        self._buyers(*([days] for days in range(0, 1000, 5)))
        model = self._fit()
        self.assertEqual(model.confidence, "normal")
        self.assertIs(model.mean_gap, False)
        self.assertEqual(model.backtest_actual, 0)

    def test_a_company_without_any_order_has_the_usual_values(self):
        model = self._fit()
        self.assertEqual((model.customers, model.confidence), (0, "low"))
        self.assertParameters(model, default_parameters())

    def test_orders_all_of_today_give_the_usual_values(self):
        self._buyers(*[[0]] * 150)
        model = self._fit()
        self.assertEqual((model.customers, model.confidence), (150, "low"))
        self.assertParameters(model, default_parameters())

    def test_one_customer_already_counts_beside_the_usual_values(self):
        self._buyers([200])
        model = self._fit()
        self.assertEqual((model.customers, model.confidence), (1, "low"))
        self.assertParameters(model, fit([Bucket(0, 0, 200)]).parameters)
        self.assertGreater(model.alpha, default_parameters().alpha)

    def test_ten_thousand_orders_of_one_customer_alone_are_no_error(self):
        self._buyers(list(range(9999, -1, -1)))
        model = self._fit()
        self.assertEqual((model.customers, model.confidence), (1, "low"))
        self.assertParameters(model, fit([Bucket(3649, 3649, 3649)]).parameters)

    def test_purchases_of_more_than_ten_years_ago_teach_nothing(self):
        self._buyers([3649, 20], [3650, 20], [3650])
        model = self._fit()
        self.assertEqual(model.customers, 2)
        expected = fit([Bucket(1, 3629, 3649), Bucket(0, 0, 20)]).parameters
        self.assertParameters(model, expected)

    def test_orders_of_the_future_are_not_learned_from(self):
        self._buyers([50, -30], [-1])
        model = self._fit()
        self.assertEqual(model.customers, 1)
        self.assertParameters(model, fit([Bucket(0, 0, 50)]).parameters)

    def assertParameters(self, model, parameters):
        for name, value in parameters._asdict().items():
            self.assertAlmostEqual(model[name], value, delta=1e-6 * value, msg=name)

    def test_a_superseded_model_is_kept(self):
        self._learning()
        self._buyers(*self._random_histories(120))
        first = self._fit(ago(1))
        second = self._fit()
        self.assertFalse(first.active)
        self.assertEqual(self._model(), second)

    def test_a_model_of_low_confidence_is_overwritten_not_kept(self):
        first = self._fit(ago(1))
        second = self._fit()
        self.assertEqual(first, second)
        self.assertEqual(second.fitted_on, AS_OF)

    def test_a_full_refresh_makes_a_model_where_there_is_none(self):
        partners = self._buyers([20])
        self._refresh(partners)
        self.assertFalse(self._model())
        self._refresh()
        self.assertTrue(self._model())

    def test_a_refresh_leaves_a_fitted_model_to_the_weekly_job(self):
        self._learning()
        self._buyers(*self._random_histories(120))
        model = self._fit(ago(7))
        self._refresh()
        self.assertEqual(self._model(), model)
        self.assertEqual(model.fitted_on, ago(7))

    def test_a_new_model_rewrites_no_profile(self):
        self._learning()
        partners = self._buyers(*self._random_histories(120))
        self._refresh()
        written = self._profile(partners).mapped("write_date")
        self._fit()
        self.assertEqual(self._refresh().changed_count, 0)
        self.assertEqual(self._profile(partners).mapped("write_date"), written)

    def test_staff_and_the_company_itself_are_not_learned_from(self):
        staff = self._user("staff").partner_id
        for partner in staff | self.company.partner_id:
            self._order(partner, ago(9))
        self.assertEqual(self._fit().customers, 0)

    def test_another_companys_orders_do_not_count(self):
        other = self._new_company("Other Ltd")
        self._buyers([50, 20], company=other)
        self.assertEqual(self._fit().customers, 0)
        self.assertEqual(self._fit(company=other).customers, 1)

    def test_salespeople_of_another_company_do_not_see_the_model(self):
        model = self._fit()
        other = self._new_company("Other Ltd")
        insider = self._user("insider", SALESMAN)
        outsider = self._user("outsider", SALESMAN, companies=self.company | other)
        self.assertEqual(model.with_user(insider).customers, 0)
        with self.assertRaises(AccessError):
            model.with_user(outsider).with_context(allowed_company_ids=other.ids).read(
                ["customers"]
            )

    def test_only_sales_managers_fit(self):
        models = self.env["customer.retention.reorder.model"]
        with self.assertRaises(AccessError):
            models.with_user(self._user("seller", SALESMAN)).action_fit()
        action = models.with_user(self._user("boss", MANAGER)).action_fit()
        self.assertEqual(action["res_id"], self._model().id)

    def test_nobody_writes_parameters_by_hand(self):
        model = self._fit()
        with self.assertRaises(AccessError):
            model.with_user(self._user("boss", MANAGER)).write({"r": 1})

    def _failing(self):
        """Let fits of this company fail, and the job commit nothing."""
        models = self.env["customer.retention.reorder.model"]
        figures = type(models)._figures

        def fail_for_one(model, scope):
            if scope.company == self.company:
                raise ValueError("broken")
            return figures(model, scope)

        self.enterContext(patch.object(type(models), "_figures", fail_for_one))
        jobs = type(self.env["ir.cron"])
        self.enterContext(patch.object(jobs, "_commit_progress", lambda *a, **k: 60))
        self.enterContext(mute_logger(MODEL_LOG))

    def test_weekly_job_goes_on_after_a_company_that_fails(self):
        other = self._new_company("Other Ltd")
        model = self._fit()
        self._failing()
        self.env["customer.retention.reorder.model"]._cron_fit()
        self.assertTrue(self._model(other))
        self.assertEqual(self._model(), model)
        self.assertIn("Something unexpected", model.problem)

    def test_a_fit_that_works_says_nothing_of_the_one_before(self):
        model = self._fit()
        model.sudo().problem = "broken"
        self._fit()
        self.assertFalse(self._model().problem)

    def test_statuses_are_refreshed_though_nothing_can_be_fitted(self):
        self._failing()
        customer = self._buyer(1)
        self._refresh()
        self.assertEqual(self._profile(customer).status, "active")
