"""Events of customers that may precede a loss, as the documents tell it."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

PRICE_RISE = 5  # percent
OVERDUE_DAYS = 15
ANSWERED_WITHIN = 7  # days
QUOTATION_DAYS = 30


class RetentionPrecursorEvent(models.AbstractModel):
    """The seam between documents and what may precede a loss.

    Another addon adds a key to ``cause`` of ``customer.retention.precursor`` and its
    SELECT to :meth:`_events`.
    """

    _name = "customer.retention.precursor.event"
    _description = "Retention Precursor Event"

    def _events(self, company):
        """Return by cause the SELECT of what happened to whom, and when.

        Columns: ``partner_id``, a customer or one of its contacts, ``company_id``
        (NULL: all companies), and ``day``, on which it could be known.

        :param company: a single ``res.company``
        :rtype: dict[str, SQL]
        """
        return {
            "price": self._select_price_rises(company),
            "credit": self._select_credit_notes(),
            "overdue": self._select_overdue(company),
            "salesperson": self._select_changed_salespeople(company),
            "mail": self._select_unanswered_mail(company),
            "quotation": self._select_lost_quotations(company),
            "opportunity": self._select_lost_opportunities(company),
        }

    def _select_price_rises(self, company):
        """Orders of a product for more than the last time, in the same unit and
        currency, discounts taken off."""
        return SQL(
            """SELECT partner_id, company_id, day FROM (
                   SELECT d.partner_id, d.company_id, %(day)s AS day,
                          line.price_subtotal / line.product_uom_qty AS price,
                          LAG(line.price_subtotal / line.product_uom_qty) OVER (
                              PARTITION BY contact.commercial_partner_id,
                                  line.product_id, line.product_uom_id, d.currency_id
                              ORDER BY d.date_order, line.id) AS before
                   FROM sale_order d
                   JOIN res_partner contact ON contact.id = d.partner_id
                   JOIN sale_order_line line ON line.order_id = d.id
                   WHERE d.state = 'sale' AND d.company_id = %(company)s
                     AND line.display_type IS NULL
                     AND line.is_downpayment IS NOT TRUE
                     AND line.product_uom_qty > 0 AND line.price_subtotal > 0) line
               WHERE price >= before * %(rise)s""",
            day=company._retention_day(SQL("d.date_order")),
            company=company.id,
            rise=1 + PRICE_RISE / 100,
        )

    def _select_credit_notes(self):
        return SQL(
            """SELECT partner_id, company_id, invoice_date AS day FROM account_move
               WHERE move_type = 'out_refund' AND state = 'posted'"""
        )

    def _select_overdue(self, company):
        """Invoices not paid in full so many days after they were due."""
        return SQL(
            """SELECT line.partner_id, line.company_id,
                      line.date_maturity + %(days)s AS day
               FROM account_move_line line
               JOIN account_move move ON move.id = line.move_id
               JOIN account_account account ON account.id = line.account_id
               WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
                 AND account.account_type = 'asset_receivable'
                 AND line.company_id = %(company)s
                 AND line.balance > COALESCE((
                     SELECT SUM(paid.amount) FROM account_partial_reconcile paid
                     WHERE paid.debit_move_id = line.id
                       AND paid.max_date < line.date_maturity + %(days)s
                 ), 0) + 0.005""",
            days=OVERDUE_DAYS,
            company=company.id,
        )

    def _select_changed_salespeople(self, company):
        """Quotations and orders by somebody else than the one before."""
        return SQL(
            """SELECT partner_id, company_id, day FROM (
                   SELECT d.partner_id, d.company_id, %s AS day, d.user_id,
                          LAG(d.user_id) OVER (
                              PARTITION BY contact.commercial_partner_id
                              ORDER BY d.date_order, d.id) AS before
                   FROM sale_order d
                   JOIN res_partner contact ON contact.id = d.partner_id
                   WHERE d.state != 'cancel' AND d.user_id IS NOT NULL
                     AND d.company_id = %s) document
               WHERE user_id != before""",
            company._retention_day(SQL("d.date_order")),
            company.id,
        )

    def _select_unanswered_mail(self, company):
        """Mail of the customer after which nobody was in touch for so many days."""
        return SQL(
            """SELECT mail.partner_id, mail.company_id, mail.day + %(days)s AS day
               FROM (%(mail)s) mail
               JOIN res_partner contact ON contact.id = mail.partner_id
               WHERE NOT EXISTS (
                   SELECT FROM customer_retention_profile profile
                   JOIN customer_retention_outreach_day outreach
                     ON outreach.profile_id = profile.id
                   WHERE profile.partner_id = contact.commercial_partner_id
                     AND profile.company_id = %(company)s
                     AND outreach.date BETWEEN mail.day AND mail.day + %(days)s)""",
            mail=self.env["customer.retention.signal"]._select_incoming_mail(company),
            days=ANSWERED_WITHIN,
            company=company.id,
        )

    def _select_lost_quotations(self, company):
        """Quotations that were no order so many days later."""
        signals = self.env["customer.retention.signal"]
        return SQL(
            """SELECT d.partner_id, d.company_id, %(day)s + %(days)s AS day
               %(quotations)s AND d.company_id = %(company)s
                 AND (d.state != 'sale'
                      OR d.date_order > d.create_date + %(days)s * INTERVAL '1 day')""",
            day=company._retention_day(SQL("LEAST(d.create_date, d.date_order)")),
            days=QUOTATION_DAYS,
            quotations=signals._from("sale.order", signals._offers()),
            company=company.id,
        )

    def _select_lost_opportunities(self, company):
        return SQL(
            "SELECT d.partner_id, d.company_id, %s AS day %s",
            company._retention_day(SQL("d.date_closed")),
            self.env["customer.retention.signal"]._from(
                "crm.lead",
                Domain("won_status", "=", "lost") & Domain("date_closed", "!=", False),
            ),
        )
