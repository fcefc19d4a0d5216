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
        bought = SQL("NOT (%s OR %s)", self._is_credit(), self._is_void())
        return [
            self._select_moves(company, INVOICES, is_activity=bought),
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

    def _is_credit(self, as_of=None):
        """Return the SQL of whether ``d`` is a credit note, or takes one back.

        Both lower or raise what was bought before, and are no purchase.

        :param date as_of: by documents up to this day (default: by all)
        """
        return SQL(
            "(d.move_type IN %s OR %s)",
            CREDIT_NOTES,
            self._takes_back(SQL("TRUE"), as_of),
        )

    def _is_void(self, as_of=None):
        """Return the SQL of whether ``d`` is as if it had not been made.

        It was wholly reversed, or takes back a document that was. That an invoice is
        settled by credit notes says nothing: they may be for other goods.

        :param date as_of: by documents up to this day (default: by all)
        """
        return SQL(
            "((%s OR %s) IS TRUE)",
            self._is_reversed("d", as_of),
            self._takes_back(self._is_reversed("origin", as_of), as_of),
        )

    def _takes_back(self, condition, as_of):
        """Return the SQL of whether ``d`` reverses an ``origin`` of this condition."""
        return SQL(
            """(d.reversed_entry_id IS NOT NULL AND EXISTS (
                    SELECT FROM account_move origin WHERE %s AND %s))""",
            self._reverses("d", "origin", as_of),
            condition,
        )

    def _is_reversed(self, move, as_of):
        """Return the SQL of whether nothing is left of a document.

        That it has a reversal at all comes first: few have, and PostgreSQL finds them
        in one pass.
        """
        return SQL(
            """(%(move)s.amount_untaxed > 0
                AND EXISTS (SELECT FROM account_move any_reversal
                            WHERE any_reversal.reversed_entry_id = %(move)s.id
                              AND any_reversal.reversed_entry_id IS NOT NULL)
                AND %(left)s <= 0)""",
            move=SQL.identifier(move),
            left=self._left(move, as_of),
        )

    def _left(self, move, as_of, depth=3):
        """Return the SQL of what of an amount is not reversed.

        :param int depth: reversals of reversals, so many of them, are looked at
        """
        amount = SQL.identifier(move, "amount_untaxed")
        if not depth:
            return amount
        reversal = f"reversal_{depth}"
        return SQL(
            "(%s - COALESCE((SELECT SUM(%s) FROM account_move %s WHERE %s), 0))",
            amount,
            self._left(reversal, as_of, depth - 1),
            SQL.identifier(reversal),
            self._reverses(reversal, move, as_of),
        )

    def _reverses(self, reversal, move, as_of):
        """Return the SQL of whether a posted document reverses another one."""
        both = [
            SQL(
                "%(move)s.state = 'posted' AND %(move)s.move_type IN %(types)s",
                move=SQL.identifier(alias),
                types=(*INVOICES, *CREDIT_NOTES),
            )
            for alias in (reversal, move)
        ]
        dates = [
            SQL("%s <= %s", SQL.identifier(alias, "invoice_date"), as_of)
            for alias in (reversal, move)
            if as_of
        ]
        opposite = SQL(
            """%(reversal)s.reversed_entry_id = %(move)s.id
               AND (%(reversal)s.move_type IN %(credit_notes)s)
                   != (%(move)s.move_type IN %(credit_notes)s)""",
            reversal=SQL.identifier(reversal),
            move=SQL.identifier(move),
            credit_notes=CREDIT_NOTES,
        )
        return SQL(" AND ").join([opposite, *both, *dates])


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "customer.retention.watched"]
