from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestLifecycleTours(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.ref("base.user_admin").company_id
        cls.company.lifecycle_id = cls.env.ref("oe_customer_retention.lifecycle_b2b")
        cls.env["customer.retention.refresh"]._refresh(cls.company)
        cls.customer = cls.env["res.partner"].create({"name": "Tour Ltd"})
        cls.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
            }
        ).action_set_won()
        cls.env["customer.retention.refresh"]._refresh(cls.company)
        cls.profile = cls.env["customer.retention.profile"]._of_customers(
            cls.customer, cls.company
        )

    def test_board_drag_pin_and_bulk_move(self):
        self.start_tour(
            "/odoo/retention-lifecycle", "customer_lifecycle_board", login="admin"
        )
        self.profile.invalidate_recordset()
        self.assertTrue(self.profile.stage_pinned)
        moves = self.profile.journal_ids.filtered(lambda line: line.origin == "hand")
        self.assertEqual(
            [(line.to_stage_id.name, line.reason) for line in moves.sorted("id")],
            [("SQL", False), ("Lead", "Met at the fair")],
        )

    def test_dry_run_lists_who_would_move(self):
        self.profile.stage_id = self.env.ref("oe_customer_retention.stage_b2b_lead")
        self.start_tour(
            "/odoo/retention-lifecycles", "customer_lifecycle_dry_run", login="admin"
        )
        self.assertEqual(self.profile.stage_id.name, "Lead")
