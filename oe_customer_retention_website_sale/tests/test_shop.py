from odoo.addons.oe_customer_retention.tests.common import RetentionCase
from odoo.addons.oe_customer_retention.tests.decision.test_block import BlockCase
from odoo.addons.oe_customer_retention.tests.job import JobMixin
from odoo.fields import Command
from odoo.tests import HttpCase


class TestShop(JobMixin, RetentionCase, HttpCase):
    """A customer with a login looks at a product, and goes to the checkout."""

    by_clock = True
    _pay = BlockCase._pay

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env.ref("website.default_website")
        cls.website.company_id = cls.company
        cls.user = cls._user("shopper", "base.group_portal", password="shopper")
        cls.customer = cls.user.partner_id
        cls.customer.write(
            {
                "name": "Shopper",
                "street": "1 Quay",
                "city": "Brussels",
                "zip": "1000",
                "phone": "+32 2 290 34 90",
                "country_id": cls.env.ref("base.be").id,
            }
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Mug", "type": "service", "list_price": 9, "is_published": True}
        )
        cls._order(cls.customer, cls.today)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def setUp(self):
        super().setUp()
        self.authenticate("shopper", "shopper")

    def test_a_visit_is_on_the_customer_after_the_job(self):
        self._await_job()
        self.url_open(self.product.product_tmpl_id.website_url)
        self._refresh_changed()
        self.assertEqual(self.profile.last_visit_date, self.today)
        [row] = self.profile.get_story(kinds=["visit"])["touchpoints"]
        self.assertEqual(row["event"], "Visit to the website")

    def _fill_cart(self):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "website_id": self.website.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )

    def test_a_blocked_customer_is_told_at_the_checkout(self):
        self.profile.write({"blocked": True, "block_reason": "Owes us"})
        self._fill_cart()
        refusal = "Shopper cannot order at the moment."
        page = self.url_open("/shop/payment").text
        self.assertIn("Mug", page)
        self.assertNotIn(refusal, page)
        self.company.retention_blocked_mode = "refuse"
        page = self.url_open("/shop/payment").text
        self.assertIn(refusal, page)
        self.assertNotIn("Owes us", page)

    def test_what_was_paid_before_the_block_is_not_refused(self):
        cart = self._fill_cart()
        self.company.retention_blocked_mode = "refuse"
        tx = self._pay(cart)
        self.profile.write({"blocked": True, "block_reason": "Owes us"})
        self.assertIn("cannot order", cart._retention_refusal())
        tx.state = "done"
        self.assertEqual(cart._retention_refusal(), "")
