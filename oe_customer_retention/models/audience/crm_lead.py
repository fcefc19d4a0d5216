from odoo import api, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        """Make contacts of new leads at once, where the company wants it so."""
        leads = super().create(vals_list)
        leads.sudo().filtered(
            lambda lead: (
                (lead.company_id or self.env.company).retention_lead_contact
                and lead._retention_is_somebody()
            )
        )._retention_assign_contacts()
        return leads

    def _retention_is_somebody(self):
        """Return whether it says of whom to make a contact."""
        return bool(
            self.partner_name or self.contact_name or self.email_from or self.phone
        )

    def _retention_assign_contacts(self):
        """Give each lead without a contact the one with its mail, else a new one."""
        for lead in self:
            if not lead.partner_id:
                found = lead._retention_find_contact()
                lead._handle_partner_assignment(force_partner_id=found.id)

    def _retention_find_contact(self):
        """Return the contact with the lead's mail, of its company or of all companies.

        One of another company neither goes with the lead nor is anything its people
        may learn of.
        """
        company = self.company_id or self.env.company
        email = self.email_normalized or self.email_from
        if not email:
            return self.partner_id.browse()
        return self._partner_find_from_emails_single(
            [email],
            no_create=True,
            filter_found=lambda found: found.company_id in (company, company.browse()),
        )
