from odoo.tests import HttpCase

from ..common import MANAGER
from .lifecycle_common import LifecycleCase


class TestLifecycleTours(LifecycleCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._user("lifecycle_boss", MANAGER)
        cls.customer.name = "Tour Ltd"
        cls._opportunity(cls.customer).action_set_won()
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def test_board_drag_pin_and_bulk_move(self):
        self.start_tour(
            "/odoo/retention-lifecycle",
            "customer_lifecycle_board",
            login="lifecycle_boss",
        )
        self.profile.invalidate_recordset()
        self.assertTrue(self.profile.stage_pinned)
        moves = self.profile.journal_ids.filtered(lambda line: line.origin == "hand")
        self.assertEqual(
            [(line.to_stage_id.name, line.reason) for line in moves.sorted("id")],
            [("SQL", False), ("Lead", "Met at the fair")],
        )

    def test_a_stage_set_by_hand_through_a_night_a_lost_deal_and_an_order(self):
        deal = self._opportunity(self.customer)
        stage = self._stage_of("Customer")
        self._refresh()
        self.profile.write({"stage_id": stage.id, "stage_reason": "Contract signed"})
        self._refresh()
        self.assertEqual(self._stage(days_later=1), "Customer")
        self.assertFalse(self.profile.stage_suggested_id)
        deal.action_set_lost()
        self._order(self.customer)
        self._refresh()
        self.start_tour(
            "/odoo/retention-customers",
            "customer_lifecycle_asked",
            login="lifecycle_boss",
        )
        self.profile.invalidate_recordset()
        self.assertEqual(self.profile.stage_id, stage)
        self.assertFalse(self.profile.stage_suggested_id)

    def test_dry_run_lists_who_would_move(self):
        by_rule = self.profile.sudo().with_context(lifecycle_by_rule=True)
        by_rule.stage_id = self.env.ref("oe_customer_retention.stage_b2b_lead")
        self.start_tour(
            "/odoo/retention-lifecycles",
            "customer_lifecycle_dry_run",
            login="lifecycle_boss",
        )
        self.assertEqual(self.profile.stage_id.name, "Lead")
