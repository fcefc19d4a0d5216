from odoo.exceptions import AccessError
from odoo.fields import Command

from ..common import ALL_LEADS, MANAGER, SALESMAN
from .segment_common import SegmentCase


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
