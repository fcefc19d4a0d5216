import random
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from psycopg2 import errors

from ..common import ALL_LEADS, AS_OF, MANAGER, SALESMAN, RetentionCase, ago


class SegmentCase(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recent = cls._customer("Recent")
        cls.silent = cls._customer("Silent")
        cls._order(cls.recent, ago(10))
        cls._order(cls.silent, ago(100))
        cls._refresh()

    @classmethod
    def _segment(cls, domain=None, **values):
        if domain is not None:
            values |= {"kind": "dynamic", "domain": str(domain)}
        values = {"name": "Segment", "company_id": cls.company.id, **values}
        return cls.env["customer.segment"].create(values)

    def _sizes(self, segment):
        """Return the sizes as ``(date, size)``, oldest first."""
        sizes = self.env["customer.segment.size"].search(
            [("segment_id", "=", segment.id)], order="date"
        )
        return [(size.date, size.size) for size in sizes]


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


class TestSegmentAsCondition(SegmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls._segment(name="Seasonal")
        cls.env["customer.retention.profile"]._of_customers(
            cls.silent, cls.company
        ).segment_ids = cls.segment

    def test_contacts_are_found_by_it(self):
        contact = self._customer("Person", is_company=False, parent_id=self.silent.id)
        partners = self.env["res.partner"]
        found = partners.search([("retention_segment_ids", "in", self.segment.ids)])
        self.assertEqual(found, self.silent | contact)
        self.assertEqual(contact.retention_segment_ids, self.segment)
        domain = [("retention_segment_ids", "not in", self.segment.ids)]
        self.assertNotIn(contact, partners.search(domain))
        self.assertIn(self.recent, partners.search(domain))
        domain = [("retention_segment_ids", "ilike", "season")]
        self.assertEqual(partners.search(domain), self.silent | contact)

    def test_contacts_of_another_company_s_members_are_not(self):
        other = self._new_company("Other Ltd")
        partners = self.env["res.partner"].with_company(other)
        domain = [("retention_segment_ids", "in", self.segment.ids)]
        self.assertFalse(partners.search(domain))

    def test_a_policy_for_a_segment_applies_from_the_next_refresh(self):
        self.env["customer.retention.policy"].create(
            {
                "name": "Seasonal",
                "company_id": self.company.id,
                "partner_domain": str(
                    [("retention_segment_ids", "in", self.segment.ids)]
                ),
                "at_risk_days": 200,
                "dormant_days": 300,
                "lost_days": 400,
            }
        )
        self._refresh()
        self.assertEqual(self._profile(self.silent).status, "active")

    def test_a_policy_and_a_segment_that_ask_for_each_other_do_not_loop(self):
        dormant = self._segment([("status", "=", "dormant")])
        self.env["customer.retention.policy"].create(
            {
                "name": "Patient",
                "company_id": self.company.id,
                "partner_domain": str([("retention_segment_ids", "in", dormant.ids)]),
                "at_risk_days": 200,
                "dormant_days": 300,
                "lost_days": 400,
            }
        )
        for status, members in (("active", 0), ("dormant", 1), ("active", 0)):
            self._refresh()
            self.assertEqual(self._profile(self.silent).status, status)
            self.assertEqual(len(dormant.profile_ids), members)

    def test_a_lifecycle_rule_sees_the_present_members(self):
        lifecycle = self.env["customer.lifecycle"].create({"name": "Test"})
        first, last = self.env["customer.lifecycle.stage"].create(
            [
                {"name": name, "lifecycle_id": lifecycle.id, "sequence": sequence}
                for sequence, name in enumerate(("First", "Last"))
            ]
        )
        dynamic = self._segment([("purchase_count", ">=", 2)])
        staged = self._segment([("stage_id", "=", last.id)])
        self.env["customer.lifecycle.rule"].create(
            {
                "name": "Members",
                "lifecycle_id": lifecycle.id,
                "from_stage_ids": first.ids,
                "to_stage_id": last.id,
                "condition": str([("segment_ids", "in", dynamic.ids)]),
            }
        )
        self.company.retention_lifecycle_id = lifecycle
        self._refresh()
        self._order(self.recent, ago(2))
        self._refresh(self.recent)
        self.assertEqual(self._profile(self.recent).stage_id, last)
        self.assertEqual(self._profile(self.silent).stage_id, first)
        self.assertEqual(staged.profile_ids.partner_id, self.recent)

    def test_members_by_hand_are_seen_to_between_nights(self):
        former = self.env["customer.retention.stale"].sudo()
        former.search([]).unlink()
        self._profile(self.recent).segment_ids = self.segment
        self.assertEqual(former.search([]).partner_id, self.recent)


class TestSegmentAccess(SegmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = cls._user("segment_salesman", SALESMAN)
        cls.all_leads = cls._user("segment_all", ALL_LEADS)
        cls.manager = cls._user("segment_manager", MANAGER)
        cls.segment = cls._segment()
        cls.recent.user_id = cls.salesman
        cls.silent.user_id = cls.all_leads
        cls._refresh()

    def test_a_salesperson_adds_own_customers(self):
        own = self._profile(self.recent).with_user(self.salesman)
        own.segment_ids = [Command.link(self.segment.id)]
        self.assertEqual(self.segment.profile_ids.partner_id, self.recent)
        foreign = self._profile(self.silent).with_user(self.salesman)
        with self.assertRaises(AccessError):
            foreign.segment_ids = [Command.link(self.segment.id)]

    def test_each_counts_the_members_they_may_see(self):
        (
            self._profile(self.recent) + self._profile(self.silent)
        ).segment_ids = self.segment
        for user, count in (
            (self.salesman, 1),
            (self.all_leads, 2),
            (self.manager, 2),
        ):
            segment = self.segment.with_user(user)
            self.assertEqual(segment.member_count, count, user.login)
            domain = segment.action_open_members()["domain"]
            profiles = self.env["customer.retention.profile"].with_user(user)
            self.assertEqual(profiles.search_count(domain), count, user.login)

    def test_sizes_are_for_those_who_see_all_customers(self):
        for model in ("customer.segment.size", "customer.segment.trend"):
            sizes = self.env[model]
            self.assertTrue(sizes.with_user(self.all_leads).has_access("read"))
            self.assertFalse(sizes.with_user(self.salesman).has_access("read"))

    def test_only_managers_make_segments_for_everybody(self):
        values = {"name": "Fair", "company_id": self.company.id}
        everybodys = {**values, "owner_id": False}
        segments = self.env["customer.segment"]
        self.assertFalse(segments.with_user(self.manager).create(values).owner_id)
        self.assertTrue(segments.with_user(self.manager).create(everybodys))
        self.segment.with_user(self.manager).action_refresh()
        for user in (self.salesman, self.all_leads):
            own = segments.with_user(user).create(values)
            self.assertEqual(own.owner_id, user)
            for call in (
                lambda user=user: segments.with_user(user).create(everybodys),
                lambda user=user: segments.with_user(user).create(
                    {**values, "owner_id": self.manager.id}
                ),
                lambda own=own: own.write({"owner_id": False}),
                lambda user=user: self.segment.with_user(user).write({"name": "Mine"}),
                lambda user=user: self.segment.with_user(user).unlink(),
                lambda user=user: self.segment.with_user(user).action_refresh(),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_another_company_s_segments_are_not_seen(self):
        other = self._new_company("Other Ltd")
        foreign = self._segment(company_id=other.id)
        shared = self._segment(company_id=False)
        seen = self.env["customer.segment"].with_user(self.manager).search([])
        self.assertIn(shared, seen)
        self.assertNotIn(foreign, seen)
        with self.assertRaises(AccessError):
            foreign.with_user(self.manager).read(["name"])
