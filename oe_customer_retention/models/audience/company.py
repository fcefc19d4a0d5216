from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_audience = fields.Selection(
        [
            ("known", "Customers, leads and listed contacts"),
            ("everybody", "Everyone in Contacts"),
        ],
        string="On the list",
        default="known",
        required=True,
        help="The contacts that are followed before there is any document. Customers, "
        "leads and listed contacts: those with a document, a lead or opportunity, or "
        "a logged contact, and those added manually or by an import. Everyone in "
        "Contacts: all other contacts as well, except addresses, contact persons, "
        "your own staff and companies, and contacts excluded manually.",
    )
    retention_lead_contact = fields.Boolean(
        string="A contact for every new lead",
        help="A lead that comes in without a contact gets one at once, from the name, "
        "email and phone number on it, and is on the list. Otherwise it waits under "
        "Leads without a contact.",
    )

    def write(self, vals):
        """Look for everybody anew where it changes who is on the list."""
        changed = self.filtered(
            lambda company: (
                company.retention_audience
                != vals.get("retention_audience", company.retention_audience)
            )
        )
        result = super().write(vals)
        if changed:
            self.env["customer.retention.run"].sudo()._enqueue(changed, "button")
        return result


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    retention_audience = fields.Selection(
        related="company_id.retention_audience", readonly=False
    )
    retention_lead_contact = fields.Boolean(
        related="company_id.retention_lead_contact", readonly=False
    )
