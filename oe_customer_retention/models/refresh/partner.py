from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "retention_excluded" in vals:
            self._refresh_retention()
        return result

    def _refresh_retention(self):
        """Bring these customers up to date in each company that knows one of them."""
        refresh = self.env["customer.retention.refresh"]
        for company in self._retention_profiles().company_id:
            refresh._refresh_soon(company, self)

    def action_retention_refresh(self):
        """Refresh this customer in the current company, now."""
        self.check_access("read")
        self.env["customer.retention.profile"].check_access("read")
        refresh = self.env["customer.retention.refresh"]
        refresh._check_number(self)
        runs = refresh._refresh(self.env.company, partners=self, trigger="button")
        return runs._notification()
