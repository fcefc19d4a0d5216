from odoo import models
from odoo.tools import SQL

from ..kind import Document, Thread


class OpportunitySignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _threads(self):
        return {**super()._threads(), "crm.lead": Thread(table=self._leads())}

    def _opportunity_documents(self):
        lead = Document(
            changed=lambda since: self._written("crm.lead", since),
            event=self._opportunity_event,
            topic=lambda _id: SQL("'deal'"),
        )
        return {"crm.lead": lead}

    def _opportunity_event(self, lead, at):
        if lead.date_closed and at == lead.date_closed.replace(microsecond=0):
            if lead.won_status == "lost":
                return self.env._("Opportunity lost")
            return self.env._("Opportunity won")
        return self.env._("Opportunity opened")

    def _select_opportunities(self, company):
        """Opportunities opened and closed, lost (archived) ones included.

        That one is given up for lost is our act, and tells nothing of the customer.
        """
        return self._select(
            "crm",
            "crm.lead",
            SQL(
                """FROM %s d
                   CROSS JOIN LATERAL (
                       VALUES (d.create_date, TRUE),
                              (d.date_closed, d.won_status = 'won')
                   ) moment (at, is_activity)
                   WHERE d.type = 'opportunity' AND moment.at IS NOT NULL""",
                self._leads(),
            ),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._moment(company, SQL("moment.at")),
            is_activity=SQL("moment.is_activity"),
            is_contact=SQL("moment.is_activity"),
            user_id=SQL("d.user_id"),
        )

    def _leads(self):
        """Leads with the company they belong to, if only by team or salesperson."""
        return SQL(
            """(SELECT lead.id, lead.partner_id, lead.type, lead.active,
                       lead.won_status, lead.user_id, lead.create_date,
                       lead.date_closed,
                       COALESCE(lead.company_id, team.company_id, owner.company_id)
                           AS company_id
                FROM crm_lead lead
                LEFT JOIN crm_team team ON team.id = lead.team_id
                LEFT JOIN res_users owner ON owner.id = lead.user_id)"""
        )


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "customer.retention.watched"]

    def _retention_watched(self):
        return {"partner_id", "type", "stage_id", "probability", "active"}
