from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "customer.retention.document"]

    def _retention_watched(self):
        return {"parent_id", "is_company", "user_id", "active", "retention_excluded"}

    def _retention_customers(self):
        return self.sudo().commercial_partner_id
