from odoo import api, models

from ..server_fields import refuse_server_fields


class RetentionServerMark(models.AbstractModel):
    """A mark of this addon on a document of Odoo, which the server alone sets."""

    _name = "customer.retention.server.mark"
    _description = "Mark the Server Sets"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_marks(vals)
        default = f"default_{self._retention_mark}"
        if default in self.env.context:
            context = {**self.env.context}
            del context[default]
            self = self.with_env(self.env(context=context))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_marks(vals)
        return super().write(vals)

    def _refuse_marks(self, vals):
        refuse_server_fields(
            self,
            [self._retention_mark] if self._retention_mark in vals else [],
            self.env._("'Suggest quotation' sets it."),
        )
