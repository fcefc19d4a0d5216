from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _acts_in_all_companies(self):
        """Return whether this user may change what all companies share."""
        self.ensure_one()
        companies = {*self.env["res.company"]._retention_company_ids()}
        is_everywhere = companies <= {*self.company_ids.ids}
        return is_everywhere or self.has_group("base.group_system")
