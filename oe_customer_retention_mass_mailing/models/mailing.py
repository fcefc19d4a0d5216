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
        answers = self._select(
            "mailing",
            "mailing.trace",
            SQL(
                """FROM (%s) d CROSS JOIN LATERAL (
                       VALUES (d.reply_datetime), (d.links_click_datetime)) answer (at)
                   WHERE answer.at IS NOT NULL AND d.is_test_trace IS NOT TRUE""",
                self._answered_traces(),
            ),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._moment(company, SQL("answer.at")),
        )
        return [answers]

    def _answered_traces(self):
        """Return the SELECT of answered traces, and whose each is: of whom the record
        is about that the mailing was sent to, or of the one customer with the address
        of a mailing contact."""
        to_records = [
            self._select_answered(
                thread.column("doc", thread.partner),
                thread.column("doc", thread.company),
                SQL(
                    "JOIN %s doc ON doc.id = trace.res_id AND trace.model = %s",
                    SQL.identifier(self.env[model]._table),
                    model,
                ),
            )
            for model, thread in self._threads().items()
            if getattr(self.env[model], "_mailing_enabled", False)
        ]
        by_address = SQL(
            """JOIN res_partner contact
                 ON contact.email_normalized = trace.email AND %s""",
            self._is_only_customer(),
        )
        by_listed_address = SQL(
            """JOIN mailing_contact listed
                 ON listed.id = trace.res_id AND trace.email IS NULL
               JOIN res_partner contact
                 ON contact.email_normalized = listed.email_normalized AND %s""",
            self._is_only_customer(),
        )
        to_contacts = [
            self._select_answered(
                SQL("contact.id"),
                SQL("NULL::integer"),
                SQL("%s AND trace.model = 'mailing.contact'", contact),
            )
            for contact in (by_address, by_listed_address)
        ]
        return SQL(" UNION ALL ").join([*to_records, *to_contacts])

    def _select_answered(self, partner, company, join):
        """Return the SELECT of answered traces that are whose a ``join`` says."""
        return SQL(
            """SELECT trace.id, trace.reply_datetime, trace.links_click_datetime,
                      trace.is_test_trace, trace.write_date,
                      %s AS partner_id, %s AS company_id
               FROM mailing_trace trace %s
               WHERE trace.reply_datetime IS NOT NULL
                  OR trace.links_click_datetime IS NOT NULL""",
            partner,
            company,
            join,
        )

    def _changed_mailings(self, since):
        return SQL(
            "SELECT partner_id, company_id FROM (%s) d WHERE write_date >= %s",
            self._answered_traces(),
            since.written,
        )

    def _mailing_event(self, trace, at):
        """Return that it was answered, where that was the moment."""
        replied = trace.reply_datetime and trace.reply_datetime.replace(microsecond=0)
        return self.env._("Answered a mailing") if replied == at else None


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    _retention_record_idx = models.Index("(model, res_id)")
    _retention_email_idx = models.Index("(email) WHERE model = 'mailing.contact'")

    def write(self, vals):
        result = super().write(vals)
        if not ANSWERED.isdisjoint(vals):
            self.env["customer.retention.stale"]._wake_job()
        return result


class MailingContact(models.Model):
    _inherit = "mailing.contact"

    _retention_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
