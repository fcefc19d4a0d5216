"""Days on which we contacted a customer, whether or not it answered.

No kind of signal: it adds nothing to ``_kinds`` and ends no silence. It is beside the
signals because it shares SELECTs with them; the refresh stores it as
``customer.retention.outreach.day``, by which win-backs are compared.
"""

from odoo import models
from odoo.tools import SQL


class ContactSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _read_models(self):
        mailings = {"mailing.trace"} if "mailing.trace" in self.env else set()
        return super()._read_models() | mailings

    def _contact_queries(self, company):
        """Return the SELECTs of our contacts with customers of ``company``.

        Columns: ``partner_id``, ``company_id`` (NULL: any company that knows the
        customer) and ``day``. Another channel is one more SELECT, by inheritance.

        :param company: a single ``res.company``
        :rtype: list[SQL]
        """
        done = [
            *self._select_done_activities(company),
            *self._select_reached(company),
            self._select_meetings(company),
        ]
        return [
            *(
                SQL("SELECT partner_id, company_id, day FROM (%s) done", select)
                for select in done
            ),
            self._select_sent_mail(company),
            *self._select_mailings(company),
        ]

    def _contact_days(self, scope):
        """Return the SELECT of ``customer_id``, ``day`` and ``contact_count``.

        :param Scope scope: company, date and customers
        """
        queries = self._reading(scope)._contact_queries(scope.company)
        return SQL(
            """SELECT customer_id, day, COUNT(*) AS contact_count
               FROM (%s) contact GROUP BY customer_id, day""",
            scope.roll_up(SQL(" UNION ALL ").join(queries)),
        )

    def _is_written(self, sent, message):
        """Return the SQL of whether somebody was written to, and by no machine.

        :param SQL sent: alias of a ``mail_notification``
        :param SQL message: alias of its ``mail_message``
        """
        return SQL(
            """(%s.notification_type = 'email'
                AND %s.message_type IN ('comment', 'email_outgoing'))""",
            sent,
            message,
        )

    def _select_sent_mail(self, company):
        """Mails that somebody here wrote and sent, not the automatic ones."""
        return SQL(
            """SELECT sent.res_partner_id AS partner_id,
                      d.record_company_id AS company_id, %s AS day
               FROM mail_notification sent
               JOIN mail_message d ON d.id = sent.mail_message_id
               WHERE %s AND d.author_id IN (%s)""",
            company._retention_day(SQL("d.date")),
            self._is_written(SQL("sent"), SQL("d")),
            self._staff_partners(),
        )

    def _select_mailings(self, company):
        """Mass mailings sent to a customer, where ``mass_mailing`` is installed."""
        if "mailing.trace" not in self.env or not self._reads("mailing.trace"):
            return []
        return [
            SQL(
                """SELECT %s AS partner_id, %s AS company_id, %s AS day
                   FROM mailing_trace d JOIN %s doc ON doc.id = d.res_id
                   WHERE d.model = %s AND d.sent_datetime IS NOT NULL""",
                thread.column("doc", thread.partner),
                thread.column("doc", thread.company),
                company._retention_day(SQL("d.sent_datetime")),
                SQL.identifier(self.env[model]._table),
                model,
            )
            for model, thread in self._read_threads().items()
        ]
