"""Documents that went through their workflow, on the day of the clock."""

from datetime import datetime, time

from odoo.fields import Command

from .common import DAY, RetentionCase


class WorkflowCase(RetentionCase):
    """Quotations, orders and opportunities made and confirmed as people do."""

    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.company.with_env(cls.env)
        cls.product = cls.env["product.product"].create(
            {"name": "Thing", "list_price": 100, "type": "service", "taxes_id": False}
        )

    @classmethod
    def _quotation(cls, partner, **values):
        line = Command.create({"product_id": cls.product.id})
        values = {"partner_id": partner.id, "order_line": [line], **values}
        return cls.env["sale.order"].create(values)

    @classmethod
    def _order(cls, partner, days_ago=0, **values):
        """A confirmed order; confirming overwrites its date, hence the write."""
        order = cls._quotation(partner, **values)
        order.action_confirm()
        day = cls.today - days_ago * DAY
        order.date_order = datetime.combine(day, time(12))
        return order

    @classmethod
    def _opportunity(cls, partner, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": partner.id,
                "company_id": cls.company.id,
                **values,
            }
        )
