from odoo import fields, models


class CustomerRetentionInteraction(models.Model):
    _inherit = "customer.retention.interaction"

    loss_reason_id = fields.Many2one(
        "customer.retention.loss.reason",
        string="Reason",
        ondelete="set null",
        check_company=True,
        help="What the customer gave as the reason, where it went badly.",
    )
