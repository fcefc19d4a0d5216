from datetime import datetime, time

from odoo.fields import Command

from ..common import DAY, SALESMAN
from ..workflow import WorkflowCase


class NextOrderCase(WorkflowCase):
    """A salesperson, its customer, and a range of products."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("next_seller", SALESMAN)
        cls.customer = cls._customer("Acme", user_id=cls.seller.id)
        cls.paper, cls.ink, cls.box = cls.env["product.product"].create(
            [
                {"name": name, "list_price": price, "taxes_id": False}
                for name, price in (("Paper", 10), ("Ink", 40), ("Box", 5))
            ]
        )

    @classmethod
    def _bought(cls, days_ago, quantities, customer=None, **line_values):
        """A confirmed order of ``{product: quantity}``."""
        customer = customer or cls.customer
        lines = [
            Command.create(
                {"product_id": product.id, "product_uom_qty": quantity, **line_values}
            )
            for product, quantity in quantities.items()
        ]
        order = cls._quotation(customer, order_line=lines)
        order.user_id = customer.user_id
        order.action_confirm()
        day = cls.today - days_ago * DAY
        order.date_order = datetime.combine(day, time(12))
        return order

    def _suggest(self, customers=None, user=None):
        """Return the dialog, as the salesperson opens it."""
        customers = customers or self.customer
        self._refresh(customers)
        profiles = self._profile(customers).with_user(user or self.seller)
        action = profiles.action_suggest_quotation()
        return profiles.env[action["res_model"]].browse(action["res_id"])

    def _lines(self, suggest):
        return {line.product_id: line for line in suggest.line_ids}

    def _made(self, suggest):
        """Return the quotation made of it."""
        return suggest.env["sale.order"].browse(suggest.action_make()["res_id"])
