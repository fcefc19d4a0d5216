from odoo import models
from odoo.exceptions import UserError


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    def _recipient(self, line):
        """Refuse to write to a customer who wants no mail."""
        if self._mails_customers() and line.profile_id.refuses_mail:
            raise UserError(
                self.env._(
                    "%(name)s wants no email: its address is on the blacklist, or was "
                    "taken off a mailing list. Call instead.",
                    name=line.profile_id.partner_id.display_name,
                )
            )
        return super()._recipient(line)
