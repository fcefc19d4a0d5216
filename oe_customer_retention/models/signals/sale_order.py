"""The model that quotations and orders have in common."""

from odoo import models
from odoo.tools import SQL

from .kind import Document, Thread


class SaleOrderSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _threads(self):
        return {**super()._threads(), "sale.order": Thread()}

    def _sale_order_documents(self):
        order = Document(
            changed=self.env["customer.retention.sale"]._changed,
            searched=("name", "client_order_ref"),
        )
        return {"sale.order": order}

    def _order_amount(self):
        """Untaxed amount of a sale order in the company's currency."""
        return SQL("d.amount_untaxed / COALESCE(NULLIF(d.currency_rate, 0), 1)")


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.retention.watched"]

    def _retention_customers(self):
        """Return who ordered, and who is invoiced any of it."""
        invoiced = self.sudo().invoice_ids.partner_id.commercial_partner_id
        return super()._retention_customers() | invoiced
