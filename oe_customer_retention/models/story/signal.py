"""Lines of the story besides the signals: leads, notes, and mail of ours.

None is an act of the customer, and nothing is computed from them.
"""

from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from ..signals.kind import Kind, Topic

# What Odoo leaves of a message that is deleted.
EMPTIED = '<span class="o-mail-Message-edited"></span>'


class StorySignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _told_kinds(self):
        """Return what there is to say of every kind of document of the story.

        :rtype: dict[str, Kind]
        """
        mail = self._message_documents()["mail.message"]
        noted = replace(mail, event=None, topic=lambda _id: SQL("'note'"))
        note = Kind(
            label=self.env._("Notes"),
            event=self.env._("Note"),
            icon="fa-sticky-note-o",
            selects=self._note_selects,
            documents={"mail.message": noted},
            names_people=False,
            topics={"note": Topic(self.env._("Notes"), "fa-sticky-note-o")},
        )
        sent = Kind(
            label=self.env._("Email from us"),
            event=self.env._("Email sent"),
            icon="fa-envelope-o",
            selects=self._sent_mail_selects,
            documents={"mail.message": replace(mail, event=None)},
            names_people=False,
            topics=self._crm_topics(),
        )
        opportunity = self._opportunity_documents()["crm.lead"]
        lead = Kind(
            label=self.env._("Leads"),
            event=self.env._("Lead"),
            icon="fa-bullseye",
            selects=self._lead_selects,
            documents={"crm.lead": replace(opportunity, event=None, topic=None)},
        )
        return {"lead": lead, **self._kinds(), "note": note, "sent": sent}

    def _topics(self):
        """Return what a document of the story can be, by key: those of its kind, or
        the kind itself.

        :rtype: dict[str, Topic]
        """
        topics = {}
        for key, kind in self._told_kinds().items():
            topics.update(kind.topics or {key: Topic(kind.label, kind.icon)})
        return topics

    def _lead_selects(self, company):
        """Leads as they came in; one that becomes an opportunity is told as such."""
        leads = SQL("FROM %s d WHERE d.type = 'lead'", self._leads())
        return [
            self._select(
                "lead",
                "crm.lead",
                leads,
                partner=SQL("d.partner_id"),
                company=SQL("d.company_id"),
                **self._moment(company, SQL("d.create_date")),
                user_id=SQL("d.user_id"),
            )
        ]

    def _note_selects(self, company):
        """Log notes on the contacts and the profile, as in the panel of notes."""
        places = ("res.partner", "customer.retention.profile")
        condition = SQL(
            """d.subtype_id = %s AND d.message_type = 'comment'
               AND d.mail_activity_type_id IS NULL""",
            self._subtype_id("mail.mt_note"),
        )
        return self._written_selects(company, "note", condition, places)

    def _sent_mail_selects(self, company):
        """Mail that people who work here, or did, wrote on a customer's documents."""
        condition = SQL(
            """d.subtype_id = %s AND d.message_type IN ('comment', 'email_outgoing')
               AND d.mail_activity_type_id IS NULL AND d.author_id IN (%s)""",
            self._subtype_id("mail.mt_comment"),
            self._staff_partners(),
        )
        return self._written_selects(company, "sent", condition, self._threads())

    def _subtype_id(self, xmlid):
        return self.env["ir.model.data"]._xmlid_to_res_id(xmlid)

    def _written_selects(self, company, kind, condition, models):
        threads = self._threads()
        return [
            self._select(
                kind,
                "mail.message",
                SQL(
                    """FROM mail_message d JOIN %s doc ON doc.id = d.res_id
                       WHERE d.model = %s AND COALESCE(d.body, '') NOT IN ('', %s)
                         AND %s""",
                    self._records(model, threads[model]),
                    model,
                    EMPTIED,
                    condition,
                ),
                partner=threads[model].column("doc", threads[model].partner),
                company=threads[model].column("doc", threads[model].company),
                **self._moment(company, SQL("d.date")),
                user_id=self._author_user(),
            )
            for model in models
        ]
