from odoo.tests import HttpCase

from ..common import MANAGER, RetentionCase


class TestDecisionTours(RetentionCase, HttpCase):
    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._user("decision_manager", MANAGER)
        cls.customer = cls._customer("Tour Ltd")
        cls._customer("Tour Person", is_company=False, parent_id=cls.customer.id)
        cls._quotation(cls.customer, cls.today)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _tour(self, name):
        self.start_tour("/odoo/retention-customers", name, login="decision_manager")
        self.env.invalidate_all()

    def test_a_status_set_by_hand_and_ended(self):
        self._tour("customer_retention_override")
        self.assertFalse(self.profile.status_override)
        self.assertEqual(self.profile.status, "prospect")

    def test_a_static_and_a_dynamic_segment(self):
        self.env["customer.segment"].create({"name": "Tour fair"})
        self._tour("customer_retention_segments")
        self.assertEqual(
            set(self.profile.segment_ids.mapped("name")),
            {"Tour fair", "Tour everybody"},
        )

    def test_a_block_and_the_refused_quotation(self):
        self._tour("customer_retention_block")
        self.assertEqual(self.profile.block_reason, "Does not pay")
        self.company.retention_blocked_mode = "refuse"
        orders = self.env["sale.order"].search_count([])
        self.start_tour(
            "/odoo/action-sale.action_quotations_with_onboarding/new",
            "customer_retention_refused_quotation",
            login="decision_manager",
        )
        self.assertEqual(self.env["sale.order"].search_count([]), orders)
