from odoo.exceptions import UserError

from ..common import AS_OF, DAY, SALESMAN, RetentionCase


class TestSnooze(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._buyer(70)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _is_to_be_called(self):
        dashboard = self.env["customer.retention.dashboard"]
        return bool(dashboard._call_today([("id", "=", self.profile.id)]))

    def test_it_holds_on_its_last_day_and_ends_the_day_after(self):
        for until, is_snoozed in ((AS_OF, True), (AS_OF - DAY, False), (None, False)):
            with self.subTest(until=until):
                self.profile.snoozed_until = until
                self.assertEqual(self.profile.is_snoozed, is_snoozed)
                self.assertEqual(self._is_to_be_called(), not is_snoozed)
                found = self.profile.search(
                    [("is_snoozed", "=", True), ("id", "=", self.profile.id)]
                )
                self.assertEqual(bool(found), is_snoozed)
                others = self.profile.search(
                    [("is_snoozed", "=", False), ("id", "=", self.profile.id)]
                )
                self.assertEqual(bool(others), not is_snoozed)

    def _snooze(self, **values):
        values = {"profile_ids": self.profile.ids, "snooze_reason": "Fair", **values}
        self.env["customer.retention.snooze"].create(values).action_apply()

    def test_the_action_writes_date_and_reason(self):
        self._snooze(snoozed_until=AS_OF)
        self.assertEqual(self.profile.snoozed_until, AS_OF)
        self.assertEqual(self.profile.snooze_reason, "Fair")

    def test_a_day_that_is_over_is_refused(self):
        with self.assertRaisesRegex(UserError, "which is in the past"):
            self._snooze(snoozed_until=AS_OF - DAY)

    def test_it_is_offered_when_logging(self):
        self.env["customer.retention.log.wizard"].create(
            {
                "profile_ids": self.profile.ids,
                "note": "Decides in July",
                "snoozed_until": AS_OF + DAY,
            }
        ).action_log()
        self.assertEqual(self.profile.snoozed_until, AS_OF + DAY)
        self.assertEqual(self.profile.snooze_reason, "Decides in July")

    def test_a_salesperson_ends_it(self):
        salesman = self._user("snooze_salesman", SALESMAN)
        self._snooze(snoozed_until=AS_OF)
        self.profile.with_user(salesman).action_wake()
        self.assertFalse(self.profile.is_snoozed)
        self.assertFalse(self.profile.snooze_reason)

    def test_it_is_tracked_in_the_chatter(self):
        self._snooze(snoozed_until=AS_OF)
        self.env.flush_all()
        self.env.cr.precommit.run()
        tracked = self.profile.message_ids.sudo().tracking_value_ids.field_id
        self.assertLessEqual(
            {"snoozed_until", "snooze_reason"}, set(tracked.mapped("name"))
        )

    def test_it_outlives_the_merge_of_its_customer(self):
        other = self._buyer(5)
        self._refresh()
        self._snooze(snoozed_until=AS_OF)
        self._merge(self.customer, into=other)
        self.assertEqual(self._profile(other).snoozed_until, AS_OF)

    def test_one_that_is_over_yields_to_that_of_a_merged_customer(self):
        other = self._buyer(5)
        self._refresh()
        self._profile(other).snoozed_until = AS_OF - DAY
        self._snooze(snoozed_until=AS_OF)
        self._merge(self.customer, into=other)
        profile = self._profile(other)
        self.assertEqual(
            (profile.snoozed_until, profile.snooze_reason), (AS_OF, "Fair")
        )
