import random
from datetime import datetime

from ..common import ALL_LEADS, AS_OF, DAY, MANAGER, SALESMAN, ago, seeds
from .call_list_common import CallListCase, obstacle


class TestToCall(CallListCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._buyer(160, 130, 100, 70, name="Slipping")
        cls.on_time = cls._buyer(100, 70, 40, 10, name="On time")
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _obstacle(self):
        self.profile.invalidate_recordset()
        return self.profile.call_obstacle

    def test_who_slips_is_listed_and_who_is_on_time_is_not(self):
        both = self.profile + self._profile(self.on_time)
        self.assertEqual(self._listed(both), self.profile)

    def test_who_never_bought_is_left_out_first(self):
        new = self._customer("Suspect")
        suspect = self.profile.with_company(self.company).add_partners(new.ids)
        profiles = suspect + self.profile
        for name in ("needs_call", "is_to_call", "is_spending_less"):
            query = profiles._search([(name, "=", True)])
            # Of who is left, and of nobody else, the rest is asked.
            self.assertIn('"last_purchase_date" IS NOT NULL', query.where_clause.code)
            self.assertFalse(suspect[name])
            both = [("id", "in", profiles.ids)]
            found = profiles.search([*both, (name, "in", [True, False])])
            self.assertEqual(found, profiles)
            self.assertIn(suspect, profiles.search([*both, (name, "=", False)]))
            self.assertIn(suspect, profiles.search([*both, "!", (name, "=", True)]))

    def test_who_was_reached_rests_until_the_sixtieth_day(self):
        for days, expected in ((0, "contacted"), (59, "contacted"), (60, False)):
            with self.subTest(days=days):
                self.profile.outcome_ids.unlink()
                self._talk(self.profile, ago(days))
                self.assertEqual(self._obstacle(), expected)

    def test_the_policy_says_for_how_long(self):
        self._talk(self.profile, ago(10))
        self.policy.rest_days = 10
        self.assertFalse(self._obstacle())
        self.policy.rest_days = 11
        self.assertEqual(self._obstacle(), "contacted")

    def test_who_was_not_reached_is_back_the_next_day(self):
        self._talk(self.profile, AS_OF, reached=False)
        self.assertEqual(self._obstacle(), "attempted")
        tomorrow = self.profile.with_context(retention_as_of=AS_OF + DAY)
        self.assertFalse(tomorrow.call_obstacle)

    def test_tomorrow_begins_in_the_timezone_of_the_company(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        evening = datetime(2026, 6, 14, 14, 30)  # 23:30 on 14 June in Tokyo
        talk = self.profile.outcome_ids.create(
            {"profile_id": self.profile.id, "date": evening, "reached": False}
        )
        self.assertFalse(self._obstacle())
        talk.date = datetime(2026, 6, 14, 15)  # midnight
        self.assertEqual(self._obstacle(), "attempted")

    def test_a_note_and_a_task_are_no_conversation(self):
        for kind in ("note", "task"):
            self._talk(self.profile, AS_OF, kind=kind)
            self.assertFalse(self._obstacle())

    def test_who_was_written_to_rests(self):
        self._write_mail(self.profile, ago(59))
        self.assertEqual(self._obstacle(), "contacted")

    def test_a_mail_of_sixty_days_ago_is_over(self):
        self._write_mail(self.profile, ago(60))
        self.assertFalse(self._obstacle())

    def test_the_customer_s_own_mail_is_none_of_ours(self):
        self._write_mail(self.profile, ago(5), author=self.customer)
        self.assertFalse(self._obstacle())

    def test_the_day_of_a_mail_is_cut_in_the_timezone_of_the_company(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        self._write_mail(self.profile, ago(60), hour=23)
        self.assertFalse(self._obstacle())
        self._write_mail(self.profile, ago(59), hour=0)
        self.assertEqual(self._obstacle(), "contacted")

    def test_what_is_planned_for_later_waits_until_its_day(self):
        plan = self.profile.activity_schedule(
            "mail.mail_activity_data_call", AS_OF + DAY
        )
        self.assertEqual(self._obstacle(), "planned")
        plan.date_deadline = AS_OF
        self.assertFalse(self._obstacle())

    def test_what_is_planned_on_the_contact_counts_too(self):
        self.customer.activity_schedule("mail.mail_activity_data_call", AS_OF + DAY)
        self.assertEqual(self._obstacle(), "planned")

    def test_a_done_activity_is_not_planned(self):
        plan = self.profile.activity_schedule(
            "mail.mail_activity_data_todo", AS_OF + DAY
        )
        plan.action_done()
        self.assertTrue(plan.exists() and not plan.active)
        self.assertFalse(self._obstacle())

    def test_a_done_activity_hides_nobody(self):
        plan = self.profile.activity_schedule("mail.mail_activity_data_todo", ago(3))
        plan.action_done()
        self.assertEqual(self._listed(self.profile), self.profile)

    def test_blocked_customers_are_left_out(self):
        self.profile.write({"blocked": True, "block_reason": "Court"})
        self.assertEqual(self._obstacle(), "blocked")

    def test_a_purchase_ends_a_status_set_by_hand(self):
        self._profile(self.on_time).write(
            {"status_override": "at_risk", "override_reason": "Rebuilding"}
        )
        profile = self._profile(self.on_time)
        profile.override_since = ago(20)  # before the purchase 10 days ago
        self._refresh()
        self.assertEqual(profile.status, "active")
        self.assertFalse(profile.is_overridden)

    def test_a_purchase_of_the_day_or_before_does_not_end_it(self):
        profile = self._profile(self.on_time)
        profile.write({"status_override": "lost", "override_reason": "Closed"})
        profile.override_since = ago(10)
        self._refresh()
        self.assertEqual(profile.status, "lost")

    def test_those_who_bought_within_120_days_come_first(self):
        large = self._buyer(300, 240, 180, 121)
        edge = self._buyer(300, 240, 180, 120)
        for order in self.env["sale.order"].search([("partner_id", "=", large.id)]):
            self._update(order, amount_untaxed=90000)
        self._refresh()
        profiles = self._profile(large) + self._profile(edge)
        self.assertEqual(profiles.mapped("call_tier"), [2, 1])

    def test_those_reached_in_vain_come_last(self):
        customer = self._buyer(300, 240, 180, 150)
        self._refresh()
        profile = self._profile(customer)
        for day, tier in ((ago(151), 2), (ago(150), 3)):
            self._talk(profile, day)
            profile.invalidate_recordset()
            self.assertEqual(profile.call_tier, tier)

    def test_the_last_contact_is_the_last_that_reached_somebody(self):
        self._talk(self.profile, ago(90), note="Wants a list", summary="Prices")
        self._talk(self.profile, ago(80), reached=False, note="Mailbox")
        self.profile.invalidate_recordset()
        self.assertEqual(self.profile.last_contact_date, ago(90))
        self.assertEqual(self.profile.last_contact_note, "Prices: Wants a list")

    def test_the_reason_says_how_late(self):
        regular = self._buyer(*range(270, 69, -10))
        self._refresh()
        profile = self._profile(regular)
        self.assertEqual(profile.rhythm, "far_behind")
        late = 70 / profile.usual_gap_days
        self.assertGreater(late, 5)
        self.assertEqual(profile.call_reason, f"{late:.1f}× usual gap")

    def test_the_reason_says_how_long_who_is_not_behind_is_silent(self):
        self.assertEqual((self.profile.rhythm, self.profile.status), ("due", "at_risk"))
        self.assertEqual(self.profile.call_reason, "Inactive for 70 days")


class TestToCallAsOracle(CallListCase):
    CUSTOMERS = 25

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "America/Los_Angeles"
        customers = cls.env["res.partner"].union(
            *(cls._buyer(160, 130, 100, 70) for _ in range(cls.CUSTOMERS))
        )
        cls._refresh()
        cls.profiles = cls._profile(customers)

    def test_the_obstacle_is_that_of_a_slow_search(self):
        for seed in seeds(4):
            with self.subTest(seed=seed):
                self._scramble(random.Random(seed))
                self.env.invalidate_all()
                found = {p.id: p.call_obstacle for p in self.profiles}
                expected = {p.id: obstacle(self.env, p) for p in self.profiles}
                self.assertEqual(found, expected)
                self.assertGreater(len(set(expected.values())), 3)
                of_many = self.profiles.with_context(retention_of_many=True)
                self.env.invalidate_all()
                self.assertEqual({p.id: p.call_obstacle for p in of_many}, expected)

    def _scramble(self, chance):
        self.profiles.outcome_ids.unlink()
        self.env["mail.notification"].search([]).unlink()
        self.profiles.activity_ids.unlink()
        self.profiles.partner_id.activity_ids.unlink()
        for profile in self.profiles:
            values = {
                "blocked": chance.random() < 0.1,
                "block_reason": "Reason",
                "snoozed_until": chance.choice([False, False, AS_OF, AS_OF - DAY]),
            }
            profile.write(values)
            for _ in range(chance.randrange(3)):
                self._act(chance, profile)

    def _act(self, chance, profile):
        day = ago(chance.choice([0, 0, 1, 58, 59, 60, 61, 200]))
        act = chance.choice(["talk", "mail", "plan", "contact"])
        if act == "talk":
            kind = chance.choice(["call", "mail", "meeting", "note", "task"])
            reached = chance.random() < 0.5
            hour = chance.choice([0, 12, 23])
            self._talk(profile, day, reached, hour, kind=kind)
        elif act == "mail":
            self._write_mail(profile, day, chance.choice([0, 23]))
        else:
            record = profile if act == "plan" else profile.partner_id
            deadline = AS_OF + chance.choice([-1, 0, 1, 9]) * DAY
            plan = record.activity_schedule("mail.mail_activity_data_todo", deadline)
            if chance.random() < 0.3:
                plan.active = False


class TestToCallByRole(CallListCase):
    def test_each_role_has_the_same_answer_on_what_it_may_read(self):
        for login, group in (("c1", SALESMAN), ("c2", ALL_LEADS), ("c3", MANAGER)):
            user = self._user(login, group)
            mine = self._buyer(160, 130, 100, 70, user_id=user.id)
            self._refresh()
            profile = self._profile(mine).with_user(user)
            with self.subTest(group=group):
                self.assertEqual(self._listed(profile), profile)
                self._talk(profile, ago(3))
                self.assertFalse(self._listed(profile))
