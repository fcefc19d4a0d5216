"""What a customer's status was: on any past day, under the user's access rights."""

from odoo import api, models
from odoo.fields import Domain


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def _statuses_on(self, date):
        """Return the status of these customers at the end of a day.

        It is what the documents say, whatever was set by hand.

        :param date date: any day up to the last refresh
        :return: ``{profile id: status}``, without those nobody knew yet
        """
        in_force = self.env["customer.retention.transition"].search_fetch(
            [("profile_id", "in", self.ids), ("in_force_on", "=", date)],
            ["profile_id", "to_status"],
        )
        return {change.profile_id.id: change.to_status for change in in_force}

    @api.model
    def _status_domain(self, statuses, date):
        """Return the domain of the customers in one of ``statuses`` on a day.

        :param statuses: keys of the field ``status``
        :param date date: any day up to the last refresh
        """
        in_force = Domain("in_force_on", "=", date)
        return Domain(
            "transition_ids", "any", in_force & Domain("to_status", "in", statuses)
        )

    @api.model
    def _action_list(self, domain, title):
        """Return the action that lists the customers of ``domain``, archived too."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": list(Domain(domain)),
            "context": {"active_test": False, "create": False},
        }
