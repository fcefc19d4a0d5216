"""Customers on the list: the one definition of who has a profile without a document.

Whoever has a document of its own is on the list by it. So is whoever this file finds:
somebody with a CRM lead or opportunity, with a logged contact, put there by hand or by
an import, or, where a company wants it so, everybody in Contacts. Never those of
:meth:`RetentionAudience._is_allowed`.
"""

from odoo import models
from odoo.tools import SQL

from ..sql import columns

NAMES = SQL("customer_id, day")


class RetentionAudience(models.AbstractModel):
    _name = "customer.retention.audience"
    _description = "Retention Audience"

    def _select(self, scope):
        """Return the SELECT of those on the list, and the day they came onto it.

        Columns: ``customer_id``, ``day``; one row per customer and reason.

        :param Scope scope: company, date and customers
        """
        chosen = SQL(
            "SELECT * FROM (%s) source WHERE TRUE %s",
            SQL(" UNION ALL ").join(self._by_choice(scope)),
            scope.only_unsettled("source"),
        )
        return SQL(
            "%s UNION ALL SELECT %s FROM (%s) reason",
            self._traced(scope),
            NAMES,
            scope.roll_up(chosen),
        )

    def _traced(self, scope):
        """Return the SELECT of those of :meth:`_select` of whom a record tells."""
        company = scope.company
        records = [
            self._with_lead(company),
            self._with_logged_contact(),
            self._with_done_activity(company),
        ]
        return SQL(" UNION ALL ").join(
            SQL("SELECT %s FROM (%s) reason", NAMES, scope.roll_up(record))
            for record in records
        )

    def _by_choice(self, scope):
        """Return the SELECTs of those whom a person, or the company, wants there.

        Columns: ``partner_id``, ``company_id``, ``day``.
        """
        choices = [self._put_by_hand(scope)]
        if scope.company.retention_audience == "everybody":
            choices.append(self._in_contacts(scope.company))
        return choices

    def _chosen_day(self, scope):
        """Return the SQL of the day since which ``partner`` with its ``profile`` is
        among those of :meth:`_by_choice`; NULL where it is not."""
        days = [
            SQL(
                "CASE WHEN profile.on_list_by_hand THEN %s END",
                self._day_by_hand(scope, "profile"),
            )
        ]
        if scope.company.retention_audience == "everybody":
            days.append(
                SQL(
                    """CASE WHEN COALESCE(partner.company_id = %s, TRUE) AND %s
                            THEN %s END""",
                    scope.company.id,
                    self._is_in_contacts("partner"),
                    self._day_in_contacts(scope.company, "partner"),
                )
            )
        return SQL("LEAST(%s)", SQL(", ").join(days))

    def _with_lead(self, company):
        """Leads at work, and opportunities whatever became of them.

        One without a company is everybody's, as Odoo shows it to all.
        """
        return SQL(
            """SELECT d.partner_id, d.company_id, %s AS day
               FROM %s d
               WHERE d.partner_id IS NOT NULL AND (d.active OR d.type = 'opportunity')
            """,
            company._retention_day(SQL("d.create_date")),
            self.env["customer.retention.signal"]._leads(),
        )

    def _with_logged_contact(self):
        return SQL(
            """SELECT partner_id, company_id, day
               FROM customer_retention_interaction d"""
        )

    def _with_done_activity(self, company):
        """Calls, mails and meetings marked as done on the contact itself.

        They belong to the company of the contact, else of who did it.
        """
        types = self.env["mail.activity.type"].with_context(active_test=False)
        logged = self.env["customer.retention.interaction"]
        contacts = types.search([]).filtered(lambda t: logged._kind_of(t) != "task")
        return SQL(
            """SELECT d.res_id AS partner_id,
                      COALESCE(contact.company_id, author.company_id) AS company_id,
                      %s AS day
               FROM mail_message d
               JOIN res_partner contact ON contact.id = d.res_id
               JOIN res_users author
                 ON author.partner_id = d.author_id AND author.share IS NOT TRUE
               WHERE d.model = 'res.partner' AND d.mail_activity_type_id = ANY(%s)""",
            company._retention_day(SQL("d.date")),
            contacts.ids,
        )

    def _put_by_hand(self, scope):
        """Return those put on the list, since their profile was made or until today."""
        return SQL(
            """SELECT d.partner_id, d.company_id, %s AS day
               FROM customer_retention_profile d
               WHERE d.on_list_by_hand AND d.company_id = %s""",
            self._day_by_hand(scope, "d"),
            scope.company.id,
        )

    def _with_contact_by_hand(self, scope):
        """Return the SELECT of the customers a contact of whom was put there, before
        it was theirs: they are on the list since then."""
        return SQL(
            """SELECT contact.commercial_partner_id AS customer_id
               FROM customer_retention_profile d
               JOIN res_partner contact ON contact.id = d.partner_id
               WHERE d.on_list_by_hand AND d.company_id = %s
                 AND contact.commercial_partner_id != contact.id""",
            scope.company.id,
        )

    def _day_by_hand(self, scope, profile):
        made = SQL.identifier(profile, "create_date")
        return SQL("LEAST(%s, %s)", scope.company._retention_day(made), scope.as_of)

    def _in_contacts(self, company):
        """Return all of Contacts who are neither archived nor one of our companies."""
        return SQL(
            """SELECT d.id AS partner_id, d.company_id, %s AS day
               FROM res_partner d WHERE %s""",
            self._day_in_contacts(company, "d"),
            self._is_in_contacts("d"),
        )

    def _day_in_contacts(self, company, partner):
        moments = columns(("create_date", "write_date"), partner)
        return company._retention_day(SQL("COALESCE(%s)", moments))

    def _is_in_contacts(self, partner):
        return SQL(
            """(%(alias)s.active AND %(alias)s.commercial_partner_id = %(alias)s.id
                AND %(alias)s.id NOT IN (SELECT partner_id FROM res_company))""",
            alias=SQL.identifier(partner),
        )

    def _is_allowed(self, scope):
        """Return the SQL of whether ``partner`` may have a profile: it is neither the
        company itself nor its present staff, nor excluded by hand."""
        return SQL(
            """partner.id != %s AND partner.retention_excluded IS NOT TRUE
               AND partner.id NOT IN (%s)""",
            scope.company.partner_id.id,
            self.env["customer.retention.signal"]._internal_partners(),
        )
