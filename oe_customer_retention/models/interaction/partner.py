from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_retention_log(self):
        """Log a call, mail, meeting, note or task with this customer."""
        self.ensure_one()
        return self.retention_profile_id.action_log()
