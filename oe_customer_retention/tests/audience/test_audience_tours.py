from odoo.tests import HttpCase

from ..common import SALESMAN
from ..workflow import WorkflowCase

PATIENCE = 120  # seconds, on a busy machine too


class TestAudienceTours(WorkflowCase, HttpCase):
    """A salesperson with one customer, who has a contact person."""

    has_lifecycle = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        seller = cls._user("tour_seller", SALESMAN)
        caller = cls._buyer(40, name="Caller Ltd", user_id=seller.id)
        cls._customer(
            "Carla", parent_id=caller.id, is_company=False, phone="09/555.00.77"
        )
        cls._buyer(20, name="Somebody else", user_id=seller.id)
        cls.product.name = "Sign for a car"
        cls._refresh()

    def test_a_stranger_rings_is_found_by_number_logged_and_quoted(self):
        self.start_tour(
            "/odoo/retention-customers",
            "retention_stranger_rings",
            login="tour_seller",
            timeout=PATIENCE,
        )
        caller = self.env["res.partner"].search([("name", "=", "Caller Ltd")])
        self.assertEqual(self._profile(caller).outcome_count, 1)
        quotations = self.env["sale.order"].search(
            [("partner_id", "=", caller.id), ("state", "=", "draft")]
        )
        self.assertTrue(quotations)

    def test_from_a_business_card_to_a_customer(self):
        self.start_tour(
            "/odoo/retention-suspects",
            "retention_business_card",
            login="tour_seller",
            timeout=PATIENCE,
        )
        partner = self.env["res.partner"].search([("name", "=", "Vehicle Sign Ltd")])
        profile = self._profile(partner)
        self.assertEqual(profile.stage_id.name, "Suspect")
        self._refresh()
        self.assertEqual(profile.status, "active")
        self.assertEqual(profile.stage_id.name, "Onboarding")
