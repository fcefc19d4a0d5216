from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..groups import ACCOUNTING
from .kind import Document, DocumentList, Kind

INVOICES = ("out_invoice", "out_receipt")
REFUNDS = ("out_refund",)


class InvoiceSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _kinds(self):
        posted = Domain("state", "=", "posted")
        types = (*INVOICES, *REFUNDS)
        invoice = Kind(
            label=self.env._("Invoices"),
            event=self.env._("Invoice"),
            icon="fa-file-text-o",
            selects=self._invoice_selects,
            documents={
                "account.move": Document(
                    changed=lambda since: self._written(
                        "account.move", since, SQL("d.move_type IN %s", types)
                    ),
                    event=self._invoice_event,
                    searched=("name", "ref"),
                    groups=ACCOUNTING,
                )
            },
            lists={
                "invoice": DocumentList(
                    "account.move",
                    "account.action_move_out_invoice_type",
                    posted & Domain("move_type", "in", types),
                )
            },
        )
        return {**super()._kinds(), "invoice": invoice}

    def _invoice_event(self, move, _at):
        return self.env._("Credit note") if move.move_type in REFUNDS else None

    def _invoice_selects(self, company):
        return [
            self._select_moves(company, INVOICES, self._is_purchase(company)),
            self._select_moves(
                company,
                REFUNDS,
                SQL("%s", company.purchase_basis != "order"),
                is_activity=SQL("FALSE"),
            ),
        ]

    def _select_moves(self, company, move_types, has_revenue, **columns):
        return self._select(
            "invoice",
            "account.move",
            SQL(
                """FROM account_move d
                   WHERE d.state = 'posted' AND d.move_type IN %s
                     AND d.invoice_date IS NOT NULL""",
                move_types,
            ),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._date(company, SQL("d.invoice_date")),
            amount=SQL("d.amount_untaxed_signed"),
            revenue=SQL("CASE WHEN %s THEN d.amount_untaxed_signed END", has_revenue),
            user_id=SQL("d.invoice_user_id"),
            **columns,
        )

    def _is_purchase(self, company):
        if company.purchase_basis == "order":
            return SQL("FALSE")
        if company.purchase_basis == "invoice":
            return SQL("d.amount_untaxed_signed > 0")
        return SQL("d.amount_untaxed_signed > 0 AND %s", self._without_order())

    def _without_order(self):
        """No sale order stands behind the invoice: else that is the purchase."""
        return SQL(
            """NOT EXISTS (
                   SELECT FROM account_move_line line
                   JOIN sale_order_line_invoice_rel link
                     ON link.invoice_line_id = line.id
                   WHERE line.move_id = d.id)"""
        )


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "customer.retention.document"]
