from datetime import timedelta
from math import log

from lxml import etree
from odoo.tools import format_date

from ...analytics.mbg_nbd import Parameters, probability_of_order
from ...analytics.next_order import next_gap
from ...models.prediction.profile_explained import _tell_chance
from ..common import AS_OF, MANAGER, SALESMAN, ago
from .prediction_common import PredictionCase


class TestPrediction(PredictionCase):
    def test_probability_is_the_formula_for_every_customer(self):
        self._learning()
        profiles = self._refreshed(*self._random_histories(150))
        model = self._model()
        parameters = Parameters(model.r, model.alpha, model.a, model.b)
        self.assertEqual(model.confidence, "normal")
        for profile in profiles:
            first, last = profile.first_purchase_date, profile.last_purchase_date
            expected = probability_of_order(
                parameters,
                x=profile.purchase_day_count - 1,
                tx=(last - first).days,
                T=(AS_OF - first).days,
                horizon=profile.policy_id.horizon_days,
            )
            self.assertAlmostEqual(profile.reorder_probability, expected, delta=1e-9)

    def test_usual_gap_and_next_order_are_the_formulas_for_every_customer(self):
        histories = self._random_histories(60)
        partners = self._buyers(*histories)
        self._refresh()
        gaps = [[a - b for a, b in zip(h, h[1:], strict=False)] for h in histories]
        mean = self._usual([own for own in gaps if len(own) > 1])
        mean_log, model = log(mean), self._model()
        for partner, history, own in zip(partners, histories, gaps, strict=True):
            profile = self._profile(partner)
            usual = (sum(own) + 2 * mean) / (len(own) + 2)
            log_gap = (sum(map(log, own)) + 2 * mean_log) / (len(own) + 2)
            self.assertAlmostEqual(profile.usual_gap_days, usual, places=6)
            if profile.status == "lost":
                continue
            for name, share in (("date", 0.5), ("from", 0.25), ("to", 0.75)):
                days = next_gap(
                    log_gap, len(own) + 2, model.log_gap_spread, history[-1], share
                )
                due = profile[f"expected_next_order_{name}"] - ago(history[-1])
                self.assertAlmostEqual(due.days, days, delta=0.5001)

    def _usual(self, gaps):
        """Return the median of all gaps, those of each customer weighing 1 together."""
        weighed = sorted((gap, 1 / len(own)) for own in gaps for gap in own)
        up_to = 0
        for gap, weight in weighed:
            up_to += weight
            if 2 * up_to >= len(gaps) - 1e-9:
                return gap

    def test_nobody_moves_the_usual_gap_by_more_than_its_share(self):
        steady = [[300 - 30 * n for n in range(9)] for _each in range(9)]
        self._buyers(*steady, [3000, 20, 10])
        self._refresh()
        model = self.env["customer.retention.reorder.model"]._current(self.company)
        self.assertEqual(model.mean_gap, 30)

    def test_several_orders_of_one_day_are_one_purchase_day(self):
        one, many = self._refreshed([60, 30], [60, 60, 30, 30, 30])
        self.assertEqual(one.usual_gap_days, many.usual_gap_days)
        self.assertEqual(one.reorder_probability, many.reorder_probability)

    def test_the_page_calls_no_day_to_come_due(self):
        [profile] = self._refreshed([100, 90, 80, 60])
        self.assertIn(profile.rhythm, ("due", "behind", "far_behind"))
        self.assertGreater(profile.expected_next_order_from, AS_OF)
        form = etree.fromstring(profile.get_view(view_type="form")["arch"])
        for line in form.xpath("//div[field[@name='expected_next_order_date']]"):
            self.assertNotIn("rhythm", etree.tostring(line, encoding="unicode"))

    def test_range_of_next_order_encloses_its_date(self):
        profile = self._refreshed([100, 80, 20], [90, 40, 30])[0]
        self.assertLess(
            profile.expected_next_order_from, profile.expected_next_order_date
        )
        self.assertLess(
            profile.expected_next_order_date, profile.expected_next_order_to
        )

    def test_next_order_is_never_in_the_past(self):
        histories = [*self._random_histories(60), [3660, 3650], [900, 880, 860], [0]]
        for profile in self._refreshed(*histories, *([range(9999, -1, -1)])):
            for name in ("from", "date", "to"):
                day = profile[f"expected_next_order_{name}"]
                if profile.status == "lost":
                    self.assertIs(day, False)
                else:
                    self.assertGreater(day, AS_OF)

    def test_next_order_comes_the_later_the_longer_the_silence(self):
        profile = self._refreshed([90, 60, 30], [100, 60, 50], [200, 190, 100])[0]
        days = [profile.with_context(retention_as_of=ago(n)) for n in (30, 10, 0, -90)]
        expected = [day.expected_next_order_date for day in days]
        self.assertEqual(expected, sorted(set(expected)))

    def test_rhythm_follows_the_chance_left_since_the_last_purchase(self):
        profiles = self._refreshed(*self._random_histories(150))
        model, seen = self._model(), set()
        parameters = Parameters(model.r, model.alpha, model.a, model.b)
        for profile in profiles.filtered(lambda p: p.purchase_day_count > 2):
            first, last = profile.first_purchase_date, profile.last_purchase_date
            x, tx = profile.purchase_day_count - 1, (last - first).days
            now, then = (
                probability_of_order(parameters, x, tx, t, 90)
                for t in ((AS_OF - first).days, tx)
            )
            self.assertAlmostEqual(profile.rhythm_share, now / then, delta=1e-9)
            late = profile.days_since_purchase > profile.usual_gap_days
            rhythm = "due" if late else "on_time"
            for limit, step in ((0.6, "behind"), (0.4, "far_behind")):
                rhythm = step if now / then < limit else rhythm
            rhythm = rhythm if profile.status != "lost" else False
            self.assertEqual(profile.rhythm, rhythm)
            seen.add(rhythm)
        self.assertEqual(len(seen), 5)

    def test_of_who_is_lost_neither_rhythm_nor_next_order_is_told(self):
        days = [1_400, 1_000, 600, 200]
        dormant, lost = self._refreshed(days, [200 + day for day in days])
        self.assertEqual((dormant.status, dormant.rhythm), ("dormant", "on_time"))
        self.assertEqual(lost.status, "lost")
        self.assertFalse(lost.rhythm or lost.expected_next_order_date)

    def test_rhythm_is_unknown_below_three_purchase_days(self):
        two, three = self._refreshed([30, 20], [40, 30, 20])
        self.assertFalse(two.rhythm)
        self.assertTrue(three.rhythm)

    def test_rhythm_follows_the_calendar_without_a_refresh(self):
        profile = self._refreshed([40, 20, 0])
        self.assertEqual(profile.rhythm, "on_time")
        later = profile.with_context(retention_as_of=ago(-100))
        self.assertEqual(later.rhythm, "far_behind")

    def test_without_a_rhythm_the_sentence_says_the_days_of_the_next_order(self):
        for profile in self._refreshed([0], [95, 0], [1, 0], [60, 40, 0])[:3]:
            days = (profile.expected_next_order_date - AS_OF).days
            self.assertIn(f"after some {days} day", profile.rhythm_reason)

    def test_the_next_order_is_said_to_follow_from_the_usual_gap(self):
        late, soon = self._refreshed([60, 40, 20], [104, 102, 2])
        for profile, text in ((late, "gap alone: "), (soon, "that long gaps raise: ")):
            with self.subTest(text=text):
                gap = timedelta(round(profile.usual_gap_days))
                end = format_date(self.env, profile.last_purchase_date + gap)
                self.assertIn(f"{text}{end}.", profile.next_order_reason)
                expected = format_date(self.env, profile.expected_next_order_date)
                self.assertIn(f"by {expected}.", profile.next_order_reason)

    def test_a_next_order_at_the_end_of_the_gap_needs_no_explanation(self):
        profile = self._refreshed([95, 0])
        self.assertFalse(profile.next_order_reason)

    def test_chance_band_is_high_from_50_medium_from_20_percent(self):
        profiles = self._refreshed(*self._random_histories(150))
        bands = set()
        for profile in profiles:
            chance = profile.reorder_probability
            band = "high" if chance >= 0.5 else "medium" if chance >= 0.2 else "low"
            self.assertEqual(profile.reorder_band, band)
            bands.add(band)
        self.assertEqual(bands, {"high", "medium", "low"})

    def test_a_prospect_has_no_prediction_rather_than_zero(self):
        prospect = self._customer()
        self._quotation(prospect, ago(3))
        self._buyers([40, 20, 0])
        self._refresh()
        profile = self._profile(prospect)
        for name in (
            "usual_gap_days",
            "rhythm",
            "expected_next_order_date",
            "expected_next_order_from",
            "expected_next_order_to",
            "reorder_probability",
            "reorder_band",
            "revenue_at_risk",
            "expected_purchases",
            "purchase_value",
            "expected_revenue",
            "expected_reason",
            "prediction_reason",
            "rhythm_reason",
            "next_order_reason",
            "risk_reason",
        ):
            self.assertIs(profile[name], False, name)
        unknown = self.env["customer.retention.profile"].search(
            [("reorder_probability", "=", False)]
        )
        self.assertEqual(unknown, profile)

    def test_gaps_are_unknown_where_nobody_bought_on_two_days(self):
        profile = self._refreshed([5], [60])[0]
        self.assertIs(profile.usual_gap_days, False)
        self.assertIs(profile.expected_next_order_date, False)
        self.assertGreater(profile.reorder_probability, 0)
        self.assertIn("two days", profile.rhythm_reason)

    def test_range_is_unknown_where_nobody_bought_on_three_days(self):
        profile = self._refreshed([50, 20])
        self.assertTrue(profile.expected_next_order_date)
        self.assertIs(profile.expected_next_order_from, False)

    def test_nothing_is_at_risk_a_year_after_the_last_purchase(self):
        gone, here = self._refreshed([400], [20])
        self.assertEqual(gone.revenue_at_risk, 0)
        self.assertGreater(here.revenue_at_risk, 0)

    def test_credit_notes_beyond_revenue_put_nothing_at_risk(self):
        [partner] = self._buyers([20])
        self._move(partner, ago(10), 500, move_type="out_refund")
        self._refresh()
        self.assertEqual(self._profile(partner).revenue_at_risk, 0)

    def test_sums_of_revenue_at_risk_are_those_of_the_list(self):
        profiles = self._refreshed(*self._random_histories(30))
        [(total,)] = profiles._read_group([], [], ["revenue_at_risk:sum"])
        self.assertAlmostEqual(
            total, sum(profiles.mapped("revenue_at_risk")), delta=0.3
        )

    def test_profiles_are_ordered_by_revenue_at_risk_unknown_last(self):
        prospect = self._customer()
        self._quotation(prospect, ago(3))
        self._refreshed([300], [20], [400])
        profiles = self.env["customer.retention.profile"].search(
            [], order="revenue_at_risk desc, id"
        )
        at_risk = profiles.mapped("revenue_at_risk")
        self.assertEqual(profiles[-1].partner_id, prospect)
        self.assertEqual(at_risk[:-1], sorted(at_risk[:-1], reverse=True))

    def test_unknown_chances_come_last_in_either_direction(self):
        prospect = self._customer()
        self._quotation(prospect, ago(3))
        self._refreshed([300], [20])
        for direction in ("asc", "desc"):
            profiles = self.env["customer.retention.profile"].search(
                [], order=f"reorder_probability {direction}"
            )
            self.assertEqual(profiles[-1].partner_id, prospect)

    def test_horizon_of_the_customers_policy_counts(self):
        profile = self._refreshed([100, 50, 10])
        chance = profile.reorder_probability
        self.policy.horizon_days = 180
        profile.invalidate_recordset()
        self.assertGreater(profile.reorder_probability, chance)

    def test_horizon_of_a_new_policy_counts_for_its_customers_only(self):
        patient, other = self._refreshed([100, 50, 10], [100, 50, 10])
        chance = other.reorder_probability
        self.assertEqual(patient.reorder_probability, chance)
        self.env["customer.retention.policy"].create(
            {
                "name": "Patient",
                "company_id": self.company.id,
                "partner_domain": f"[('id', '=', {patient.partner_id.id})]",
                "horizon_days": 180,
            }
        )
        self._refresh()
        (patient + other).invalidate_recordset()
        self.assertGreater(patient.reorder_probability, chance)
        self.assertAlmostEqual(other.reorder_probability, chance, places=9)

    def test_ten_thousand_orders_of_one_customer_stay_within_bounds(self):
        heavy, once = self._refreshed(
            [days for days in range(4999, -1, -1) for _twice in (1, 2)], [9000]
        )
        self.assertEqual(heavy.purchase_count, 10000)
        self.assertGreater(heavy.reorder_probability, 0.99)
        gone = heavy.with_context(retention_as_of=ago(-5000))
        self.assertGreaterEqual(gone.reorder_probability, 0)
        self.assertLess(gone.reorder_probability, 0.001)
        self.assertTrue(0 < once.reorder_probability < 0.1)

    def test_all_orders_on_one_day_give_chances_between_0_and_1(self):
        for profile in self._refreshed(*[[7]] * 20):
            self.assertTrue(0 < profile.reorder_probability < 1)
            self.assertEqual(profile.prediction_confidence, "low")

    def test_orders_dated_in_the_future_do_not_count_yet(self):
        now, later = self._refreshed([50, 20], [50, 20, -30])
        self.assertEqual(now.reorder_probability, later.reorder_probability)

    def test_a_day_before_the_last_purchase_is_no_error(self):
        profile = self._refreshed([50, 20])
        earlier = profile.with_context(retention_as_of=ago(60))
        self.assertTrue(0 < earlier.reorder_probability < 1)

    def test_another_company_has_its_own_figures(self):
        other = self._new_company("Other Ltd")
        partners = self._buyers([50, 40, 30])
        for days in (900, 500, 100):
            self._order(partners, ago(days), 1, company_id=other.id)
        self._refresh(company=self.company | other)
        mine = self._profile(partners)
        theirs = self._profile(partners, other)
        self.assertEqual(mine.usual_gap_days, 10)
        self.assertEqual(theirs.usual_gap_days, 400)
        self.assertNotEqual(mine.reorder_probability, theirs.reorder_probability)

    def test_explanations_carry_the_numbers_used(self):
        profile = self._refreshed([61, 41, 21])
        self.assertIn("gap 20 days, from its 3 purchase days", profile.rhythm_reason)
        self.assertIn("21 days ago", profile.rhythm_reason)
        soon = profile.with_context(retention_as_of=ago(20))
        self.assertNotIn("has fallen", soon.rhythm_reason)
        late = profile.with_context(retention_as_of=ago(-60))
        self.assertRegex(late.rhythm_reason, r"has fallen to \d+% of what it was\.$")
        chance = round(100 * profile.reorder_probability)
        self.assertIn(f"{chance}% probability", profile.prediction_reason)
        self.assertIn("within 90 days", profile.prediction_reason)
        self.assertIn("Low confidence", profile.prediction_reason)
        lost = round(100 * (1 - profile.lasting_probability))
        self.assertIn(f"{lost}% probability of no order", profile.risk_reason)

    def test_a_probability_that_is_nearly_0_or_1_stays_in_one_line(self):
        told = [_tell_chance(self.env, share) for share in (0.001, 0.999)]
        self.assertEqual(told, ["<\N{NO-BREAK SPACE}1%", ">\N{NO-BREAK SPACE}99%"])

    def test_managers_and_salespeople_can_read_every_prediction(self):
        profile = self._refreshed([61, 41, 21])
        names = [
            name
            for name, field in profile._fields.items()
            if field.compute in ("_read_derived", "_compute_reasons")
        ]
        for login in (SALESMAN, MANAGER):
            user = self._user(login, login)
            [values] = profile.with_user(user).read(names)
            self.assertEqual(values["reorder_probability"], profile.reorder_probability)
