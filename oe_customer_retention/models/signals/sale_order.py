"""The model that quotations and orders have in common."""

from odoo import fields, models
from odoo.tools import SQL, format_date

from ..groups import ACCOUNTING
from ..labels import label
from .kind import Document, Thread


class SaleOrderSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _threads(self):
        return {**super()._threads(), "sale.order": Thread()}

    def _sale_order_documents(self):
        order = Document(
            changed=self.env["customer.retention.sale"]._changed,
            searched=("name", "client_order_ref"),
            detail=self._order_detail,
        )
        return {"sale.order": order}

    def _order_detail(self, order):
        """Return what went before a confirmed order, and what became of it."""
        if order.state != "sale":
            return False if order.state == "draft" else label(order, "state")
        parts = [self._quoted_on(order), label(order, "invoice_status")]
        if self.env.user.has_groups(ACCOUNTING):
            parts.append(self._payment_detail(order.invoice_ids))
        return " · ".join(filter(None, parts))

    def _quoted_on(self, order):
        """Return when an order was quoted, if that was on another day."""
        quoted, ordered = (
            fields.Datetime.context_timestamp(order, moment).date()
            for moment in (order.create_date, order.date_order)
        )
        return quoted < ordered and self.env._(
            "quoted on %(date)s", date=format_date(self.env, quoted)
        )

    def _payment_detail(self, moves):
        """Return how the posted invoices of an order are paid, if all the same."""
        posted = moves._filtered_access("read").filtered(
            lambda move: move.state == "posted"
        )
        states = set(posted.mapped("payment_state"))
        return label(posted[0], "payment_state") if len(states) == 1 else None

    def _order_amount(self):
        """Untaxed amount of a sale order in the company's currency."""
        return SQL("d.amount_untaxed / COALESCE(NULLIF(d.currency_rate, 0), 1)")


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.retention.watched"]

    def _retention_watched(self):
        return {*super()._retention_watched(), "date_order"}

    def _retention_customers(self):
        """Return who ordered, and who is invoiced any of it."""
        invoiced = self.sudo().invoice_ids.partner_id.commercial_partner_id
        return super()._retention_customers() | invoiced
