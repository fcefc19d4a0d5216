from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "retention_excluded" in vals:
            self._retention_profiles()._refresh_soon()
        return result

    def action_retention_refresh(self):
        """Refresh this customer in the current company, now."""
        self.check_access("read")
        self.env["customer.retention.profile"].check_access("read")
        runs = self.env["customer.retention.refresh"]._refresh(
            self.env.company, partners=self, trigger="button"
        )
        return runs._notification()
