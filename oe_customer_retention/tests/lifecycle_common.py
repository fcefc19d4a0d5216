from datetime import datetime, time, timedelta

from odoo import fields
from odoo.tests import TransactionCase


class DocumentsCase(TransactionCase):
    """Customers of a company of its own, with documents from their real workflow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env["res.company"].create({"name": "Workflow Ltd"})
        cls.company.partner_id.tz = "UTC"
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.company = cls.company.with_env(cls.env)
        cls.product = cls.env["product.product"].create(
            {"name": "Thing", "list_price": 100, "type": "service", "taxes_id": False}
        )
        cls.today = cls.company._retention_today()

    @classmethod
    def _customer(cls, name="Customer", **values):
        values = {"name": name, "is_company": True, **values}
        return cls.env["res.partner"].create(values)

    @classmethod
    def _quotation(cls, partner, **values):
        line = fields.Command.create({"product_id": cls.product.id})
        values = {"partner_id": partner.id, "order_line": [line], **values}
        return cls.env["sale.order"].create(values)

    @classmethod
    def _order(cls, partner, days_ago=0):
        """A confirmed order; confirming overwrites its date, hence the write."""
        order = cls._quotation(partner)
        order.action_confirm()
        day = cls.today - timedelta(days=days_ago)
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

    def _refresh(self, partners=None, days_later=0, company=None):
        return self.env["customer.retention.refresh"]._refresh(
            company or self.company, self.today + timedelta(days=days_later), partners
        )

    def _profile(self, partner, company=None):
        profiles = self.env["customer.retention.profile"]
        profile = profiles._of_customers(partner, company or self.company)
        return profile.with_env(self.env)


class LifecycleCase(DocumentsCase):
    """A company whose lifecycle has had its first, silent fill."""

    lifecycle = "b2b"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lifecycle = cls.env.ref(f"oe_customer_retention.lifecycle_{cls.lifecycle}")
        cls.company.lifecycle_id = cls.lifecycle
        cls.env["customer.retention.refresh"]._refresh(cls.company, cls.today)
        cls.customer = cls._customer()

    def _stage(self, partner=None, **when):
        """Refresh, and return the name of the stage of the customer."""
        self._refresh(**when)
        return self._profile(partner or self.customer).stage_id.name

    def _journal(self, partner=None):
        """Return the lines as ``(from, to, origin)``, oldest first."""
        lines = self._profile(partner or self.customer).journal_ids
        return [
            (line.from_stage_id.name, line.to_stage_id.name, line.origin)
            for line in lines.sorted(lambda line: (line.date, line.id))
        ]

    def _stage_of(self, name):
        return self.lifecycle.stage_ids.filtered(lambda stage: stage.name == name)
