"""Values people set on a profile outlive the merge of its customer with another."""

from odoo import models


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def _hand_made(self):
        """Return tuples of fields that people set together, the deciding one first.

        Records that refer to a profile are kept without being named here.
        """
        return [("status_override", "override_until", "override_reason")]

    def _holding(self):
        """Return the fields that say whether what people set still holds, by the
        deciding one, of what ends by itself."""
        return {}

    def _absorb(self, others):
        """Take over what is set by hand on profiles about to be merged into this one.

        What is set here stays, unless it has ended.

        :param others: profiles of the same company
        """
        self.ensure_one()
        for names in self._hand_made():
            holds = self._holding().get(names[0], names[0])
            donor = others.filtered(holds)[:1]
            if donor and not self[holds]:
                self.write({name: donor[name] for name in names})
