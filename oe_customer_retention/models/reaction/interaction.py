from odoo import fields, models


class CustomerRetentionOutcome(models.Model):
    _inherit = "customer.retention.outcome"

    reaction_log_id = fields.Many2one(
        "customer.retention.reaction.log",
        string="Reaction",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The reaction that planned it.",
    )
