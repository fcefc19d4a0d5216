from unittest.mock import patch

from odoo.tools import mute_logger

from ...analytics import correction
from ...analytics.mbg_nbd import Parameters
from ...models.scope import Scope
from ..common import AS_OF, ago
from .prediction_common import LEARNED, PredictionCase

MODEL_LOG = "odoo.addons.oe_customer_retention.models.prediction.reorder_model"


class TestCorrection(PredictionCase):
    def _history(self, history, amount=100.0, day=0):
        """Return the history of days ago ``history``, seen ``day`` days ago."""
        own = [correction.Purchase(-days, amount) for days in history]
        [[(_number, known, _next)]] = correction.histories([own], [-day])
        return known

    def test_corrected_chance_is_the_formula_for_every_customer(self):
        histories = [
            *self._random_histories(120),
            [0],
            [9000],
            [9000, 8999],
            list(range(400, -1, -1)),
            list(range(4000, 3000, -1)),
        ]
        profiles = self._refreshed(*histories)
        model = self._use(LEARNED)
        parameters = Parameters(model.r, model.alpha, model.a, model.b)
        moved = 0
        for profile, history in zip(profiles, histories, strict=True):
            known = self._history(history)
            expected = correction.corrected(LEARNED, parameters, known, 90)
            self.assertAlmostEqual(profile.reorder_probability, expected, delta=1e-9)
            plain = correction.corrected(None, parameters, known, 90)
            moved += abs(plain - expected) > 0.01
        self.assertGreater(moved, 50)

    def test_without_a_correction_the_chance_is_the_models(self):
        profile = self._refreshed([60, 30])
        self._use(None)
        model = self._model()
        self.assertAlmostEqual(
            profile.reorder_probability,
            correction.corrected(
                None,
                Parameters(model.r, model.alpha, model.a, model.b),
                self._history([60, 30]),
                90,
            ),
            delta=1e-12,
        )

    def test_a_customer_not_refreshed_since_the_update_keeps_the_models_chance(self):
        profile = self._refreshed([60, 30])
        self._use(None)
        plain = profile.reorder_probability
        self._use(LEARNED)
        self.assertNotEqual(profile.reorder_probability, plain)
        self.env.cr.execute(
            "UPDATE customer_retention_profile SET recent_revenue = NULL WHERE id = %s",
            profile.ids,
        )
        profile.invalidate_recordset()
        self.assertEqual(profile.reorder_probability, plain)

    def test_on_a_later_day_the_chance_is_the_formula(self):
        profile = self._refreshed([60, 30])
        model = self._use(LEARNED)
        later = profile.with_context(retention_as_of=ago(-45))
        self.assertAlmostEqual(
            later.reorder_probability,
            correction.corrected(
                LEARNED,
                Parameters(model.r, model.alpha, model.a, model.b),
                self._history([60, 30], day=-45),
                90,
            ),
            delta=1e-9,
        )

    def test_revenue_at_risk_of_a_past_day_is_what_was_said_then(self):
        buyers = self._refreshed(*self._random_histories(30)).partner_id
        self._use(LEARNED)
        profiles = self.env["customer.retention.profile"]
        company = [("company_id", "=", self.company.id)]
        said = {}
        for day in (ago(400), ago(90), ago(1), AS_OF):
            self._refresh(buyers, as_of=day)
            then = profiles.with_context(retention_as_of=day)
            [(said[day],)] = then._read_group(company, [], ["revenue_at_risk:sum"])
        for day, stake in said.items():
            with self.subTest(day=day):
                self.assertAlmostEqual(
                    profiles._revenue_at_risk_on(company, day), stake, 5
                )

    def test_a_credit_note_is_no_purchase_of_late(self):
        [partner] = self._buyers([60, 30])
        self._refresh()
        before = self._profile(partner).recent_revenue
        self._move(partner, ago(10), 50, move_type="out_refund")
        self._refresh()
        self.assertEqual(self._profile(partner).recent_revenue, before)

    def test_negative_revenue_of_late_counts_as_none(self):
        profile = self._refreshed([60, 30])
        self._use(LEARNED)
        chances = []
        for revenue in (-1e9, 0):
            self.env.cr.execute(
                "UPDATE customer_retention_profile SET recent_revenue = %s"
                " WHERE id = %s",
                (revenue, profile.id),
            )
            profile.invalidate_recordset()
            chances.append(profile.reorder_probability)
        self.assertEqual(*chances)

    def test_points_add_up_to_the_chance(self):
        profile = self._refreshed([200, 150, 60, 30])
        self._use(LEARNED)
        total = profile._chance_then() + sum(
            points for _fact, points in profile._chance_points()
        )
        self.assertAlmostEqual(total, profile.reorder_probability, 8)

    def test_the_explanation_names_what_moved_the_chance(self):
        profile = self._refreshed([200, 150, 60, 30])
        self._use(LEARNED)
        self.assertIn("30 days without one: -", profile.prediction_reason)
        self.assertIn("what it bought recently: +", profile.prediction_reason)

    def test_the_sample_is_everybody_where_there_are_few(self):
        self._buyers([90, 60], [5], [200, -30])
        self._refresh()
        history = self.env["customer.retention.training.data"]
        sample = history._sample(Scope.of(self.company, AS_OF), ago(10), 100)
        first = min(own[0].day for own in sample)
        self.assertEqual(
            sorted([row.day - first for row in own] for own in sample),
            [[0], [110, 140]],
        )
        self.assertEqual(
            len(history._sample(Scope.of(self.company, AS_OF), AS_OF, 2)), 2
        )

    def test_the_sample_is_of_the_last_ten_years(self):
        self._buyers([9000, 90, 60], [9000])
        self._refresh()
        history = self.env["customer.retention.training.data"]
        [own] = history._sample(Scope.of(self.company, AS_OF), AS_OF, 100)
        self.assertEqual([row.day - own[0].day for row in own], [0, 30])

    def test_a_fit_that_learns_something_stores_it(self):
        self._buyers(*self._random_histories(30))
        self._refresh()
        self._learning(LEARNED)
        model = self.env["customer.retention.reorder.model"]._fit(self.company, AS_OF)
        self.assertEqual(model._correction(), LEARNED)
        self.assertIn("Brier", model.backtest_summary)
        self.assertIn(
            "twice the recent revenue +3, twice the recent purchases +5, purchases "
            "that follow each other twice as closely +7",
            model.backtest_summary,
        )
        self.assertNotEqual(model.backtest_brier, model.backtest_plain_brier)

    def test_a_fit_that_learns_nothing_says_so(self):
        self._buyers([400], [30])
        self._refresh()
        model = self._model()
        self.assertIsNone(model._correction())
        self.assertIn("none of it is used", model.backtest_summary)

    def test_learning_that_fails_leaves_the_last_model_in_use(self):
        self._buyers(*self._random_histories(30))
        self._refresh()
        model = self._use(LEARNED)
        self.enterContext(mute_logger(MODEL_LOG))
        with patch.object(correction, "learn", side_effect=ValueError("broken")):
            self._refresh()
        self.assertEqual(self._model(), model)
        self.assertTrue(model.problem)
        self.assertEqual(model._correction(), LEARNED)

    def test_the_best_fixed_number_of_days_is_named(self):
        self._buyers([300, 200, 100, 20], [290, 190, 95, 30], [400], [500], [450, 440])
        self._refresh()
        model = self._model()
        self.assertEqual((model.best_rule_days, model.best_rule_pairs), (310, 100))
        self.assertIn("310", model.backtest_summary)
