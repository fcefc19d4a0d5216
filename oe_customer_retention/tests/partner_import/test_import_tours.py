from unittest.mock import patch

from odoo.tests import HttpCase

from ..common import SALESMAN, RetentionCase

WIZARDS = "odoo.addons.oe_customer_retention.wizards.partner_import"


class TestImportTours(RetentionCase, HttpCase):
    def test_a_salesperson_imports_the_usual_columns(self):
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        self._refresh()
        self._user("tour_importer", SALESMAN)
        self.start_tour(
            "/odoo/retention-import",
            "customer_retention_import_usual_heading",
            login="tour_importer",
        )
        partner = self.env["res.partner"].search([("name", "=", "Vehicle Sign Ltd")])
        self.assertEqual((partner.street, partner.is_company), ("1 Road", True))
        self.assertEqual(self._profile(partner).status, "prospect")

    def test_a_salesperson_imports_a_file_with_duplicates(self):
        self._user("tour_importer", SALESMAN)
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
