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
                    has_time=lambda _document: False,
                ),
                "account.bank.statement.line": Document(
                    changed=self._changed_bank_lines,
                    searched=("payment_ref",),
                    opened=lambda line: line.move_id,
                    groups=ACCOUNTING,
                    has_time=lambda _document: False,
                ),
            },
        )
        return {**super()._kinds(), "payment": payment}

    def _payment_selects(self, company):
        return [
            self._select_payments(company),
            *self._select_paid_receivables(company),
            self._select_unmatched_bank_lines(company),
        ]

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

        What a payment of its own tells of is that payment. Of some customers there are
        two SELECTs: each tells the customer by a column, which is looked up for one of
        them.
        """
        counterpart = SQL.identifier("counterpart", "partner_id")
        partner = SQL("line.partner_id")
        look_up = self._look_up_counterpart()
        if self.env.context.get("retention_all_customers"):
            customer = SQL("COALESCE(%s, %s)", counterpart, partner)
            return [self._select_paid(company, look_up, SQL("TRUE"), customer)]
        join = SQL(
            """JOIN account_move_line counterpart
                 ON counterpart.id = partial.debit_move_id"""
        )
        is_known = SQL("%s IS NOT NULL", counterpart)
        return [
            self._select_paid(company, join, is_known, counterpart),
            self._select_paid(company, look_up, SQL("NOT %s", is_known), partner),
        ]

    def _select_paid(self, company, join, condition, partner):
        """Return the SELECT of receivables that bank lines paid.

        :param SQL join: of what each ``partial`` paid, the ``counterpart``
        :param SQL condition: which of them
        :param SQL partner: who paid
        """
        return self._select_bank_lines(
            company,
            SQL(
                """JOIN account_move_line line ON line.statement_line_id = d.id
                    AND line.statement_line_id IS NOT NULL  -- few, by their index
                   JOIN account_account account ON account.id = line.account_id
                    AND account.account_type = 'asset_receivable'
                   LEFT JOIN account_partial_reconcile partial
                          ON partial.credit_move_id = line.id
                   %s
                   WHERE counterpart.payment_id IS NULL AND %s""",
                join,
                condition,
            ),
            partner=partner,
            amount=SQL("COALESCE(partial.amount, -line.balance)"),
        )

    def _look_up_counterpart(self):
        """Return the join of what each ``partial`` paid, looked up one by one: few
        journal items are of bank lines."""
        return SQL(
            """LEFT JOIN LATERAL (SELECT * FROM account_move_line
                                  WHERE id = partial.debit_move_id OFFSET 0
                                 ) counterpart ON TRUE"""
        )

    def _select_unmatched_bank_lines(self, company):
        """Money received that is not matched yet, from the partner of the line.

        What was booked to another account, such as interest, is no customer's. Of a
        line matched in part, a payment is that payment; a payable account is a vendor
        paying back.
        """
        return self._select_bank_lines(
            company,
            SQL(
                """WHERE d.is_reconciled IS NOT TRUE AND NOT EXISTS (
                       SELECT FROM account_move_line line
                       JOIN account_account account ON account.id = line.account_id
                       LEFT JOIN account_partial_reconcile partial
                              ON partial.credit_move_id = line.id
                       %s
                       WHERE line.statement_line_id = d.id
                         AND line.statement_line_id IS NOT NULL
                         AND (account.account_type
                                  IN ('asset_receivable', 'liability_payable')
                              OR counterpart.payment_id IS NOT NULL))""",
                self._look_up_counterpart(),
            ),
            partner=SQL("d.partner_id"),
            amount=SQL("ABS(move.amount_total_signed)"),
        )

    def _changed_bank_lines(self, since):
        """Return the SELECT of the partners of lines, and of what they paid."""
        return SQL(
            """SELECT UNNEST(ARRAY[d.partner_id, line.partner_id,
                                   counterpart.partner_id]), d.company_id
               FROM account_bank_statement_line d
               JOIN account_move_line line ON line.move_id = d.move_id
               LEFT JOIN account_partial_reconcile partial
                      ON partial.credit_move_id = line.id
               LEFT JOIN account_move_line counterpart
                      ON counterpart.id = partial.debit_move_id
               WHERE d.write_date >= %(since)s OR partial.create_date >= %(since)s""",
            since=since.written,
        )

    def _select_bank_lines(self, company, source, **columns):
        return self._select(
            "payment",
            "account.bank.statement.line",
            SQL(
                """FROM (SELECT * FROM account_bank_statement_line
                         WHERE amount > 0) d
                   JOIN account_move move
                     ON move.id = d.move_id AND move.state = 'posted'
                    AND move.statement_line_id IS NOT NULL %s""",
                source,
            ),
            company=SQL("d.company_id"),
            **self._date(company, SQL("move.date")),
            **columns,
        )


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "customer.retention.watched"]

    _retention_partner_idx = models.Index("(partner_id)")


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    _retention_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")
