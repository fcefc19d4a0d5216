from odoo import api, fields, models

from ..server_fields import refuse_server_fields

LOG = "retention_log_id"


class MailActivity(models.Model):
    _inherit = "mail.activity"

    retention_log_id = fields.Many2one(
        "customer.retention.reaction.log",
        string="Reaction",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The reaction that planned the activity.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        if any(activity[LOG] for activity in activities.sudo()):
            self._refuse_log()
        return activities

    def write(self, vals):
        if LOG in vals:
            self._refuse_log()
        return super().write(vals)

    def _refuse_log(self):
        remedy = self.env._("It is set when the reaction plans the activity.")
        refuse_server_fields(self, [LOG], remedy)

    def _outcome_values(self):
        return {
            **super()._outcome_values(),
            "reaction_log_id": self.retention_log_id.id,
        }
