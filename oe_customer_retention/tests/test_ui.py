from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("-at_install", "post_install")
class TestRetentionUi(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "tour_manager", "sales_team.group_sale_manager"
        )
        cls.salesperson = new_test_user(
            cls.env,
            "tour_salesperson",
            "sales_team.group_sale_salesman",
            name="Tour salesperson",
        )
        cls.product = cls.env["product.product"].create({"name": "Beans"})
        cls._create_prospect("Tour customer", cls.salesperson)
        cls._create_prospect("Other customer", cls.manager)
        cls.env["customer.retention.refresh"]._refresh(cls.env.company)
        # A purchase the profile does not know of yet.
        cls.env["sale.order"].search([("user_id", "=", cls.salesperson.id)]).write(
            {"state": "sale", "date_order": fields.Datetime.now() - timedelta(hours=1)}
        )

    @classmethod
    def _create_prospect(cls, name, salesperson):
        partner = cls.env["res.partner"].create(
            {"name": name, "user_id": salesperson.id}
        )
        line = {"product_id": cls.product.id, "price_unit": 100}
        cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": salesperson.id,
                "date_order": fields.Datetime.now() - timedelta(days=10),
                "order_line": [Command.create(line)],
            }
        )

    def test_a_manager_groups_by_salesperson_and_refreshes_a_customer(self):
        self.start_tour(
            "/odoo/retention-customers",
            "retention_profile_manager",
            login="tour_manager",
        )

    def test_a_salesperson_sees_and_refreshes_own_customers_only(self):
        self.start_tour(
            "/odoo/retention-customers",
            "retention_profile_salesperson",
            login="tour_salesperson",
        )

    def test_a_salesperson_reads_the_story_opens_a_document_and_pins_a_note(self):
        partner = self.env["res.partner"].search([("name", "=", "Tour customer")])
        partner.message_post(
            body="Where is it?", author_id=partner.id, message_type="email"
        )
        self.start_tour(
            "/odoo/retention-customers",
            "retention_story",
            login="tour_salesperson",
        )
        profile = self.env["customer.retention.profile"]._of_customers(
            partner, self.env.company
        )
        [note] = profile.get_notes()["notes"]
        self.assertIn("Back door only", note["body"])
        self.assertTrue(note["pinned_at"])
