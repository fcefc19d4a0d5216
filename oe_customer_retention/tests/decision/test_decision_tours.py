from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestDecisionTours(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.user_admin").company_id
        cls.customer = cls.env["res.partner"].create(
            {"name": "Tour Ltd", "is_company": True}
        )
        cls.env["res.partner"].create(
            {"name": "Tour Person", "parent_id": cls.customer.id}
        )
        cls.order = cls.env["sale.order"].create({"partner_id": cls.customer.id})
        cls.env["customer.retention.refresh"]._refresh(cls.company)
        cls.profile = cls.env["customer.retention.profile"]._of_customers(
            cls.customer, cls.company
        )

    def _tour(self, name):
        self.start_tour("/odoo/retention-customers", name, login="admin")
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
        self.company.blocked_customer_mode = "refuse"
        orders = self.env["sale.order"].search_count([])
        self.start_tour(
            "/odoo/action-sale.action_quotations_with_onboarding/new",
            "customer_retention_refused_quotation",
            login="admin",
        )
        self.assertEqual(self.env["sale.order"].search_count([]), orders)
