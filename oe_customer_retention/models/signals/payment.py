from odoo import models
from odoo.tools import SQL


class PaymentSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _queries(self, company):
        payments = [
            self._select_payments(company),
            self._select_paid_receivables(company),
            self._select_unmatched_bank_lines(company),
        ]
        return {**super()._queries(company), "payment": payments}

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

    def _select_paid_receivables(self, company):
        """Money of a bank line, by the receivables it paid: each has its customer.

        What a payment of its own tells of is that payment.
        """
        return self._select_bank_lines(
            company,
            SQL(
                """JOIN account_move_line line ON line.move_id = d.move_id
                   JOIN account_account account ON account.id = line.account_id
                    AND account.account_type = 'asset_receivable'
                   LEFT JOIN account_partial_reconcile partial
                          ON partial.credit_move_id = line.id
                   LEFT JOIN account_move_line counterpart
                          ON counterpart.id = partial.debit_move_id
                   WHERE counterpart.payment_id IS NULL"""
            ),
            partner=SQL("COALESCE(counterpart.partner_id, line.partner_id)"),
            amount=SQL("COALESCE(partial.amount, -line.balance)"),
        )

    def _select_unmatched_bank_lines(self, company):
        """Money received that is not matched yet, from the partner of the line.

        A line reconciled with a payment is that payment; one booked against a
        payable account is a vendor paying back.
        """
        return self._select_bank_lines(
            company,
            SQL(
                """WHERE NOT EXISTS (
                       SELECT FROM account_move_line line
                       JOIN account_account account ON account.id = line.account_id
                       LEFT JOIN account_partial_reconcile partial
                              ON partial.credit_move_id = line.id
                       LEFT JOIN account_move_line counterpart
                              ON counterpart.id = partial.debit_move_id
                       WHERE line.move_id = d.move_id
                         AND (account.account_type
                                  IN ('asset_receivable', 'liability_payable')
                              OR counterpart.payment_id IS NOT NULL))"""
            ),
            partner=SQL("d.partner_id"),
            amount=SQL("ABS(move.amount_total_signed)"),
        )

    def _select_bank_lines(self, company, source, **columns):
        return self._select(
            "payment",
            "account.bank.statement.line",
            SQL(
                """FROM (SELECT * FROM account_bank_statement_line
                         WHERE amount > 0) d
                   JOIN account_move move
                     ON move.id = d.move_id AND move.state = 'posted' %s""",
                source,
            ),
            company=SQL("d.company_id"),
            **self._date(company, SQL("move.date")),
            **columns,
        )


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "customer.retention.document"]

    _retention_partner_idx = models.Index("(partner_id)")


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    _retention_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")
