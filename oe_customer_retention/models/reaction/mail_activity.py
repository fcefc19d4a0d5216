from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    retention_log_id = fields.Many2one(
        "customer.retention.reaction.log",
        string="Reaction",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The reaction that planned the activity.",
    )

    def _outcome_values(self):
        return {
            **super()._outcome_values(),
            "reaction_log_id": self.retention_log_id.id,
        }
