"""Customers on the list: the one definition of who has a profile without a document.

Whoever has a document of its own is on the list by it. So is whoever this file finds:
somebody with a CRM lead or opportunity, with a logged contact, put there by hand or by
an import, or, where a company wants it so, everybody in Contacts. Never those of
:meth:`RetentionAudience._is_allowed`.
"""

from odoo import models
from odoo.tools import SQL

NAMES = SQL("customer_id, day")


class RetentionAudience(models.AbstractModel):
    _name = "customer.retention.audience"
    _description = "Retention Audience"

    def _select(self, scope):
        """Return the SELECT of those on the list, and the day they came onto it.

        Columns: ``customer_id``, ``day``; one row per customer and reason.

        :param Scope scope: company, date and customers
        """
        return SQL(" UNION ALL ").join(
            SQL("SELECT %s FROM (%s) reason", NAMES, scope.roll_up(reason))
            for reason in self._reasons(scope)
        )

    def _reasons(self, scope):
        """Return a SELECT of ``partner_id``, ``company_id`` and ``day`` per reason."""
        company = scope.company
        reasons = [
            self._with_lead(company),
            self._with_logged_contact(),
            self._with_done_activity(company),
            self._put_by_hand(scope),
        ]
        if company.retention_audience == "everybody":
            reasons.append(self._in_contacts(company))
        return reasons

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
            """SELECT d.partner_id, d.company_id, LEAST(%s, %s) AS day
               FROM customer_retention_profile d
               WHERE d.on_list_by_hand AND d.company_id = %s""",
            scope.company._retention_day(SQL("d.create_date")),
            scope.as_of,
            scope.company.id,
        )

    def _in_contacts(self, company):
        """Return all of Contacts who are neither archived nor one of our companies."""
        return SQL(
            """SELECT d.id AS partner_id, d.company_id, %s AS day
               FROM res_partner d
               WHERE d.active AND d.commercial_partner_id = d.id
                 AND NOT EXISTS (SELECT FROM res_company own
                                 WHERE own.partner_id = d.id)""",
            company._retention_day(SQL("COALESCE(d.create_date, d.write_date)")),
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
