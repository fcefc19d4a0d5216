from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase

from ..common import MANAGER, SALESMAN
from .segment_common import SegmentCase


class TestOwnSegment(SegmentCase):
    """Segments salespeople make for themselves are theirs alone, unless shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._user("segment_owner", SALESMAN)
        cls.colleague = cls._user("segment_colleague", SALESMAN)
        cls.boss = cls._user("segment_boss", MANAGER)
        (cls.recent | cls.silent).user_id = cls.owner
        cls._refresh()
        cls.own = cls._make(cls.owner)

    @classmethod
    def _make(cls, user, **values):
        values = {"name": "Mine", "company_id": cls.company.id, **values}
        return cls.env["customer.segment"].with_user(user).create(values)

    def _members(self, segment):
        return segment.sudo().profile_ids.partner_id

    def test_a_salesperson_makes_an_own_one_and_a_manager_one_for_everybody(self):
        self.assertEqual(self.own.owner_id, self.owner)
        self.assertFalse(self._make(self.boss).owner_id)

    def test_nobody_else_sees_it(self):
        for user in (self.colleague, self.boss):
            found = self.env["customer.segment"].with_user(user)
            self.assertNotIn(self.own, found.search([]), user.login)
            with self.assertRaises(AccessError):
                self.own.with_user(user).read(["name"])

    def test_shown_to_everybody_others_see_it_and_managers_change_it(self):
        self.own.is_shared = True
        self.own.with_user(self.colleague).read(["name"])
        with self.assertRaises(AccessError):
            self.own.with_user(self.colleague).name = "Theirs"
        self.own.with_user(self.boss).name = "Ours"

    def test_a_salesperson_makes_none_for_everybody(self):
        with self.assertRaises(AccessError):
            self._make(self.owner, owner_id=False)
        with self.assertRaises(AccessError):
            self.own.owner_id = False
        everybodys = self._segment(name="Fair")
        with self.assertRaises(AccessError):
            everybodys.with_user(self.owner).name = "Mine"

    def test_members_are_added_in_the_segment(self):
        profile = self._profile(self.recent)
        self.own.profile_ids = [Command.link(profile.id)]
        self.assertEqual(self._members(self.own), self.recent)
        self.assertIn(self.own, profile.with_user(self.owner).segment_ids)
        self.own.profile_ids = [Command.unlink(profile.id)]
        self.assertFalse(self._members(self.own))

    def test_nobody_else_adds_to_it(self):
        profile = self._profile(self.recent)
        self.own.is_shared = True
        profile.user_id = self.colleague
        with self.assertRaises(AccessError):
            profile.with_user(self.colleague).segment_ids = [Command.link(self.own.id)]

    def test_others_see_the_customer_and_not_the_segment(self):
        profile = self._profile(self.recent)
        profile.with_user(self.owner).segment_ids = self.own
        self.assertEqual(profile.sudo().segment_ids, self.own)
        self.env.invalidate_all()
        seen = profile.with_user(self.boss)
        self.assertFalse(
            seen.web_read({"segment_ids": {"fields": {"name": {}}}})[0]["segment_ids"]
        )
        self.assertFalse(seen.partner_id.retention_segment_ids)

    def test_what_others_write_leaves_it_alone(self):
        profile = self._profile(self.recent)
        profile.with_user(self.owner).segment_ids = self.own
        everybodys = self._segment(name="Fair")
        self.env.invalidate_all()
        profile.with_user(self.boss).segment_ids = everybodys
        self.env.invalidate_all()
        self.assertEqual(profile.sudo().segment_ids, self.own + everybodys)

    def test_nobody_else_searches_by_it(self):
        profile = self._profile(self.recent)
        profile.with_user(self.owner).segment_ids = self.own
        for domain in (
            [("segment_ids", "in", self.own.ids)],
            [("segment_ids", "ilike", "Mine")],
            [("segment_ids", "!=", False)],
        ):
            records = self.env["customer.retention.profile"]
            with self.subTest(domain):
                self.assertIn(profile, records.with_user(self.owner).search(domain))
                self.assertNotIn(profile, records.with_user(self.boss).search(domain))

    def test_no_condition_of_others_learns_who_is_in_it(self):
        self._profile(self.recent).with_user(self.owner).segment_ids = self.own
        for user, expected in ((self.boss, False), (self.owner, True)):
            for condition in (
                f"[('segment_ids', 'in', {self.own.ids})]",
                "[('segment_ids', 'ilike', 'Mine')]",
                "[('segment_ids', '!=', False)]",
                "[('partner_id.retention_segment_ids', 'ilike', 'Mine')]",
            ):
                with self.subTest(user=user.login, condition=condition):
                    segment = self._make(user, kind="dynamic", domain=condition)
                    self.assertEqual(self.recent in self._members(segment), expected)
                    segment.sudo().unlink()

    def test_a_condition_of_a_salesperson_asks_for_what_is_on_the_list_only(self):
        with self.assertRaises(ValidationError):
            self._make(
                self.owner, kind="dynamic", domain="[('partner_id.credit', '>', 0)]"
            )

    def test_an_own_dynamic_one_is_found_by_refreshes(self):
        segment = self._make(
            self.owner, kind="dynamic", domain="[('days_since_order', '<', 50)]"
        )
        self.assertEqual(self._members(segment), self.recent)
        self._refresh()
        self.assertEqual(self._members(segment), self.recent)

    def test_in_another_company_it_is_not_seen(self):
        other = self._new_company("Other Ltd")
        self.owner.company_ids += other
        found = self.env["customer.segment"].with_user(self.owner)
        found = found.with_context(allowed_company_ids=other.ids)
        self.assertNotIn(self.own, found.search([]))


class TestOwnSegmentTour(SegmentCase, HttpCase):
    by_clock = True

    def test_a_salesperson_makes_a_segment_and_fills_it(self):
        self.recent.name = "Tour Ltd"
        owner = self._user("segment_tour", SALESMAN)
        self.start_tour(
            "/odoo/retention-segments",
            "customer_retention_own_segment",
            login="segment_tour",
        )
        segment = self.env["customer.segment"].search([("name", "=", "Fair 2027")])
        self.assertEqual(segment.owner_id, owner)
        self.assertEqual(segment.profile_ids.partner_id, self.recent)
