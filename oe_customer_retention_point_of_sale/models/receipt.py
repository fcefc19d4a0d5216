from odoo import models
from odoo.addons.oe_customer_retention.models.signals.kind import (
    Document,
    DocumentList,
    Kind,
)
from odoo.fields import Domain
from odoo.tools import SQL

CASHIER = "point_of_sale.group_pos_user"
RECEIPT = "pos.order"


class ReceiptSignal(models.AbstractModel):
    """Receipts that name a customer, and refunds, which are no act of the customer."""

    _inherit = "customer.retention.signal"

    def _kinds(self):
        receipt = Kind(
            label=self.env._("Receipts"),
            event=self.env._("Receipt"),
            icon="fa-shopping-basket",
            selects=lambda company: [self._select_receipts(company)],
            documents={
                RECEIPT: Document(
                    changed=self.env["customer.retention.sale"]._changed_receipts,
                    event=self._receipt_event,
                    searched=("name", "pos_reference"),
                    detail=self._receipt_detail,
                    groups=CASHIER,
                )
            },
            lists={
                "receipt": DocumentList(
                    RECEIPT, "point_of_sale.action_pos_pos_form", self._paid()
                )
            },
            told=self._is_told,
        )
        return {**super()._kinds(), "receipt": receipt}

    def _paid(self):
        return Domain("state", "in", ("paid", "done"))

    def _select_receipts(self, company):
        amount = self._receipt_amount()
        everybody = self.env.context.get("retention_all_customers")
        is_refunded = self._is_refunded(company, everybody)
        return self._select(
            "receipt",
            RECEIPT,
            self._from(RECEIPT, self._paid()),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._moment(company, SQL("d.date_order")),
            amount=amount,
            is_activity=SQL("(%s > 0 AND NOT %s)", amount, is_refunded),
            user_id=SQL("d.user_id"),
        )

    def _receipt_rate(self):
        return SQL("COALESCE(NULLIF(d.currency_rate, 0), 1)")

    def _receipt_amount(self):
        """Return the SQL of the untaxed amount of ``d`` in the company's currency."""
        return SQL(
            """(SELECT COALESCE(SUM(line.price_subtotal), 0) / %s
                FROM pos_order_line line WHERE line.order_id = d.id)""",
            self._receipt_rate(),
        )

    def _is_refunded(self, company, everybody, as_of=None):
        """Return the SQL of whether nothing is left of ``d``: all was given back.

        :param bool everybody: find all such receipts in one pass, where those of all
            customers are read: asked of each, PostgreSQL may read all refunds for each
        :param date as_of: by refunds up to this day (default: by all)
        """
        day = company._retention_day(SQL("refund.date_order"))
        return SQL(
            """(d.id IN (
                   SELECT line.order_id
                   FROM pos_order_line line
                   JOIN pos_order_line refund_line
                        ON refund_line.refunded_orderline_id = line.id
                   JOIN pos_order refund ON refund.id = refund_line.order_id
                   WHERE refund.state IN ('paid', 'done') %s %s
                   GROUP BY line.order_id
                   HAVING SUM(refund_line.price_subtotal) <= -(
                       SELECT SUM(sold.price_subtotal) FROM pos_order_line sold
                       WHERE sold.order_id = line.order_id)))""",
            SQL("AND %s <= %s", day, as_of) if as_of else SQL(),
            SQL() if everybody else SQL("AND line.order_id = d.id"),
        )

    def _is_invoiced(self, as_of=None):
        """Return the SQL of whether an invoice says of ``d`` what it says.

        :param date as_of: by invoices up to this day (default: by all)
        """
        return SQL(
            """EXISTS (SELECT FROM account_move invoice
                       WHERE invoice.id = d.account_move
                         AND invoice.state = 'posted' %s)""",
            SQL("AND invoice.invoice_date <= %s", as_of) if as_of else SQL(),
        )

    def _is_told(self, res_id):
        """Return the SQL of whether a receipt has a line of its own in the story.

        The invoice of one has.
        """
        return SQL(
            "NOT EXISTS (SELECT FROM pos_order d WHERE d.id = %s AND %s)",
            res_id,
            self._is_invoiced(),
        )

    def _receipt_event(self, receipt, _at):
        return self.env._("Refund") if receipt.amount_total < 0 else None

    def _receipt_detail(self, receipt):
        """Return the shop, and the orders that were paid for."""
        orders = receipt.lines.sale_order_origin_id._filtered_access("read")
        return " · ".join([receipt.config_id.display_name, *orders.mapped("name")])


class PosOrder(models.Model):
    _name = "pos.order"
    _inherit = ["pos.order", "customer.retention.watched"]

    def _retention_watched(self):
        return {*super()._retention_watched(), "account_move"}
