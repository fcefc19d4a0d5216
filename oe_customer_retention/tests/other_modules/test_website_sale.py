from odoo.exceptions import ValidationError

from ..common import ago
from ..decision.test_block import BlockCase
from .other_modules_common import OtherModulesCase


class WebsiteCase(OtherModulesCase):
    module = "website_sale"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shop = {"name": "Shop", "company_id": cls.company.id}
        cls.website = cls.env["website"].create(shop)


class TestCart(WebsiteCase):
    """What lies in a shop's cart was not asked for yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls.cart = cls._quotation(
            cls.customer, cls.today, website_id=cls.website.id, name="CART"
        )

    def test_it_makes_nobody_a_customer(self):
        self._refresh()
        self.assertFalse(self._profile(self.customer))

    def test_it_ends_no_silence_and_is_no_quotation_of_the_story(self):
        self._order(self.customer, ago(400))
        self._refresh()
        profile = self._profile(self.customer)
        self.assertEqual(profile.status, "lost")
        self.assertEqual(profile.open_quotation_count, 0)
        told = profile.get_story(kinds=["quotation", "order"])["touchpoints"]
        self.assertNotIn("CART", [row["summary"] for row in told])

    def test_sent_or_ordered_it_counts(self):
        self._update(self.cart, state="sent")
        self._refresh()
        profile = self._profile(self.customer)
        self.assertEqual(
            (profile.status, profile.open_quotation_count), ("prospect", 1)
        )
        self._update(self.cart, state="sale")
        self._refresh()
        self.assertEqual(profile.status, "active")

    def test_the_button_of_open_quotations_leaves_it_out(self):
        self._quotation(self.customer, self.today)
        self._refresh()
        profile = self._profile(self.customer)
        self.assertEqual(profile.open_quotation_count, 1)
        self.assertEqual(profile.quotation_count, 1)


class TestCartOfABlockedCustomer(WebsiteCase, BlockCase):
    def test_it_is_filled_but_not_paid(self):
        self.company.retention_blocked_mode = "refuse"
        cart = self._quotation(self.contact, website_id=self.website.id)
        cart.partner_id = self.customer
        with self.assertRaisesRegex(ValidationError, "Acme is blocked"):
            self._pay(cart)

    def test_it_is_not_confirmed(self):
        self.company.retention_blocked_mode = "refuse"
        cart = self._quotation(self.contact, website_id=self.website.id)
        with self.assertRaisesRegex(ValidationError, "Acme is blocked"):
            cart.action_confirm()
