from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..kind import Document


class MeetingSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _meeting_documents(self):
        meeting = Document(
            changed=self._changed_meetings,
            topic=lambda _id: SQL("'meeting'"),
            event=lambda _meeting, _at: self.env._("Meeting"),
            shown=self._shown_meetings,
            has_time=lambda meeting: not meeting.allday,
        )
        return {"calendar.event": meeting}

    def _shown_meetings(self):
        """The names of other people's private meetings are not told."""
        return Domain(self.env["calendar.event"]._get_default_privacy_domain())

    def _changed_meetings(self, since):
        """Return the SELECT of who takes part in a meeting that was written, or
        answered an invitation."""
        return SQL(
            """SELECT attendee.res_partner_id, NULL::integer
               FROM calendar_event d
               JOIN calendar_event_res_partner_rel attendee
                 ON attendee.calendar_event_id = d.id
               WHERE d.write_date >= %(since)s
               UNION ALL
               SELECT partner_id, NULL FROM calendar_attendee
               WHERE write_date >= %(since)s""",
            since=since.written,
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
                         AND invited.partner_id = attendee.res_partner_id)
                     AND (attendee.res_partner_id, %s) NOT IN (%s)""",
                day,
                self._missed(company),
            ),
            partner=SQL("attendee.res_partner_id"),
            company=SQL("NULL::integer"),
            **meeting | {"day": day},
            is_contact=SQL("TRUE"),
            user_id=SQL("d.user_id"),
        )

    def _missed(self, company):
        """Return the SELECT of contacts, and the days on which all that was logged of
        meetings with their customer is that nobody came."""
        return SQL(
            """SELECT contact.id, logged.day
               FROM customer_retention_interaction logged
               JOIN res_partner contact
                 ON contact.commercial_partner_id = logged.partner_id
               WHERE logged.company_id = %s AND logged.kind = 'meeting'
               GROUP BY contact.id, logged.day
               HAVING NOT BOOL_OR(
                   logged.direction = 'incoming' OR logged.reached IS TRUE)""",
            company.id,
        )


class CalendarEvent(models.Model):
    _name = "calendar.event"
    _inherit = ["calendar.event", "customer.retention.watched"]

    def _retention_watched(self):
        return {"partner_ids", "start"}

    def _retention_owned_by(self):
        return {"partner_ids"}

    def _retention_customers(self):
        return self.sudo().partner_ids.commercial_partner_id
