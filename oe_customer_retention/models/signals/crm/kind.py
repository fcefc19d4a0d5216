from odoo import models
from odoo.fields import Domain

from ..kind import DocumentList, Kind


class CrmSignal(models.AbstractModel):
    """Contact of the customer: opportunities, mail, done activities and meetings."""

    _inherit = "customer.retention.signal"

    def _kinds(self):
        opportunities = Domain("type", "=", "opportunity")
        crm = Kind(
            label=self.env._("Contact"),
            event=self.env._("Contact"),
            icon="fa-comments-o",
            selects=self._crm_selects,
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
        return {**super()._kinds(), "crm": crm}

    def _crm_selects(self, company):
        return [
            self._select_opportunities(company),
            self._select_incoming_mail(company),
            *self._select_done_activities(company),
            self._select_meetings(company),
        ]
