from odoo import fields, models


class CustomerRetentionInteraction(models.Model):
    _inherit = "customer.retention.interaction"

    reaction_log_id = fields.Many2one(
        "customer.retention.reaction.log",
        string="Reaction",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The reaction that planned it.",
    )
