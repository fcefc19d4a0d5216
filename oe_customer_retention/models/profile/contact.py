"""Person to talk to at a customer, as people decided, and ways to reach it."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..condition import checked_ids
from ..groups import SALES

ADDRESSES = ("invoice", "delivery", "other")


class ResPartner(models.Model):
    _inherit = "res.partner"

    retention_primary_contact_id = fields.Many2one(
        "res.partner",
        string="Primary contact",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        groups=SALES,
        help="The person to talk to at this customer: first in lists, and the "
        "recipient of emails. Empty: the one named by the latest document.",
    )
    retention_department = fields.Char(
        string="Department",
        help="The team or department the person works in, such as Purchasing.",
    )

    @api.constrains("retention_primary_contact_id")
    def _check_retention_primary_contact(self):
        for customer in self:
            contact = customer.retention_primary_contact_id
            if contact and not customer._has_person(contact):
                contact.sudo(False).check_access("read")  # the error names it
                raise ValidationError(
                    self.env._(
                        "'Primary contact' of %(customer)s is %(contact)s, who is not "
                        "a person there: choose one of its contacts, not an address.",
                        customer=customer.name,
                        contact=contact.display_name,
                    )
                )

    def _has_person(self, contact):
        """Return whether ``contact`` is a person at this customer, not an address."""
        return (
            contact.commercial_partner_id == self
            and contact != self
            and contact.type not in ADDRESSES
        )


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    is_company = fields.Boolean(
        related="partner_id.is_company",
        string="Is a company",
        help="A company has contact persons; a person buys for itself.",
    )
    partner_image = fields.Image(
        related="partner_id.image_1920",
        string="Logo",
        readonly=False,
        help="The image of the contact.",
    )
    partner_avatar = fields.Image(
        related="partner_id.avatar_128",
        string="Avatar",
        help="The image of the contact, else its initials.",
    )
    partner_website = fields.Char(
        related="partner_id.website",
        string="Website",
        readonly=False,
        help="The website of the contact.",
    )
    partner_city = fields.Char(
        related="partner_id.city",
        string="City",
        readonly=False,
        help="The city of the contact's own address.",
    )
    partner_tag_ids = fields.Many2many(
        related="partner_id.category_id",
        string="Tags",
        readonly=False,
        help="The tags of the contact.",
    )
    primary_contact_id = fields.Many2one(
        related="partner_id.retention_primary_contact_id",
        string="Primary contact",
        readonly=False,
    )

    def _primary_contact(self):
        """Return the contact chosen by hand, while it is a person at the customer."""
        self.ensure_one()
        contact = self.sudo().primary_contact_id
        is_there = contact.active and self.sudo().partner_id._has_person(contact)
        return contact.with_env(self.env) if is_there else contact.browse()

    def set_primary_contact(self, contact_id):
        """Make a person the primary contact of this customer.

        :param contact_id: of a contact of the customer; False: nobody by hand
        :raises ValidationError: for an address, or somebody of another customer
        """
        self.ensure_one()
        self.check_access("read")
        ids = checked_ids(self.env, [contact_id] if contact_id else [])
        contact = self.env["res.partner"].browse(ids).exists()
        self.partner_id.retention_primary_contact_id = contact

    def _message_add_default_recipients(self):
        """Mail to a customer goes to its primary contact, if that has an address."""
        recipients = super()._message_add_default_recipients()
        for profile in self:
            contact = profile._primary_contact()
            if contact.email_normalized:
                recipients[profile.id].update(partners=contact, email_to_lst=[])
        return recipients

    def action_add_contact(self):
        """Open the form of a new person at this customer."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New contact"),
            "res_model": "res.partner",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_parent_id": self.partner_id.id,
                "default_type": "contact",
                "default_is_company": False,
            },
        }
