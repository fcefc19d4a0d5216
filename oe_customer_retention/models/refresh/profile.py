"""Refreshing customers on demand, and whenever people decide about them."""

from odoo import api, fields, models

from ..condition import checked_ids
from ..decision.profile_override import OVERRIDE
from ..status import GONE


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def write(self, vals):
        """Show at once a status set by hand, or again that of the documents.

        A customer set aside at present shows none, and goes on being set aside.
        """
        result = super().write(vals)
        if OVERRIDE & vals.keys():
            self.filtered("status")._refresh_soon(written_ids=self.ids)
        return result

    def _refresh_soon(self, written_ids=()):
        """Bring these customers up to date now, or soon; see ``refresh``."""
        refresh = self.env["customer.retention.refresh"]
        for company, profiles in self.sudo().grouped("company_id").items():
            refresh._refresh_soon(company, profiles.partner_id, written_ids)

    def action_refresh(self):
        """Refresh these customers from their documents, now.

        :return: a notification that says what changed
        :raises AccessError: without read access to one of the profiles
        :raises UserError: for more customers than are refreshed at once
        """
        self.check_access("read")
        self.env["customer.retention.refresh"]._check_number(self)
        runs = self.env["customer.retention.run"]
        for company, profiles in self.grouped("company_id").items():
            runs += self.env["customer.retention.refresh"]._refresh(
                company, partners=profiles.partner_id, trigger="button"
            )
        return runs._notification()

    def action_refresh_company(self):
        """Bring all customers of the current companies up to date.

        Whatever is selected. What documents and calendar changed is computed, or
        everything, see ``_refresh_night``; past the company's threshold of customers by
        the job.

        :return: a notification that says what changed or failed, or that the work is
            queued
        :raises AccessError: for anybody but sales managers
        :raises UserError: when it fails
        """
        runs = self.env["customer.retention.run"]
        runs._check_may_refresh_all()
        runs = runs.sudo()
        large = self.env.companies.filtered(lambda company: self._is_large(company))
        runs = runs._enqueue(large, "button", mode="day") if large else runs
        refresh = self.env["customer.retention.refresh"]
        for company in self.env.companies - large:
            with refresh._telling_why(company):
                values = refresh._refresh_night(company, trigger="button")
            runs += runs.create(values | {"trigger": "button"})
            runs |= runs._unsolved(company)
        return runs._notification()

    @api.model
    def _is_large(self, company):
        """Return whether refreshing ``company`` is longer than a user wants to wait."""
        limit = company.retention_queue_threshold
        domain = [("company_id", "=", company.id)]
        return any(
            self.env[model].sudo().search_count(domain, limit=documents + 1) > documents
            for model, documents in ((self._name, limit), ("sale.order", 5 * limit))
        )

    @api.model
    def refresh_partners(self, partner_ids):
        """Refresh the given partners' customers in the current company.

        :param list[int] partner_ids: ids of ``res.partner``, of any contact or
            address of the customer
        :return: one dict per partner, in the given order, with the keys
            ``partner_id``, ``company_id``, ``status``, ``is_dormant``,
            ``last_order_date`` and ``message``; a partner without any document is
            included, with status False
        :raises AccessError: for a partner, or a profile, the user may not read
        :raises UserError: for anything but a list of ids, and for more than are
            refreshed at once
        """
        partners = self.env["res.partner"].browse(checked_ids(self.env, partner_ids))
        self.env["customer.retention.refresh"]._check_number(partners)
        partners.check_access("read")
        self.browse().check_access("read")
        self.env["customer.retention.refresh"]._refresh(
            self.env.company, partners=partners, trigger="api"
        )
        return [self._refresh_result(partner) for partner in partners]

    def _refresh_result(self, partner):
        customer = partner.commercial_partner_id
        profile = self._of_customers(customer, self.env.company)
        profile.sudo(False).check_access("read")
        return {
            "partner_id": partner.id,
            "company_id": self.env.company.id,
            "status": profile.status,
            "is_dormant": profile.status in GONE,
            "last_order_date": fields.Date.to_string(profile.last_order_date),
            "message": profile.status_reason
            or self.env._("%(customer)s has no document yet.", customer=customer.name),
        }
