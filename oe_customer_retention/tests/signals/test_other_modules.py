"""What other modules bring along: mailings sent, and carts of a shop."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import RetentionCase, ago, moment


class OtherModulesCase(RetentionCase):
    NEEDED = None  # a model of the module the tests are about

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.NEEDED not in cls.env:
            cls.skipTest(cls, f"{cls.NEEDED} is missing: ./dev test other_modules")
        cls.customer = cls._customer()


@tagged("post_install", "-at_install", "other_modules")
class TestMailing(OtherModulesCase):
    NEEDED = "mailing.trace"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(cls.customer, ago(20))
        cls.lead = cls._opportunity(cls.customer, ago(20))

    def _contacts(self, record, sent):
        """Return the days of contact once a mailing went to a record."""
        values = {"model": record._name, "res_id": record.id, "sent_datetime": sent}
        self.env["mailing.trace"].create(values)
        self._refresh()
        contacts = self.env["customer.retention.contact"].search(
            [("profile_id", "=", self._profile(self.customer).id)]
        )
        return contacts.mapped("date")

    def test_a_mailing_to_a_customer_is_contact(self):
        self.assertEqual(self._contacts(self.customer, moment(ago(3))), [ago(3)])

    def test_a_mailing_to_a_document_is_contact_with_its_customer(self):
        self.assertEqual(self._contacts(self.order, moment(ago(3))), [ago(3)])
        found = self._contacts(self.lead, moment(ago(2)))
        self.assertEqual(found, [ago(2), ago(3)])

    def test_a_mailing_that_was_not_sent_is_none(self):
        self.assertEqual(self._contacts(self.customer, False), [])


@tagged("post_install", "-at_install", "other_modules")
class TestCart(OtherModulesCase):
    NEEDED = "website"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {"name": "Shop", "company_id": cls.company.id}
        cls.website = cls.env["website"].create(values)

    def _cart(self):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "website_id": self.website.id,
                "date_order": moment(ago(3)),
            }
        )

    def test_a_cart_is_no_quotation_until_it_is_sent(self):
        self._order(self.customer, ago(20))
        cart = self._cart()
        self._refresh()
        profile = self._profile(self.customer)
        self.assertEqual(profile.last_quotation_date, ago(20))
        self.assertEqual(profile.open_quotation_count, 0)
        cart.state = "sent"
        self._refresh()
        self.assertEqual(profile.last_quotation_date, ago(3))
        self.assertEqual(profile.open_quotation_count, 1)

    def test_the_cart_of_a_blocked_customer_is_filled_but_not_confirmed(self):
        self._order(self.customer, ago(20))
        self._refresh()
        block = {"blocked": True, "block_reason": "Does not pay"}
        self._profile(self.customer).write(block)
        self.company.blocked_customer_mode = "refuse"
        cart = self._cart()
        product = self.env["product.product"].create({"name": "Coffee"})
        cart.order_line = [Command.create({"product_id": product.id})]
        self.env.flush_all()
        with self.assertRaisesRegex(ValidationError, "is blocked"):
            cart.action_confirm()
