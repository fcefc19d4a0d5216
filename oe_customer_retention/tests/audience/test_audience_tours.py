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
        cls.seller = seller = cls._user("tour_seller", SALESMAN)
        caller = cls._buyer(40, name="Caller Ltd", user_id=seller.id)
        cls._customer(
            "Carla", parent_id=caller.id, is_company=False, phone="09/555.00.77"
        )
        cls._buyer(20, name="Somebody else", user_id=seller.id)
        cls.product.name = "Sign for a car"
        cls._refresh()

    def _stranger_rings(self, language):
        """Find, log and quote in a language, as its words tell on the way."""
        self.start_tour(
            "/odoo/retention-customers",
            f"retention_stranger_rings_{language}",
            login="tour_seller",
            timeout=PATIENCE,
        )
        caller = self.env["res.partner"].search([("name", "=", "Caller Ltd")])
        self.assertEqual(self._profile(caller).outcome_count, 1)
        quotations = self.env["sale.order"].search(
            [("partner_id", "=", caller.id), ("state", "=", "draft")]
        )
        self.assertTrue(quotations)

    def _stranger_rings_in(self, code):
        """Let the salesperson read the addon, the rest being in English."""
        self.env["res.lang"]._activate_lang(code)
        self.env.ref("base.module_oe_customer_retention")._update_translations([code])
        self.seller.lang = code
        self._stranger_rings(code[:2])

    def test_a_stranger_rings_is_found_by_number_logged_and_quoted(self):
        self._stranger_rings("en")

    def test_a_german_salesperson_does_it_in_german(self):
        self._stranger_rings_in("de_DE")

    def test_a_french_salesperson_does_it_in_french(self):
        self._stranger_rings_in("fr_FR")

    def test_an_arabic_salesperson_does_it_in_arabic(self):
        self._stranger_rings_in("ar_001")

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
