from datetime import timedelta

from ..common import AS_OF, SALESMAN, RetentionCase, ago
from .test_policy_preview import values_of


class TestReturnCurve(RetentionCase):
    def _histogram(self, policy=None, user=None):
        self._refresh()
        policies = (policy or self.policy).with_user(user or self.env.user)
        return policies.with_context(**self.env.context)._gap_histogram()[0]

    def _curve(self, **changes):
        self._refresh()
        values = values_of(self.policy, **changes)
        policies = self.env["customer.retention.policy"]
        return policies.get_return_curve(self.policy.id, values)

    def test_gaps_end_with_a_purchase_or_are_open_today(self):
        self._buyer(100, 70, 10)
        self._buyer(70, 10)
        self.assertEqual(
            self._histogram(),
            {1: {30: (1, 0), 60: (1, 0)}, 2: {60: (1, 0), 10: (0, 1)}, 3: {10: (0, 1)}},
        )

    def test_a_gap_counts_for_the_purchase_days_up_to_it(self):
        self._buyer(*range(80, 0, -10))
        found = self._histogram()
        counts = {key: sum(map(sum, rows.values())) for key, rows in found.items()}
        self.assertEqual(counts, {1: 1, 2: 1, 3: 3, 6: 3})

    def test_two_purchases_on_a_day_make_no_gap(self):
        self._buyer(20, 20)
        self.assertEqual(self._histogram(), {1: {20: (0, 1)}})

    def test_a_purchase_today_has_been_open_for_no_day(self):
        self._buyer(0)
        self.assertEqual(self._histogram(), {1: {0: (0, 1)}})

    def test_a_credit_note_ends_no_gap(self):
        customer = self._buyer(30)
        self._move(customer, ago(10), 5, "out_refund")
        self.assertEqual(self._histogram(), {1: {30: (0, 1)}})

    def test_who_is_archived_belongs_to_the_past_but_is_not_there_today(self):
        self._buyer(160, 100, ref="narrow")
        self._buyer(160, 100, ref="narrow").active = False
        self._refresh()
        narrow = self.policy.copy(
            {"name": "Narrow", "partner_domain": "[('ref', '=', 'narrow')]"}
        )
        gaps, silences = narrow._gap_histogram()
        self.assertEqual(gaps, {1: {60: (2, 0)}, 2: {100: (0, 2)}})
        self.assertEqual(silences, {1: {60: 0}, 2: {100: 1}})

    def test_only_customers_of_the_policy_count(self):
        self._buyer(30)
        self._buyer(40, ref="narrow")
        narrow = self.policy.copy(
            {"name": "Narrow", "partner_domain": "[('ref', '=', 'narrow')]"}
        )
        self.assertEqual(self._histogram(narrow), {1: {40: (0, 1)}})
        self.assertEqual(self._histogram(self.policy), {1: {30: (0, 1)}})

    def test_a_salesperson_reads_it_of_own_customers(self):
        salesman = self._user("curve_own", SALESMAN)
        other = self._user("curve_other", SALESMAN)
        self._buyer(30, user_id=salesman.id)
        self._buyer(40, user_id=other.id)
        self.assertEqual(self._histogram(user=salesman), {1: {30: (0, 1)}})

    def test_another_company_counts_for_itself(self):
        other = self._new_company("Other")
        self._order(self._customer(), ago(30), company_id=other.id)
        self._refresh(company=other)
        self.assertEqual(self._histogram(), {})

    def test_a_threshold_says_who_came_back(self):
        for _number in range(30):
            self._buyer(1000, 900)  # after 100 days
            self._buyer(1000)
            self._buyer(1200, 1100, 900)  # after 100 and 200 days
        told = self._curve()
        self.assertEqual((told["gaps"], told["open_gaps"]), (180, 90))
        dormant = told["thresholds"][1]
        # Of those with 2 purchase days a half came back, of those with 3 nobody.
        self.assertAlmostEqual(dormant["chance"], 1 / 4)
        self.assertAlmostEqual(dormant["chance_once"], 2 / 3)
        self.assertIn("repeat buyers inactive for 90 days, 25%", dormant["sentence"])
        self.assertIn("had bought once, 67%", dormant["sentence"])

    def test_a_threshold_says_how_many_are_there_and_come_back(self):
        before = self.env["res.partner"]
        for _number in range(30):
            before += self._buyer(1000, 900) + self._buyer(1000)
        for _number in range(4):
            self._buyer(95)
        dormant = self._curve()["thresholds"][1]
        self.assertEqual((dormant["customers"], dormant["told"]), (64, 4))
        self.assertAlmostEqual(dormant["expected"], 4 / 2)
        told = "for that long: 64; for 4 of them there is enough data: 2 will"
        self.assertIn(told, dormant["sentence"])
        lost = self._curve(dormant_days=850, lost_days=860)["thresholds"][2]
        self.assertTrue(lost["sentence"].endswith("for that long: 60."))
        before.active = False
        dormant = self._curve()["thresholds"][1]
        told = "bought nothing for that long: 4; 2 of them will"
        self.assertIn(told, dormant["sentence"])

    def test_who_bought_once_is_told_by_those_alone(self):
        for _number in range(30):
            self._buyer(1000, 900)
        lost = self._curve()["thresholds"][2]
        self.assertIsNone(lost["chance_once"])
        self.assertIn(
            "of repeat buyers inactive for 365 days, 0% came back within 180 days.",
            lost["sentence"],
        )

    def test_the_curve_meets_each_threshold_at_the_share_that_is_told(self):
        for _number in range(30):
            self._buyer(1000, 900, 840, 777)
        told = self._curve(at_risk_days=59)
        drawn = {point["days"]: point["chance"] for point in told["points"]}
        for threshold in told["thresholds"]:
            self.assertEqual(drawn[threshold["days"]], threshold["chance"])

    def test_one_time_buyers_do_not_make_the_curve_of_the_others(self):
        for _number in range(30):
            self._buyer(1000, 900, 800, 700)
        curves = {row["key"]: row for row in self._curve()["curves"]}
        alone = curves[2]["points"]
        for _number in range(100):
            self._buyer(1000)
        told = self._curve()
        curves = {row["key"]: row for row in told["curves"]}
        self.assertEqual(curves[2]["points"], alone)
        self.assertEqual(curves[1]["customers"], 100)

    def test_the_table_tells_what_the_lines_draw(self):
        for _number in range(30):
            self._buyer(1000, 900)
        told = self._curve()
        self.assertEqual([row["days"] for row in told["table"]], [30, 60, 90, 180, 365])
        self.assertEqual(told["table"][2]["chances"], [1, 0])
        self.assertEqual(told["table"][3]["chances"], [None, 0])

    def test_suggestions_are_what_the_curve_of_repeat_buyers_falls_under(self):
        for _number in range(30):
            self._buyer(1000)  # bought once: not asked
            self._buyer(1000, 900)  # of two purchase days a half came back
            self._buyer(1000, 900, 800)  # of three nobody did
        told = self._curve()
        self.assertEqual(
            [(s["name"], s["days"], s["reason"]) for s in told["suggestions"][:3]],
            [
                ("at_risk_days", 60, "always_below"),
                ("dormant_days", 100, "measured"),
                ("lost_days", 101, "measured"),
            ],
        )

    def test_the_horizon_suggested_follows_the_usual_gap(self):
        self.assertEqual(self._curve()["suggestions"], [])
        for gap, horizon in ((10, 14), (40, 90)):
            company = self._new_company(f"Every {gap} days")
            customer = self._customer()
            for number in range(4):
                day = ago(gap * number)
                self._order(customer, day, company_id=company.id)
            self._refresh(company=company)
            policy = self.env["customer.retention.policy"]._applicable(company)
            policy = policy.with_context(allowed_company_ids=company.ids)
            [suggestion] = policy.get_return_curve(policy.id, {})["suggestions"]
            self.assertEqual(suggestion["name"], "horizon_days")
            self.assertEqual((suggestion["days"], suggestion["gap"]), (horizon, gap))

    def test_unsaved_thresholds_are_told(self):
        self._buyer(30)
        days = [row["days"] for row in self._curve(at_risk_days=17)["thresholds"]]
        self.assertEqual(days, [17, 90, 365])

    def test_too_few_purchases_give_no_curve(self):
        for _number in range(29):
            self._buyer(1000)
        told = self._curve()
        self.assertEqual((told["points"], told["suggestions"]), ([], []))
        self.assertIn("too few customers", told["thresholds"][0]["sentence"])

    def test_enough_purchases_give_a_curve(self):
        for _number in range(30):
            self._buyer(1000)
        told = self._curve()
        self.assertTrue(told["points"])
        self.assertIn(
            "of customers inactive for 60 days", told["thresholds"][0]["sentence"]
        )

    def test_later_purchases_do_not_exist_yet(self):
        self._buyer(30, 10)
        self._refresh()
        past = self.policy.with_context(retention_as_of=AS_OF - timedelta(days=20))
        self.assertEqual(past._gap_histogram()[0], {1: {10: (0, 1)}})
