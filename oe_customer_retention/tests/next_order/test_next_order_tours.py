from odoo.tests import HttpCase

from .next_order_common import NextOrderCase


class TestNextOrderTours(NextOrderCase, HttpCase):
    def test_a_salesperson_makes_the_suggested_quotation_and_sends_it(self):
        self.customer.write({"name": "Tour customer", "email": "tour@example.com"})
        self._bought(30, {self.paper: 3, self.ink: 1})
        self._bought(10, {self.paper: 3, self.ink: 1})
        self._refresh()
        self.start_tour(
            "/odoo/retention-customers", "retention_suggest", login="next_seller"
        )
        order = self.env["sale.order"].search([("retention_suggested", "=", True)])
        self.assertEqual(order.order_line.product_id, self.paper)
        self.assertEqual(order.state, "sent")
