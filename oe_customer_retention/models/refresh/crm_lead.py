from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_retention_add(self):
        """Give these leads a contact where they have none, and put them on the list.

        A contact with the lead's mail address is taken; there is no second one.

        :return: the action that opens who is on the list now
        """
        self.check_access("write")
        self._retention_assign_contacts()
        profiles = self.env["customer.retention.profile"]
        by_company = self.grouped(lambda lead: lead.company_id or self.env.company)
        for company, leads in by_company.items():
            here = profiles.with_company(company)
            profiles |= here.add_partners(leads.partner_id.ids)
        return profiles._open()
