from odoo import models
from odoo.tools import SQL

# {model: (partner, company)} of documents, as ``doc``, with activities that count.
ACTIVITY_DOCUMENTS = {
    "res.partner": (SQL("doc.id"), SQL("NULL::integer")),
    "sale.order": (SQL("doc.partner_id"), SQL("doc.company_id")),
    "crm.lead": (SQL("doc.partner_id"), SQL("doc.company_id")),
    "customer.retention.profile": (SQL("doc.partner_id"), SQL("doc.company_id")),
}


class CrmSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _queries(self, company):
        crm = [
            self._select_opportunities(company),
            self._select_incoming_mail(company),
            *(
                self._select_done_activities(company, model)
                for model in ACTIVITY_DOCUMENTS
            ),
            self._select_meetings(company),
        ]
        return {**super()._queries(company), "crm": crm}

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

    def _select_incoming_mail(self, company):
        """Mail or comments of the customer from the portal, not of a machine."""
        return self._select(
            "crm",
            "mail.message",
            SQL(
                """FROM mail_message d
                   LEFT JOIN sale_order ON d.model = 'sale.order'
                         AND sale_order.id = d.res_id
                   LEFT JOIN %s lead ON d.model = 'crm.lead' AND lead.id = d.res_id
                   LEFT JOIN customer_retention_profile profile
                          ON d.model = 'customer.retention.profile'
                         AND profile.id = d.res_id
                   WHERE d.model IN ('res.partner', 'crm.lead', 'sale.order',
                                     'customer.retention.profile')
                     AND d.message_type IN ('email', 'comment')
                     AND d.is_internal IS NOT TRUE
                     AND d.retention_is_automatic IS NOT TRUE
                     AND d.author_id NOT IN (%s)""",
                self._leads(),
                self._internal_partners(),
            ),
            partner=SQL("d.author_id"),
            company=SQL(
                "COALESCE(sale_order.company_id, lead.company_id, profile.company_id)"
            ),
            **self._moment(company, SQL("d.date")),
        )

    def _select_done_activities(self, company, model):
        """Completed activities: the message they leave outlives them."""
        partner, company_id = ACTIVITY_DOCUMENTS[model]
        table = SQL.identifier(self.env[model]._table)
        return self._select(
            "crm",
            "mail.message",
            SQL(
                """FROM mail_message d JOIN %s doc ON doc.id = d.res_id
                   WHERE d.mail_activity_type_id IS NOT NULL AND d.model = %s""",
                self._leads() if model == "crm.lead" else table,
                model,
            ),
            partner=partner,
            company=company_id,
            **self._moment(company, SQL("d.date")),
            user_id=SQL("NULL::integer"),
        )

    def _select_meetings(self, company):
        meeting = self._moment(company, SQL("d.start"))
        # Whole days have no timezone; their start stands for the date only.
        day = SQL("CASE WHEN d.allday THEN d.start_date ELSE %s END", meeting["day"])
        return self._select(
            "crm",
            "calendar.event",
            SQL(
                """FROM calendar_event d
                   JOIN calendar_event_res_partner_rel attendee
                     ON attendee.calendar_event_id = d.id
                   WHERE d.active AND NOT EXISTS (
                       SELECT FROM calendar_attendee invited
                       WHERE invited.event_id = d.id AND invited.state = 'declined'
                         AND invited.partner_id = attendee.res_partner_id)"""
            ),
            partner=SQL("attendee.res_partner_id"),
            company=SQL("NULL::integer"),
            **meeting | {"day": day},
            user_id=SQL("d.user_id"),
        )

    def _internal_partners(self):
        """Partners of people who work here: what they write is not contact."""
        return SQL(
            "SELECT partner_id FROM res_users WHERE active AND share IS NOT TRUE"
        )


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "customer.retention.document"]

    def _retention_watched(self):
        return {"partner_id", "type", "stage_id", "probability", "active"}
