"""Values people set on a profile outlive the merge of its customer with another."""

from odoo import models


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def _hand_made(self):
        """Return tuples of fields that people set together, the deciding one first.

        Records that refer to a profile are kept without being named here.
        """
        return [("status_override", "override_until", "override_reason")]

    def _absorb(self, others):
        """Take over what is set by hand on profiles about to be merged into this one.

        What is set here stays.

        :param others: profiles of the same company
        """
        self.ensure_one()
        for names in self._hand_made():
            donor = others.filtered(names[0])[:1]
            if donor and not self[names[0]]:
                self.write({name: donor[name] for name in names})
