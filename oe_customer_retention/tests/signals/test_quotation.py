from odoo import models
from odoo.fields import Domain

from ..common import RetentionCase, ago
from ..extending import extend


class TestCarts(RetentionCase):
    """A website cart is no quotation, here told by its reference."""

    def setUp(self):
        super().setUp()

        class QuotationSignal(models.AbstractModel):
            _module = None
            _inherit = "customer.retention.signal"

            def _carts(self):
                return Domain("client_order_ref", "=", "CART")

        extend(self, QuotationSignal)
        self.customer = self._customer()
        self._quotation(self.customer, ago(9))
        self._quotation(self.customer, ago(3), client_order_ref="CART")
        self._refresh()
        self.profile = self._profile(self.customer)

    def test_a_cart_is_no_sign_of_the_customer(self):
        self.assertEqual(self.profile.last_quotation_date, ago(9))

    def test_figure_button_and_list_of_open_quotations_leave_carts_out(self):
        action = self.profile.action_open_quotations()
        listed = self.env["sale.order"].search_count(action["domain"])
        self.assertEqual(self.profile.open_quotation_count, 1)
        self.assertEqual(self.profile.quotation_count, 1)
        self.assertEqual(listed, 1)
