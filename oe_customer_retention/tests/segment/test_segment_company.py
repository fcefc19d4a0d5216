"""Dynamic segments, companies, and whose today a condition means."""

from datetime import datetime

from freezegun import freeze_time
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ..common import AS_OF, MANAGER, RetentionCase, ago

ZONES = ("Pacific/Honolulu", "Europe/Brussels", "Pacific/Kiritimati")


class TestSegmentCompany(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._new_company("Other Ltd")
        cls.companies = cls.company + cls.other
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.companies.ids}
        )
        cls.here, cls.there = cls._customer("Here"), cls._customer("There")
        cls._order(cls.here, ago(5))
        cls._order(cls.there, ago(5), company_id=cls.other.id)
        cls.env["customer.retention.refresh"]._refresh(cls.companies, AS_OF)

    def _segment(self, company, kind="dynamic", **values):
        values = {"name": "All", "kind": kind, "domain": "[]", **values}
        return self.env["customer.segment"].create({**values, "company_id": company.id})

    def _members(self, segment):
        return segment.profile_ids.partner_id

    def test_dynamic_segment_goes_to_another_company_with_new_members(self):
        segment = self._segment(self.company)
        self.assertEqual(self._members(segment), self.here)
        segment.company_id = self.other
        self.env.flush_all()
        self.assertEqual(self._members(segment), self.there)

    def test_dynamic_segment_of_a_company_goes_to_all(self):
        segment = self._segment(self.company)
        segment.company_id = False
        self.assertEqual(self._members(segment), self.here + self.there)
        segment.company_id = self.other
        self.assertEqual(self._members(segment), self.there)

    def test_static_segment_with_members_stays(self):
        profile = self._profile(self.here)
        members = [Command.set(profile.ids)]
        segment = self._segment(self.company, "static", profile_ids=members)
        with self.assertRaisesRegex(ValidationError, "Retention Ltd"):
            segment.company_id = self.other
            self.env.flush_all()

    def test_segment_made_dynamic_on_the_way_goes(self):
        members = [Command.set(self._profile(self.here).ids)]
        segment = self._segment(self.company, "static", profile_ids=members)
        segment.write({"kind": "dynamic", "company_id": self.other.id})
        self.env.flush_all()
        self.assertEqual(self._members(segment), self.there)


class TestSegmentToday(RetentionCase):
    """Where it is 29 November on Kiritimati and the 28th elsewhere."""

    NOW = datetime(2026, 11, 28, 12, 30)
    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer("Today")
        cls._order(cls.customer, datetime(2026, 11, 28, 12))

    def _assert_members(self, expected):
        """Compare who asks: the job, and managers in three timezones by the button.

        :param dict expected: by condition, whether the customer is a member
        """
        segments = self.env["customer.segment"]
        for condition in expected:
            values = {"name": condition, "kind": "dynamic", "domain": condition}
            segments += segments.create({**values, "company_id": self.company.id})
        with freeze_time(self.NOW):
            self._refresh(as_of=self.company._retention_today())
            self._assert_each(segments, expected, "the job")
            for number, zone in enumerate(ZONES):
                user = self._user(f"manager{number}", MANAGER, tz=zone)
                segments.with_user(user).action_refresh()
                self._assert_each(segments, expected, zone)

    def _assert_each(self, segments, expected, who):
        self.env.invalidate_all()
        for segment in segments:
            with self.subTest(asked=who, condition=segment.domain):
                is_member = self.customer in segment.profile_ids.partner_id
                self.assertEqual(is_member, expected[segment.domain])

    def test_today_is_the_company_s_east_of_everybody(self):
        self.company.partner_id.tz = "Pacific/Kiritimati"
        self._assert_members(
            {
                "[('last_order_date', '=', 'today')]": True,
                "[('last_order_date', '>=', 'today')]": True,
                "[('last_order_date', '<', 'today')]": False,
                "[('last_order_date', '=', '-1d')]": False,
                "[('days_since_order', '=', 0)]": True,
            }
        )

    def test_today_is_the_company_s_west_of_everybody(self):
        self.company.partner_id.tz = "Pacific/Pago_Pago"
        self._assert_members(
            {
                "[('last_order_date', '=', 'today')]": True,
                "[('last_order_date', '<', 'today')]": False,
                "[('last_order_date', '>', 'today')]": False,
                "[('days_since_order', '=', 0)]": True,
            }
        )
