from odoo import models
from odoo.fields import Domain

from ..kind import DocumentList, Kind, Topic


class CrmSignal(models.AbstractModel):
    """Contact: opportunities, mail, meetings and what was logged."""

    _inherit = "customer.retention.signal"

    def _kinds(self):
        decided = Domain("won_status", "in", ("won", "lost"))
        opportunities = Domain("type", "=", "opportunity") & (
            Domain("active", "=", True) | decided
        )
        crm = Kind(
            label=self.env._("CRM contact"),
            event=self.env._("CRM contact"),
            icon="fa-comments-o",
            selects=self._crm_selects,
            topics=self._crm_topics(),
            date_field="last_heard_date",
            documents={
                **self._opportunity_documents(),
                **self._message_documents(),
                **self._meeting_documents(),
            },
            lists={
                "opportunity": DocumentList(
                    "crm.lead", "crm.crm_lead_opportunities", opportunities
                )
            },
        )
        outgoing = Kind(
            label=self.env._("Our calls and emails"),
            event=self.env._("Call"),
            icon="fa-phone",
            selects=self._select_reached,
            topics=self._crm_topics(),
            documents=self._message_documents(),
        )
        return {**super()._kinds(), "crm": crm, "outgoing": outgoing}

    def _crm_topics(self):
        """Return what being in touch is made of."""
        return {
            "call": Topic(self.env._("Calls"), "fa-phone"),
            "meeting": Topic(self.env._("Meetings"), "fa-calendar"),
            "mail": Topic(self.env._("Emails"), "fa-envelope-o"),
            "task": Topic(self.env._("Tasks"), "fa-check-square-o"),
            "deal": Topic(self.env._("Opportunities"), "fa-star"),
        }

    def _crm_selects(self, company):
        return [
            self._select_opportunities(company),
            self._select_incoming_mail(company),
            *self._select_done_activities(company),
            self._select_meetings(company),
        ]
