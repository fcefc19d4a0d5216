from odoo import fields, models


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    reaction_log_ids = fields.One2many(
        "customer.retention.reaction.log",
        "profile_id",
        string="Reactions",
        readonly=True,
        help="What reactions did for this customer, and the result.",
    )

    def _absorb(self, others):
        """Keep what was done for customers merged into one: it is not done again."""
        super()._absorb(others)
        self.reaction_log_ids._make_room(others.reaction_log_ids)
