"""The person at a customer to ask for."""

from odoo import models


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def _people_to_ask(self):
        """Return ``{profile id: person to ask for}``, where there is one.

        That is with whom the last conversation was, else the first contact with a
        number, else the first; a customer who is a person is asked for itself.
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
            person = (spoken_to or people.filtered("phone") or people)[:1]
            if person:
                found[profile._origin.id] = person
        return found
