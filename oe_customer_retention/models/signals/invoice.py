from odoo import models
from odoo.tools import SQL

INVOICES = ("out_invoice", "out_receipt")
REFUNDS = ("out_refund",)


class InvoiceSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _queries(self, company):
        invoices = [
            self._select_moves(company, INVOICES),
            self._select_moves(company, REFUNDS, is_activity=SQL("FALSE")),
        ]
        return {**super()._queries(company), "invoice": invoices}

    def _select_moves(self, company, move_types, **columns):
        return self._select(
            "invoice",
            "account.move",
            SQL("FROM account_move d WHERE %s", self._posted(move_types)),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._date(company, SQL("d.invoice_date")),
            amount=SQL("d.amount_untaxed_signed"),
            user_id=SQL("d.invoice_user_id"),
            **columns,
        )

    def _purchase_queries(self, company):
        queries = super()._purchase_queries(company)
        if company.purchase_basis == "order":
            return queries
        invoiced = SQL("%s AND d.amount_untaxed_signed > 0", self._posted(INVOICES))
        if company.purchase_basis == "both":
            invoiced = SQL("%s AND %s", invoiced, self._without_order())
        refunded = self._posted(REFUNDS)
        return [*queries, self._revenue(invoiced), self._revenue(refunded)]

    def _revenue(self, condition):
        return SQL(
            """SELECT d.partner_id, d.company_id, d.invoice_date AS day,
                      d.amount_untaxed_signed AS revenue
               FROM account_move d WHERE %s""",
            condition,
        )

    def _posted(self, move_types):
        return SQL(
            """d.state = 'posted' AND d.move_type IN %s
               AND d.invoice_date IS NOT NULL""",
            move_types,
        )

    def _without_order(self):
        """No sale order stands behind the invoice: else that is the purchase."""
        return SQL(
            """NOT EXISTS (
                   SELECT FROM account_move_line line
                   JOIN sale_order_line_invoice_rel link
                     ON link.invoice_line_id = line.id
                   WHERE line.move_id = d.id)"""
        )
