from odoo import models


class CustomerRetentionReorderModel(models.Model):
    _inherit = "customer.retention.reorder.model"

    def _renew(self, scope):
        """Look anew how right the health score was, with each new model."""
        model = super()._renew(scope)
        if scope.company.retention_health_score:
            health = self.env["customer.retention.health"]
            health._of(scope.company)._check(scope.company, scope.as_of)
        return model
