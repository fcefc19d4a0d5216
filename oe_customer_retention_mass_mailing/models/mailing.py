from odoo import models
from odoo.addons.oe_customer_retention.models.signals.kind import Document, Kind
from odoo.tools import SQL

ANSWERED = {"reply_datetime", "links_click_datetime"}


class MailingSignal(models.AbstractModel):
    """Replies to mailings, and clicks in them. That one was opened says nothing: mail
    programs open them by themselves."""

    _inherit = "customer.retention.signal"

    def _kinds(self):
        mailing = Kind(
            label=self.env._("Mailings"),
            event=self.env._("Clicked in a mailing"),
            icon="fa-paper-plane-o",
            selects=self._mailing_selects,
            documents={
                "mailing.trace": Document(
                    changed=self._changed_mailings,
                    event=self._mailing_event,
                    summary=lambda trace, _event: trace.mass_mailing_id.subject or "",
                    searched=("mass_mailing_id.subject",),
                    opened=lambda trace: trace.mass_mailing_id,
                    groups="mass_mailing.group_mass_mailing_user",
                )
            },
        )
        return {**super()._kinds(), "mailing": mailing}

    def _mailing_selects(self, company):
        return [
            self._select_answers(company, SQL("d.reply_datetime")),
            self._select_answers(company, SQL("d.links_click_datetime")),
        ]

    def _select_answers(self, company, at):
        return self._select(
            "mailing",
            "mailing.trace",
            SQL(
                "%s WHERE %s IS NOT NULL AND d.is_test_trace IS NOT TRUE",
                self._from_traces(),
                at,
            ),
            partner=SQL("recipient.partner_id"),
            company=SQL("recipient.company_id"),
            **self._moment(company, at),
        )

    def _from_traces(self):
        """Return FROM of traces ``d`` with the ``recipient``: whom the record is about
        that the mailing was sent to, or who alone has a mailing contact's address."""
        records = [
            SQL(
                """SELECT %s AS partner_id, %s AS company_id FROM %s doc
                   WHERE d.model = %s AND doc.id = d.res_id""",
                thread.column("doc", thread.partner),
                thread.column("doc", thread.company),
                SQL.identifier(self.env[model]._table),
                model,
            )
            for model, thread in self._threads().items()
        ]
        contact = SQL(
            """SELECT MIN(contact.id), NULL::integer FROM res_partner contact
               WHERE d.model = 'mailing.contact'
                 AND contact.email_normalized = COALESCE(d.email, (
                     SELECT listed.email_normalized FROM mailing_contact listed
                     WHERE listed.id = d.res_id))
               HAVING COUNT(DISTINCT contact.commercial_partner_id) = 1"""
        )
        return SQL(
            "FROM mailing_trace d CROSS JOIN LATERAL (%s) recipient",
            SQL(" UNION ALL ").join([*records, contact]),
        )

    def _changed_mailings(self, since):
        return SQL(
            """SELECT recipient.partner_id, recipient.company_id %s
               WHERE d.write_date >= %s
                 AND (d.reply_datetime IS NOT NULL
                      OR d.links_click_datetime IS NOT NULL)""",
            self._from_traces(),
            since.written,
        )

    def _mailing_event(self, trace, at):
        """Return that it was answered, where that was the moment."""
        replied = trace.reply_datetime and trace.reply_datetime.replace(microsecond=0)
        return self.env._("Answered a mailing") if replied == at else None


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    def write(self, vals):
        result = super().write(vals)
        if not ANSWERED.isdisjoint(vals):
            self.env["customer.retention.stale"]._wake_job()
        return result
