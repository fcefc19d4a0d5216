"""Mail of the customer, and the messages that done activities leave."""

from lxml import html
from odoo import SUPERUSER_ID, models
from odoo.tools import SQL

from ..kind import Document


class MessageSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _message_documents(self):
        message = Document(
            changed=self._changed_messages,
            topic=self._message_topic,
            event=self._message_event,
            summary=self._message_summary,
            searched=("subject", "body"),
            opened=lambda message: self.env[message.model].browse(message.res_id),
        )
        return {"mail.message": message}

    def _message_topic(self, message_id):
        """Return the SQL of what a message is: as it was logged, else by the type of
        the activity that was done, else mail."""
        id_of = self.env["ir.model.data"]._xmlid_to_res_id
        return SQL(
            """COALESCE(
                   (SELECT logged.kind FROM customer_retention_interaction logged
                    WHERE logged.message_id = %(id)s LIMIT 1),
                   (SELECT CASE WHEN type.id = %(mail)s THEN 'mail'
                                WHEN type.category = 'phonecall' THEN 'call'
                                WHEN type.category = 'meeting' THEN 'meeting'
                                ELSE 'task' END
                    FROM mail_message done
                    JOIN mail_activity_type type
                      ON type.id = done.mail_activity_type_id
                    WHERE done.id = %(id)s),
                   'mail')""",
            id=message_id,
            mail=id_of("mail.mail_activity_data_email") or None,
        )

    def _message_event(self, message, _at):
        if message.mail_activity_type_id:
            return message.sudo().mail_activity_type_id.name
        return self.env._("Message received")

    def _message_summary(self, message, event):
        if message.mail_activity_type_id:
            return self._done_summary(message, event)
        text = message.preview or ""
        subject = message.subject
        if not subject or subject == message.record_name:
            return text
        return " – ".join(filter(None, (subject, text)))

    def _done_summary(self, message, event):
        """Return the words people wrote of a completed activity: what it was about and
        how it went, as Odoo's ``mail.message_activity_done`` sets them.

        An activity without a summary has that of its type, which ``event`` says.
        """
        if not message.body:
            return ""
        body = html.fromstring(f"<div>{message.body}</div>")
        about = body.xpath(".//span[normalize-space()=':']/following-sibling::span")
        went = body.xpath(
            ".//div[contains(@class, 'fw-bold')]"
            "[not(contains(@class, 'o_mail_note_title'))]/following-sibling::text()"
        )
        texts = [*(span.text_content() for span in about[:1]), " ".join(went)]
        parts = (" ".join(text.split()) for text in texts)
        return " – ".join(part for part in parts if part not in ("", event))

    def _changed_messages(self, since):
        """Mail of the author, and activities done for the record's customer."""
        threads = self._threads()
        partners = [
            thread.column(self.env[model]._table, thread.partner)
            for model, thread in threads.items()
        ]
        return SQL(
            """SELECT UNNEST(ARRAY[d.author_id, %(partners)s]), NULL::integer
               FROM mail_message d %(records)s
               WHERE d.id > %(message_id)s AND d.create_date >= %(written)s
                 AND d.model IN %(models)s
                 AND (d.message_type IN ('email', 'comment')
                      OR d.mail_activity_type_id IS NOT NULL)""",
            partners=SQL(", ").join(partners),
            records=self._join_records(threads),
            message_id=since.message_id,
            written=since.written,
            models=tuple(threads),
        )

    def _select_incoming_mail(self, company):
        """Mail or comments of the customer from the portal, not of a machine.

        What somebody wrote who worked here then is none, but on a record of its own.
        """
        threads = self._read_threads()
        owned = {model: thread for model, thread in threads.items() if thread.company}
        no_company = SQL("NULL::integer")
        companies = [
            thread.column(self.env[model]._table, thread.company)
            for model, thread in owned.items()
        ]
        return self._select(
            "crm",
            "mail.message",
            SQL(
                """FROM mail_message d %s
                   WHERE d.model IN %s
                     AND d.message_type IN ('email', 'comment')
                     AND d.is_internal IS NOT TRUE
                     AND d.retention_is_automatic IS NOT TRUE
                     AND (d.author_id NOT IN (%s)
                          OR d.author_id NOT IN (%s) AND %s)""",
                self._join_records(owned),
                tuple(threads),
                self._staff_partners(),
                self._internal_partners(),
                self._is_on_own_record(threads),
            ),
            partner=SQL("d.author_id"),
            company=SQL("COALESCE(%s)", SQL(", ").join([no_company, *companies])),
            **self._moment(company, SQL("d.date")),
            is_contact=SQL("TRUE"),
        )

    def _is_on_own_record(self, threads):
        """Return the SQL of whether the message ``d`` is on a record of its author's
        customer; for few messages: each looks its record up."""
        partners = [
            SQL(
                "WHEN %(model)s THEN (SELECT %(partner)s FROM %(table)s %(alias)s"
                " WHERE %(alias)s.id = d.res_id)",
                model=model,
                partner=thread.column(self.env[model]._table, thread.partner),
                table=self._records(model, thread),
                alias=SQL.identifier(self.env[model]._table),
            )
            for model, thread in threads.items()
        ]
        return SQL(
            """((SELECT commercial_partner_id FROM res_partner WHERE id = d.author_id)
                = (SELECT commercial_partner_id FROM res_partner
                   WHERE id = CASE d.model %s END))""",
            SQL(" ").join(partners),
        )

    def _author_user(self):
        """Return the SQL of the user who wrote the message ``d``."""
        return SQL(
            """(SELECT author.id FROM res_users author
                WHERE author.partner_id = d.author_id
                ORDER BY author.active DESC, author.id LIMIT 1)"""
        )

    def _join_records(self, threads):
        """Join the records of ``threads`` that the messages ``d`` are on.

        Each has the name of its table as alias.
        """
        return SQL(" ").join(
            SQL(
                "LEFT JOIN %(table)s %(alias)s"
                " ON d.model = %(model)s AND %(alias)s.id = d.res_id",
                table=self._records(model, thread),
                alias=SQL.identifier(self.env[model]._table),
                model=model,
            )
            for model, thread in threads.items()
        )

    def _records(self, model, thread):
        return thread.table or SQL.identifier(self.env[model]._table)

    def _select_done_activities(self, company):
        """Completed activities: the message they leave outlives them.

        Whether the customer did anything is known of those that were logged: it
        called, wrote or came (``logged``), and not only to complain.

        :return: one SELECT for each of :meth:`_read_threads`
        """
        came = SQL(
            """(logged.direction = 'incoming'
                OR logged.kind = 'meeting' AND logged.reached) IS TRUE"""
        )
        return self._select_logged(company, "crm", SQL("NOT %s", self._is_ours()), came)

    def _select_reached(self, company):
        """Calls and mails of ours that were logged; those that reached somebody are
        contact, and end a silence where the policy says so."""
        reached = SQL("logged.reached IS TRUE")
        return self._select_logged(company, "outgoing", self._is_ours(), reached)

    def _is_ours(self):
        return SQL(
            """(logged.direction = 'outgoing' AND logged.kind IN ('call', 'mail'))
               IS TRUE"""
        )

    def _select_logged(self, company, kind, condition, is_contact):
        return [
            self._select(
                kind,
                "mail.message",
                SQL(
                    """FROM mail_message d
                       JOIN %s doc ON doc.id = d.res_id
                       LEFT JOIN customer_retention_interaction logged
                              ON logged.message_id = d.id
                       WHERE d.mail_activity_type_id IS NOT NULL AND d.model = %s
                         AND %s""",
                    self._records(model, thread),
                    model,
                    condition,
                ),
                partner=thread.column("doc", thread.partner),
                company=thread.column("doc", thread.company),
                **self._moment(company, SQL("d.date")),
                is_activity=SQL(
                    "%s AND logged.outcome IS DISTINCT FROM 'negative'", is_contact
                ),
                is_contact=is_contact,
                user_id=SQL("COALESCE(logged.user_id, %s)", self._author_user()),
            )
            for model, thread in self._read_threads().items()
        ]

    def _internal_partners(self):
        """Partners of people who work here, and OdooBot: their mail tells nothing."""
        return SQL(
            """SELECT partner_id FROM res_users
               WHERE share IS NOT TRUE AND (active OR id = %s)""",
            SUPERUSER_ID,
        )

    def _staff_partners(self):
        """Partners of people who work here, or did: their mail to customers is ours."""
        return SQL("SELECT partner_id FROM res_users WHERE share IS NOT TRUE")
