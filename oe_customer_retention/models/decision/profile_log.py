"""Decisions about a customer by hand: who made them, and why."""

from odoo import models


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def _log_decision(self, decision, reason):
        """Keep a decision in the chatter of these profiles and of their contacts.

        The contact is read by colleagues who do not sell, and by other companies: the
        reason is kept with the profile only.

        :param str decision: what was decided
        :param str reason: why
        """
        sentence = self.env._("%(what)s: %(reason)s", what=decision, reason=reason)
        self._message_log_batch(bodies=dict.fromkeys(self.ids, sentence))
        for company, profiles in self.grouped("company_id").items():
            partners = profiles.partner_id
            body = f"{company.sudo().name}: {decision}"
            partners._message_log_batch(bodies=dict.fromkeys(partners.ids, body))
