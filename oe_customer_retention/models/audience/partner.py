from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _retention_watched(self):
        return {*super()._retention_watched(), "company_id"}

    @api.model_create_multi
    def create(self, vals_list):
        """Have new contacts on the list soon, where everybody is."""
        partners = super().create(vals_list)
        everybody = [("retention_audience", "=", "everybody")]
        if partners and self.env["res.company"].sudo().search_count(everybody, limit=1):
            self.env["customer.retention.stale"]._wake_job()
        return partners
