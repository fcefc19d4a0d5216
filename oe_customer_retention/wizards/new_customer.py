from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import parse_contact_from_email

MOST_SHOWN = 5
SHORTEST_NAME = 3


class CustomerRetentionNew(models.TransientModel):
    """Put somebody new on the list, of whom a name or an email address is known."""

    _name = "customer.retention.new"
    _description = "New Customer"
    _inherit = ["customer.retention.links.mixin"]

    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        help="What the company or person is called, or else the email address: all "
        "that is needed.",
    )
    company_type = fields.Selection(
        [("company", "Company"), ("person", "Person")],
        string="Type of contact",
        default="company",
        required=True,
        help="A company has contact persons; a person buys for itself.",
    )
    phone = fields.Char(help="The number to call.")
    email = fields.Char(help="The email address to write to.")
    contact_name = fields.Char(
        string="Contact person",
        help="The person to ask for; number and address are those of the company.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="The salesperson of the customer; empty: not assigned yet.",
    )
    duplicate_ids = fields.Many2many(
        "res.partner",
        string="May already exist",
        compute="_compute_duplicate_ids",
        help="Contacts with the same name, phone number or email address.",
    )

    @api.depends("email")
    def _compute_name(self):
        for new in self.filtered(lambda new: new.email and not new.name):
            name, address = parse_contact_from_email(new.email)
            new.name = name or address

    @api.depends("name", "phone", "email")
    def _compute_duplicate_ids(self):
        partners = self.env["res.partner"]
        for new in self:
            found = partners.browse()
            for domain in new._duplicate_domains():
                found |= partners.search(domain, limit=MOST_SHOWN)
            new.duplicate_ids = found[:MOST_SHOWN]

    def _duplicate_domains(self):
        """Return the domains of contacts that may be this one, the likeliest first."""
        self.ensure_one()
        partners = self.env["res.partner"]
        domains = []
        if number := partners._retention_national_number((self.phone or "").strip()):
            domains.append(Domain("phone_mobile_search", "ilike", number))
        if email := (self.email or "").strip():
            domains.append(Domain("email", "=ilike", email))
        name = (self.name or "").strip()
        if len(name) >= SHORTEST_NAME:
            domains.append(
                partners._retention_with_words(name) & Domain("name", "ilike", name)
            )
        return domains

    def action_create(self):
        """Make the contact under the user's own rights, put it on the list, open it."""
        self.ensure_one()
        is_company = self.company_type == "company"
        partner = self.env["res.partner"].create(
            {
                "name": self.name.strip(),
                "is_company": is_company,
                "phone": self.phone,
                "email": self.email,
                "user_id": self.user_id.id,
                "child_ids": self._person_commands() if is_company else [],
            }
        )
        return self.env["customer.retention.profile"].add_partners(partner.ids)._open()

    def _person_commands(self):
        """Return what makes the contact person, who is nobody without a name."""
        name = (self.contact_name or "").strip()
        return [Command.create({"name": name, "type": "contact"})] if name else []
