from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

WIZARDS = "odoo.addons.oe_customer_retention.wizards.partner_import"


@tagged("-at_install", "post_install")
class TestImportTours(HttpCase):
    def test_a_salesperson_imports_a_file_with_duplicates(self):
        new_test_user(self.env, "tour_importer", "sales_team.group_sale_salesman")
        partners = self.env["res.partner"]
        old = partners.create({"name": "Tour Old Ltd", "email": "old@tour.example"})
        with patch(f"{WIZARDS}.run.BATCH", 1):  # so that progress is shown
            self.start_tour(
                "/odoo/retention-import",
                "customer_retention_import",
                login="tour_importer",
            )
        self.assertEqual((old.name, old.phone), ("Tour Old", "111"))
        new = partners.search([("email_normalized", "=", "new@tour.example")])
        self.assertEqual((new.name, new.phone), ("Tour New", "444"))
        self.assertFalse(partners.search([("name", "=", "Tour Bad")]))
