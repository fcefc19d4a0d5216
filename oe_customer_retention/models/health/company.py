from odoo import api, fields, models
from odoo.tools import ormcache


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_health_score = fields.Boolean(
        string="Health score",
        help="Sum up each customer in one number from 0 to 100, based on measures "
        "that sales managers choose and weight, and show how often it was right. "
        "Weights and accuracy: Customer Retention > Configuration > Health score.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._retention_begin_health()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "retention_health_score" in vals:
            self._retention_begin_health()
        return result

    def _retention_begin_health(self):
        """Give the companies that want a health score its measures."""
        companies = self.filtered("retention_health_score")
        if companies:
            self.env["customer.retention.health"]._begin(companies)
        self.env.registry.clear_cache()

    @ormcache()
    def _retention_health_company_ids(self):
        companies = self.sudo().search([("retention_health_score", "=", True)])
        return frozenset(companies._ids)
