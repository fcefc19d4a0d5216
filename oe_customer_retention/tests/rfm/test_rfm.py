from collections import Counter

from odoo.exceptions import AccessError, UserError, ValidationError

from ..common import MANAGER, SALESMAN, ago
from ..prediction.prediction_common import PredictionCase


class TestRfm(PredictionCase):
    def setUp(self):
        super().setUp()
        self._learning()

    def _segment(self, name):
        return self.env.ref(f"oe_customer_retention.rfm_segment_{name}")

    # -- scores ------------------------------------------------------------------

    def test_a_lone_customer_is_in_the_middle(self):
        profile = self._refreshed([10])
        scores = (profile.rfm_recency, profile.rfm_frequency, profile.rfm_monetary)
        self.assertEqual(scores, (3, 3, 3))

    def test_each_score_holds_a_fifth_of_different_values(self):
        profiles = self._refreshed(*([days] for days in range(1, 101)))
        shares = Counter(profiles.mapped("rfm_recency"))
        self.assertEqual(shares, {score: 20 for score in range(1, 6)})

    def test_the_most_recent_customer_scores_five(self):
        recent, old = self._refreshed([1], [500], *([d] for d in range(50, 58)))[:2]
        self.assertEqual(recent.rfm_recency, 5)
        self.assertEqual(old.rfm_recency, 1)

    def test_equal_values_share_a_score_and_higher_ones_never_score_less(self):
        profiles = self._refreshed(*self._random_histories(120))
        for score, value in (
            ("rfm_recency", lambda p: -p.days_since_purchase),
            ("rfm_frequency", lambda p: p.purchase_day_count),
            ("rfm_monetary", lambda p: p.revenue_total),
        ):
            by_value = {}
            for profile in profiles:
                by_value.setdefault(value(profile), set()).add(profile[score])
            self.assertTrue(all(len(scores) == 1 for scores in by_value.values()))
            ordered = [by_value[key].pop() for key in sorted(by_value)]
            self.assertEqual(ordered, sorted(ordered))

    def test_score_is_the_fifth_of_the_middle_rank(self):
        profiles = self._refreshed(*self._random_histories(120))
        days = profiles.mapped("purchase_day_count")
        for profile in profiles:
            own = profile.purchase_day_count
            below = sum(other < own for other in days)
            equal = sum(other == own for other in days)
            rank = (2 * below + equal) * 5 // (2 * len(days))
            self.assertEqual(profile.rfm_frequency, 1 + rank)

    def test_prospects_have_no_score_and_do_not_shift_those_of_buyers(self):
        prospects = self._buyers(*[[]] * 9)
        for prospect in prospects:
            self._quotation(prospect, ago(3))
        buyer = self._refreshed([10])
        prospect = self._profile(prospects[0])
        self.assertEqual(buyer.rfm_recency, 3)
        self.assertIs(prospect.rfm_recency, False)
        self.assertFalse(prospect.rfm_segment)

    def test_some_customers_refreshed_alone_are_scored_against_all(self):
        profiles = self._refreshed(*([days] for days in range(1, 101)))
        oldest = profiles.sorted("days_since_purchase")[-1]
        self._order(oldest.partner_id, ago(0))
        others = (profiles - oldest).mapped("rfm_recency")
        self._refresh(oldest.partner_id)
        self.assertEqual(oldest.rfm_recency, 5)
        self.assertEqual((profiles - oldest).mapped("rfm_recency"), others)

    def test_another_companys_customers_do_not_shift_scores(self):
        other = self._new_company("Other Ltd")
        self._buyers(*([d] for d in range(30)), company=other)
        profile = self._refreshed([10])
        self._refresh(company=other)
        self._refresh()
        self.assertEqual(profile.rfm_recency, 3)

    def test_a_second_refresh_writes_nothing(self):
        self._refreshed(*self._random_histories(40))
        self.assertEqual(self._refresh().changed_count, 0)

    # -- own cut points ----------------------------------------------------------

    def _own_cuts(self, measure, *cuts):
        self.company.retention_rfm_method = "own"
        scale = self.env["customer.retention.rfm.scale"]._of_company(self.company)
        names = ("score_2", "score_3", "score_4", "score_5")
        scale[measure].write(dict(zip(names, cuts, strict=True)))

    def test_own_cut_points_apply_at_once_and_from_exactly_that_value_on(self):
        profiles = self._refreshed([29], [30], [31])
        self._own_cuts("recency", 90, 60, 45, 30)
        self.assertEqual(profiles.mapped("rfm_recency"), [5, 5, 4])

    def test_own_cut_points_survive_a_refresh(self):
        profile = self._refreshed([10])
        self._own_cuts("frequency", 2, 3, 4, 5)
        self._refresh()
        self.assertEqual(profile.rfm_frequency, 1)

    def test_cut_points_in_the_wrong_order_are_refused(self):
        self._refreshed([10])
        with self.assertRaisesRegex(ValidationError, "Recency.*down for recency"):
            self._own_cuts("recency", 30, 60, 90, 120)
        with self.assertRaisesRegex(ValidationError, "Monetary"):
            self._own_cuts("monetary", 400, 300, 200, 100)

    # -- segments ----------------------------------------------------------------

    def test_every_buyer_is_in_exactly_the_first_segment_that_fits(self):
        profiles = self._refreshed(*self._random_histories(150))
        segments = self.env["customer.retention.rfm.segment"].search([])
        for profile in profiles:
            first = next(s for s in segments if self._fits(s, profile))
            self.assertEqual(profile.rfm_segment, first)
        self.assertGreater(len(profiles.rfm_segment), 6)

    def test_the_best_are_champions_and_the_faded_best_cannot_be_lost(self):
        rest = [[d] for d in range(100, 120)]
        best, faded = self._refreshed(
            list(range(60, 0, -5)), list(range(600, 540, -5)), *rest
        )[:2]
        self.assertEqual(best.rfm_segment, self._segment("champions"))
        self.assertEqual(faded.rfm_segment, self._segment("cannot_lose"))

    def test_nobody_is_loyal_after_one_purchase(self):
        profiles = self._refreshed(*([days] for days in range(1, 101)))
        found = profiles.rfm_segment.mapped("name")
        self.assertEqual(
            set(found), {"New customers", "About to sleep", "Hibernating", "Cold"}
        )

    def test_a_changed_rule_moves_customers_at_once(self):
        profile = self._refreshed([10])
        self.assertEqual(profile.rfm_segment, self._segment("sleepy"))
        self._segment("new").min_recency = 3
        self.assertEqual(profile.rfm_segment, self._segment("new"))

    def test_a_segment_of_another_company_takes_nobody_here(self):
        other = self._new_company("Other Ltd")
        values = {"name": "All mine", "sequence": 1, "company_id": other.id}
        self.env["customer.retention.rfm.segment"].create(values)
        profile = self._refreshed([10])
        self.assertEqual(profile.rfm_segment, self._segment("sleepy"))

    def test_there_is_always_a_segment_for_the_rest(self):
        for change in (
            lambda lost: lost.unlink(),
            lambda lost: lost.write({"active": False}),
            lambda lost: lost.write({"max_recency": 2}),
        ):
            with (
                self.assertRaisesRegex(UserError, "One segment must take"),
                self.cr.savepoint(),
            ):
                change(self._segment("lost"))

    def test_scores_outside_1_to_5_are_refused(self):
        new = self._segment("new")
        for values in ({"min_recency": 0}, {"max_recency": 6}, {"max_recency": 3}):
            with self.assertRaisesRegex(ValidationError, "between 1 and 5"):
                new.write(values)
        with self.assertRaisesRegex(ValidationError, "purchase days from 3 to 1"):
            new.min_purchase_days = 3

    def test_only_managers_change_segments_and_cut_points(self):
        seller = self._user("seller", SALESMAN)
        self._refreshed([10])
        scales = self.env["customer.retention.rfm.scale"].search([])
        for record, values in (
            (self._segment("new"), {"name": "Fresh"}),
            (scales[0], {"score_2": 1}),
        ):
            with self.assertRaises(AccessError):
                record.with_user(seller).write(values)
        own = self._segment("new").copy({"company_id": self.company.id})
        own.with_user(self._user("boss", MANAGER)).name = "Fresh"

    def test_other_companies_cut_points_and_segments_are_hidden(self):
        other = self._new_company("Other Ltd")
        segment = self.env["customer.retention.rfm.segment"].create(
            {"name": "Theirs", "sequence": 1, "company_id": other.id}
        )
        self._refresh(company=other)
        boss = self._user("boss", MANAGER)
        scales = self.env["customer.retention.rfm.scale"].with_user(boss).search([])
        self.assertNotIn(other, scales.sudo().company_id)
        self.assertNotIn(segment, segment.with_user(boss).search([]))

    # -- grid --------------------------------------------------------------------

    def test_grid_counts_every_buyer_once_and_opens_exactly_its_customers(self):
        profiles = self._refreshed(*self._random_histories(60))
        grid = self.env["customer.retention.profile"]._rfm_grid([])
        self.assertEqual(sum(cell["customers"] for cell in grid), len(profiles))
        for cell in grid:
            found = profiles.search(cell["domain"])
            self.assertEqual(len(found), cell["customers"])
            self.assertAlmostEqual(sum(found.mapped("revenue_total")), cell["revenue"])

    def test_grid_of_a_salesperson_counts_only_own_customers(self):
        seller = self._user("seller", SALESMAN)
        mine, theirs = self._buyers([10], [20])
        mine.user_id = seller
        theirs.user_id = self._user("colleague", SALESMAN)
        self._refresh()
        profiles = self.env["customer.retention.profile"].with_user(seller)
        self.assertEqual(sum(c["customers"] for c in profiles._rfm_grid([])), 1)

    def test_grid_of_two_companies_adds_up_in_the_currency_of_the_first(self):
        yen = self._new_company("Yen Ltd", currency_id=self.env.ref("base.JPY").id)
        rate = {"name": "2020-01-01", "rate": 150, "currency_id": yen.currency_id.id}
        self.env["res.currency.rate"].create({**rate, "company_id": self.company.id})
        for company, amount in ((self.company, 100), (yen, 30_000)):
            self._order(self._customer(), ago(10), amount, company_id=company.id)
            self._refresh(company=company)
        both = {"allowed_company_ids": (self.company + yen).ids}
        (cell,) = (
            self.env["customer.retention.profile"].with_context(**both)._rfm_grid([])
        )
        self.assertEqual((cell["customers"], cell["revenue"]), (2, 300))

    def test_explanation_names_the_scores_and_what_to_do(self):
        profile = self._refreshed([10])
        self.assertIn("Recency 3: last purchase 10 days ago", profile.rfm_reason)
        self.assertIn(profile.rfm_segment.advice, profile.rfm_reason)
