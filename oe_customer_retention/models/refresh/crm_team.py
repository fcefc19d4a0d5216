from odoo import models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def unlink(self):
        """Delete the memberships as well, so that who loses one is known."""
        self.with_context(active_test=False).crm_team_member_ids.unlink()
        return super().unlink()


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    def unlink(self):
        """Have the customers of who leaves a team refreshed soon."""
        profiles = self.env["customer.retention.profile"].sudo()
        customers = (
            profiles.with_context(active_test=False)
            .search(
                [
                    ("user_id", "in", self.user_id.ids),
                    ("team_id", "in", self.crm_team_id.ids),
                ]
            )
            .partner_id
        )
        result = super().unlink()
        self.env["customer.retention.stale"]._note(customers)
        return result
