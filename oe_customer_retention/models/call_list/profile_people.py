"""The person at a customer to ask for, and the number to call."""

from odoo import api, fields, models


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    call_phone = fields.Char(
        string="Call",
        compute="_compute_call_phone",
        help="The number to call.",
    )

    @api.depends("partner_phone", "partner_id.child_ids.phone", "primary_contact_id")
    @api.depends_context("uid")
    def _compute_call_phone(self):
        people = self._people_to_ask()
        for profile in self:
            profile.call_phone = profile._phone_to_call(people.get(profile._origin.id))

    def _phone_to_call(self, person):
        """Return the number of the person to ask for, else that of the customer."""
        return (person and person.phone) or self.partner_phone

    def _people_to_ask(self):
        """Return ``{profile id: person to ask for}``, where there is one.

        That is with whom the last conversation was, else the primary contact, else the
        first contact with a number, else the first; a customer who is a person is asked
        for itself.
        """
        last = self._last_conversations(reached=True)
        people = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", self.partner_id.ids),
                ("parent_id", "!=", False),
                ("type", "=", "contact"),
                ("is_company", "=", False),
                ("name", "!=", False),
            ]
        )
        by_customer = people.grouped("commercial_partner_id")
        found = {}
        for profile in self:
            customer = profile.partner_id
            itself = customer.filtered(lambda partner: not partner.is_company)
            people = by_customer.get(customer, itself)
            logged = last.get(profile._origin.id)
            spoken_to = logged and logged.contact_id & people
            chosen = spoken_to or profile._primary_contact() & people
            person = (chosen or people.filtered("phone") or people)[:1]
            if person:
                found[profile._origin.id] = person
        return found
