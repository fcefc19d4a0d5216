from ..common import ago
from .segment_common import SegmentCase


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
