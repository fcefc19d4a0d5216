from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..groups import ACCOUNTING
from .kind import Document, DocumentList, Kind

INVOICES = ("out_invoice", "out_receipt")
CREDIT_NOTES = ("out_refund",)


class InvoiceSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _kinds(self):
        posted = Domain("state", "=", "posted")
        types = (*INVOICES, *CREDIT_NOTES)
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
                    has_time=lambda _document: False,
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
        return self.env._("Credit note") if move.move_type in CREDIT_NOTES else None

    def _invoice_selects(self, company):
        stands = SQL("NOT (%s)", self._is_reversed())
        return [
            self._select_moves(company, INVOICES, is_activity=stands),
            self._select_moves(company, CREDIT_NOTES, is_activity=SQL("FALSE")),
        ]

    def _select_moves(self, company, move_types, **columns):
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
            user_id=SQL("d.invoice_user_id"),
            **columns,
        )

    def _is_reversed(self, as_of=None, move="d"):
        """Return the SQL of whether an invoice was wholly reversed.

        It was a mistake, and is as if it had not been made. That it is settled by
        credit notes says nothing: they may be for other goods.

        :param date as_of: by credit notes up to this day (default: by all)
        :param str move: the alias of the invoice in ``account_move``
        """
        return SQL(
            """(%(move)s.move_type IN %(invoices)s AND %(move)s.amount_untaxed > 0
                AND %(move)s.amount_untaxed <= (
                    SELECT SUM(credit.amount_untaxed) FROM account_move credit
                    WHERE credit.reversed_entry_id = %(move)s.id
                      AND credit.state = 'posted'
                      AND credit.move_type = 'out_refund' %(until)s)) IS TRUE""",
            move=SQL.identifier(move),
            invoices=INVOICES,
            until=as_of and SQL("AND credit.invoice_date <= %s", as_of) or SQL(),
        )


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "customer.retention.watched"]
