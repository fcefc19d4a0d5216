"""Putting somebody on the list: a profile at once, before any document."""

from odoo import api, models
from odoo.exceptions import UserError

from ..condition import checked_ids
from ..groups import salesperson_of_new
from ..scope import Scope


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    @api.model
    def add_partners(self, partner_ids):
        """Put partners on the list of the current company, at once.

        Who is there already stays as it is, and stays without any document.

        :param list[int] partner_ids: ids of ``res.partner``; of a contact person or
            address its company is meant
        :return: the profiles of these partners, each once
        :raises AccessError: for a partner the user may not read, without access to
            profiles, and for a customer of another salesperson
        :raises UserError: for anything but a list of ids, for more than are refreshed
            at once, and for who may not be on the list
        """
        partners = self.env["res.partner"].browse(checked_ids(self.env, partner_ids))
        self.browse().check_access("read")
        partners.check_access("read")
        self.env["customer.retention.refresh"]._check_number(partners)
        customers = partners.commercial_partner_id
        customers.check_access("read")
        self.env.company._retention_check_listed(customers)
        self._put_on_list(customers, self.env.company)
        found = self._of_customers(customers, self.env.company)
        profiles = self.browse(found.ids)
        profiles.check_access("read")
        return profiles

    @api.model
    def name_create(self, name):
        """Make a company of this name in Contacts, and put it on the list."""
        partner = self.env["res.partner"].create(
            {"name": name, "is_company": True, "user_id": self.env.uid}
        )
        profile = self.add_partners(partner.ids)
        return profile.id, profile.display_name

    def _put_on_list(self, customers, company):
        """Give these customers a profile that stays, and bring it up to date.

        While the company is being refreshed they are prospects in the first stage; the
        documents they may have are read after that.
        """
        here = self.sudo().with_company(company)
        present = self._of_customers(customers, company)
        present.filtered(lambda profile: not profile.on_list_by_hand).write(
            {"on_list_by_hand": True}
        )
        missing = customers - present.partner_id
        here.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).create(
            [self._listed_values(customer, company) for customer in missing]
        )
        refresh = self.env["customer.retention.refresh"]
        if not refresh._refresh_soon(company, customers):
            scope = Scope.of(company, partners=customers)
            scope.company.env["customer.lifecycle.engine"]._run(scope)

    def _listed_values(self, customer, company):
        """Return the values of a profile of which nothing has been read yet."""
        today = company._retention_today()
        policies = self.env["customer.retention.policy"].sudo()
        return {
            "partner_id": customer.id,
            "company_id": company.id,
            "user_id": customer.sudo().user_id.id,
            "policy_id": policies._applicable(company)[-1].id,
            "on_list_by_hand": True,
            "status": "prospect",
            "status_date": today,
            "first_seen_date": today,
        }


class ResCompany(models.Model):
    _inherit = "res.company"

    def _retention_check_listed(self, customers):
        """Refuse customers who may not be on the list of this company.

        :raises UserError: naming the first of them, why, and what to do
        """
        for customer in customers.sudo():
            if reason := self._retention_why_not_listed(customer):
                raise UserError(
                    self.env._(
                        "%(customer)s cannot be put on the list: %(reason)s",
                        customer=customer.display_name,
                        reason=reason,
                    )
                )

    def _retention_why_not_listed(self, customer):
        """Return the sentence that says why not, if there is a reason."""
        users = customer.user_ids.filtered(lambda user: user.active and not user.share)
        if customer == self.sudo().partner_id:
            return self.env._("it is your own company.")
        if users:
            return self.env._("this is a colleague, who can log in.")
        if customer.retention_excluded:
            return self.env._(
                "it is excluded from customer retention manually. A sales manager can "
                "include it again, on its contact."
            )
        if not customer.active:
            return self.env._("its contact is archived. Restore it first.")
        if customer.company_id and customer.company_id != self:
            return self.env._(
                "its contact belongs to %(company)s. Change to that company.",
                company=customer.company_id.name,
            )
        return ""


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_retention_add(self):
        """Put these contacts on the list of the current company, and open them.

        Who has no salesperson becomes the customer of a user who sees the own only: at
        once, though the company may be being refreshed.
        """
        profiles = self.env["customer.retention.profile"].add_partners(self.ids)
        if salesperson := salesperson_of_new(self.env):
            unassigned = profiles.filtered(lambda profile: not profile.user_id)
            unassigned.partner_id.user_id = salesperson
            unassigned.sudo().user_id = salesperson
            unassigned._refresh_soon()
        return profiles._open()
