import random
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.fields import Command
from psycopg2 import errors

from ..common import AS_OF, ago
from .segment_common import SegmentCase


class TestStaticSegment(SegmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls._segment(name="Fair")

    def test_members_given_by_hand_outlive_refreshes(self):
        self._profile(self.silent).segment_ids = self.segment
        self._refresh()
        self._refresh(self.silent)
        self.assertEqual(self.segment.profile_ids, self._profile(self.silent))
        self.assertEqual(self.segment.member_count, 1)

    def test_the_size_is_kept_when_members_change_by_hand(self):
        profiles = self._profile(self.silent) + self._profile(self.recent)
        profiles.segment_ids = self.segment
        self.assertEqual(self._sizes(self.segment), [(AS_OF, 2)])
        self.segment.profile_ids = [Command.unlink(profiles[0].id)]
        self.assertEqual(self._sizes(self.segment), [(AS_OF, 1)])

    def test_selected_customers_are_added_and_removed(self):
        profiles = self._profile(self.silent) + self._profile(self.recent)
        values = {"profile_ids": profiles.ids, "segment_ids": self.segment.ids}
        assign = self.env["customer.segment.assign"].create(values)
        assign.action_apply()
        self.assertEqual(self.segment.profile_ids, profiles)
        assign.write({"change": "remove", "profile_ids": profiles[:1].ids})
        assign.action_apply()
        self.assertEqual(self.segment.profile_ids, profiles[1:])

    def test_customers_imported_with_segments_become_members(self):
        dynamic = self._segment([("status", "=", "active")])
        rows = [[str(self._profile(self.recent).id), "Fair"]]
        profiles = self.env["customer.retention.profile"]
        result = profiles.load([".id", "segment_ids"], rows)
        self.assertFalse(result["messages"])
        self.assertEqual(self._profile(self.recent).segment_ids, self.segment | dynamic)

    def test_a_segment_is_imported_with_its_members(self):
        result = self.env["customer.segment"].load(
            ["name", "kind", "company_id", "profile_ids"],
            [["Imported", "static", self.company.name, "Recent,Silent"]],
        )
        self.assertFalse(result["messages"])
        imported = self.env["customer.segment"].browse(result["ids"])
        self.assertEqual(imported.profile_ids.partner_id, self.recent | self.silent)

    def test_an_archived_customer_stays_a_member_and_is_not_counted(self):
        self._profile(self.silent).segment_ids = self.segment
        self.silent.active = False
        self._refresh(as_of=AS_OF + timedelta(days=1))
        self.assertEqual(self.segment.member_count, 0)
        self.assertEqual(self._sizes(self.segment)[-1][1], 0)
        self.silent.active = True
        self._refresh()
        self.assertEqual(self.segment.member_count, 1)


class TestDynamicSegment(SegmentCase):
    def test_members_are_found_at_once(self):
        segment = self._segment([("status", "=", "dormant")])
        self.assertEqual(segment.profile_ids.partner_id, self.silent)
        segment.domain = str([("status", "=", "active")])
        self.assertEqual(segment.profile_ids.partner_id, self.recent)

    def test_a_full_refresh_finds_them_anew(self):
        segment = self._segment([("days_since_order", ">=", 30)])
        self._refresh(as_of=AS_OF + timedelta(days=20))
        self.assertEqual(segment.profile_ids.partner_id, self.silent | self.recent)

    def test_refreshing_some_customers_leaves_the_others_where_they_are(self):
        segment = self._segment([("purchase_count", ">=", 2)])
        for customer in (self.recent, self.silent):
            self._order(customer, ago(5))
        self._refresh(self.recent)
        self.assertEqual(segment.profile_ids.partner_id, self.recent)
        self._refresh()
        self.assertEqual(segment.profile_ids.partner_id, self.silent | self.recent)

    def test_the_button_finds_them_on_demand(self):
        segment = self._segment([("purchase_count", ">=", 1)])
        self._update(self._profile(self.recent), purchase_count=0)
        segment.action_refresh()
        self.assertEqual(segment.profile_ids.partner_id, self.silent)

    def test_one_size_for_each_day_on_which_it_changed(self):
        segment = self._segment([("days_since_order", ">=", 30)])
        for days in (1, 19, 20, 21):
            self._refresh(as_of=AS_OF + timedelta(days=days))
        self.assertEqual(
            self._sizes(segment), [(AS_OF, 1), (AS_OF + timedelta(days=20), 2)]
        )

    def test_the_trend_carries_a_size_on_until_it_changes(self):
        segment = self._segment([("days_since_order", ">=", 30)])
        for days in (1, 20, 22):
            self._refresh(as_of=AS_OF + timedelta(days=days))
        today = AS_OF + timedelta(days=22)
        trend = self.env["customer.segment.trend"].with_context(retention_as_of=today)
        domain = [("segment_id", "=", segment.id)]
        rows = trend.search(domain, order="date")
        self.assertEqual(rows.mapped("size"), 20 * [1] + 3 * [2])
        self.assertEqual((rows[0].date, rows[-1].date), (AS_OF, today))
        groups = trend._read_group(domain, ["date:month"], ["size:sum"])
        self.assertEqual([size for _month, size in groups], [1, 2])

    def test_nobody_is_added_or_removed_by_hand(self):
        segment = self._segment([("status", "=", "active")])
        member, other = self._profile(self.recent), self._profile(self.silent)
        for change in (
            lambda: member.write({"segment_ids": [Command.unlink(segment.id)]}),
            lambda: other.write({"segment_ids": [Command.link(segment.id)]}),
            lambda: segment.write({"profile_ids": [Command.link(other.id)]}),
        ):
            with self.assertRaisesRegex(ValidationError, "follow from its condition"):
                change()

    def test_a_list_of_static_segments_given_anew_keeps_the_dynamic_ones(self):
        dynamic = self._segment([("status", "=", "active")])
        static = self._segment()
        self._profile(self.recent).segment_ids = static
        self.assertEqual(self._profile(self.recent).segment_ids, static | dynamic)

    def test_made_static_it_keeps_its_members(self):
        segment = self._segment([("status", "=", "dormant")])
        segment.kind = "static"
        self._order(self.silent, ago(1))
        self._refresh()
        self.assertEqual(segment.profile_ids.partner_id, self.silent)

    def test_archived_customers_are_members_only_where_asked_for(self):
        present = self._segment([("purchase_count", ">", 0)])
        gone = self._segment([("active", "=", False)])
        self.silent.active = False
        self._refresh()
        members = self.env["customer.retention.profile"].with_context(active_test=False)
        self.assertEqual(
            members.search([("segment_ids", "in", present.ids)]).partner_id, self.recent
        )
        self.assertEqual(
            members.search([("segment_ids", "in", gone.ids)]).partner_id, self.silent
        )

    def test_a_condition_sees_the_present_members_of_the_segments_above_it(self):
        above = self._segment([("status", "=", "dormant")], sequence=1)
        below = self._segment([("segment_ids", "in", above.ids)], sequence=2)
        self._order(self.silent, ago(1))
        self._refresh()
        self.assertFalse(above.profile_ids)
        self.assertFalse(below.profile_ids)

    def test_a_conflict_with_others_is_no_problem_of_the_segment(self):
        segment = self._segment([("days_since_order", "<", 30)])
        error = errors.SerializationFailure
        with (
            patch.object(type(segment), "_compile", side_effect=error),
            self.assertRaises(error),
        ):
            self._refresh()
        self.assertFalse(segment.problem)

    def test_a_broken_condition_is_reported_and_stops_no_refresh(self):
        segment = self._segment([("status", "=", "dormant")])
        self._update(segment, domain="[('gone', '=', 1)]")
        with self.assertLogs("odoo.addons.oe_customer_retention", "WARNING"):
            [run] = self._refresh()
        self.assertEqual(run.state, "done")
        self.assertIn("gone", segment.problem)
        self.assertEqual(segment.profile_ids.partner_id, self.silent)
        self._update(segment, domain="[('status', '=', 'active')]")
        self._refresh()
        self.assertFalse(segment.problem)
        self.assertEqual(segment.profile_ids.partner_id, self.recent)

    def test_a_segment_of_another_company_is_left_alone(self):
        other = self._new_company("Other Ltd")
        self.env.user.company_ids += other
        self._order(self.recent, ago(3), company_id=other.id)
        shared = self._segment([("purchase_count", ">", 0)], company_id=False)
        own = self._segment([("purchase_count", ">", 0)])
        self._refresh(company=self.company + other)
        self.assertEqual(len(shared.sudo().profile_ids), 3)
        self.assertEqual(own.profile_ids.company_id, self.company)
        shared.company_id = self.company
        self.assertEqual(shared.sudo().profile_ids.company_id, self.company)

    def test_members_equal_a_plain_evaluation(self):
        chance = random.Random(7)
        for number in range(60):
            customer = self._customer(f"Random {number}")
            for _order in range(chance.randint(1, 4)):
                amount = chance.randint(1, 400)
                self._order(customer, ago(chance.randint(0, 500)), amount)
            customer.active = chance.random() > 0.1
        segment = self._segment(
            [
                "|",
                ("status", "in", ["dormant", "lost"]),
                ("revenue_total", ">=", 500),
                ("purchase_count", ">", 1),
                ("days_since_order", "<", 300),
            ]
        )
        self._refresh()
        profiles = self.env["customer.retention.profile"].search([])
        expected = profiles.filtered(
            lambda profile: (
                (profile.status in ("dormant", "lost") or profile.revenue_total >= 500)
                and profile.purchase_count > 1
                and profile.days_since_order < 300
            )
        )
        self.assertGreater(len(expected), 5)
        self.assertLess(len(expected), len(profiles) - 5)
        self.assertEqual(segment.profile_ids, expected)
