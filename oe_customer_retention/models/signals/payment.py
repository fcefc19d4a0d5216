from odoo import models
from odoo.tools import SQL

from ..groups import ACCOUNTING
from .kind import Document, Kind


class PaymentSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _kinds(self):
        payment = Kind(
            label=self.env._("Payments"),
            event=self.env._("Payment"),
            icon="fa-money",
            selects=self._payment_selects,
            documents={
                "account.payment": Document(
                    changed=lambda since: self._written("account.payment", since),
                    searched=("name", "memo"),
                    groups=ACCOUNTING,
                ),
                "account.bank.statement.line": Document(
                    changed=lambda since: self._written(
                        "account.bank.statement.line", since
                    ),
                    searched=("payment_ref",),
                    opened=lambda line: line.move_id,
                    groups=ACCOUNTING,
                ),
            },
        )
        return {**super()._kinds(), "payment": payment}

    def _payment_selects(self, company):
        return [self._select_payments(company), self._select_bank_lines(company)]

    def _select_payments(self, company):
        return self._select(
            "payment",
            "account.payment",
            SQL(
                """FROM account_payment d
                   WHERE d.state IN ('in_process', 'paid')
                     AND d.payment_type = 'inbound' AND d.partner_type = 'customer'"""
            ),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._date(company, SQL("d.date")),
            amount=SQL("d.amount_company_currency_signed"),
        )

    def _select_bank_lines(self, company):
        """Money received that no ``account.payment`` tells of.

        A line reconciled with a payment is that payment; one booked against a
        payable account is a vendor paying back.
        """
        return self._select(
            "payment",
            "account.bank.statement.line",
            SQL(
                """FROM account_bank_statement_line d
                   JOIN account_move move ON move.id = d.move_id
                   WHERE d.amount > 0 AND move.state = 'posted'
                     AND NOT EXISTS (
                         SELECT FROM account_move_line line
                         JOIN account_account account ON account.id = line.account_id
                         LEFT JOIN account_partial_reconcile partial
                                ON partial.credit_move_id = line.id
                         LEFT JOIN account_move_line counterpart
                                ON counterpart.id = partial.debit_move_id
                         WHERE line.move_id = d.move_id
                           AND (account.account_type = 'liability_payable'
                                OR counterpart.payment_id IS NOT NULL)
                     )"""
            ),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._date(company, SQL("move.date")),
            amount=SQL("ABS(move.amount_total_signed)"),
        )


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "customer.retention.document"]

    _retention_partner_idx = models.Index("(partner_id)")


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    _retention_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")
