from odoo import models
from odoo.exceptions import UserError

from ...models.labels import count

MOST_CUSTOMERS = 20


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def action_suggest_quotation(self):
        """Show what these customers would order now, to make quotations of it."""
        self.check_access("read")
        if len(self) > MOST_CUSTOMERS:
            raise UserError(
                self.env._(
                    "%(count)s customers are chosen, which is too many: choose at "
                    "most %(most)s.",
                    count=count(self.env, len(self)),
                    most=MOST_CUSTOMERS,
                )
            )
        self._refuse_blocked()
        wizard = self.env["customer.retention.suggest"]._for(self)
        name = self.env._("Suggested quotations")
        if len(self) == 1:
            name = self.env._("Suggested for %s", self.partner_id.name)
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _refuse_blocked(self):
        """Refuse to offer anything to a blocked customer."""
        for company, profiles in self.grouped("company_id").items():
            for block in profiles.partner_id._retention_blocks(company).values():
                raise UserError(
                    self.env._(
                        "%(customer)s is blocked: %(reason)s. Nothing is offered "
                        "until a sales manager unblocks the customer.",
                        customer=block.partner_id.name,
                        reason=block.block_reason,
                    )
                )
