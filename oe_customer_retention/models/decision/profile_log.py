"""Who decided what about a customer by hand, and why."""

from odoo import models


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def _log_decision(self, sentence):
        """Keep a decision in the chatter of these profiles and of their contacts.

        :param str sentence: what was decided and why
        """
        self._message_log_batch(bodies={profile.id: sentence for profile in self})
        for company, profiles in self.grouped("company_id").items():
            body = f"{company.sudo().name}: {sentence}"
            partners = profiles.partner_id
            partners._message_log_batch(bodies={id_: body for id_ in partners.ids})
