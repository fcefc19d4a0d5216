from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    count_mailing = fields.Boolean(
        string="Answers to mailings",
        tracking=True,
        help="A reply to a mailing, or a click in it, counts as activity. Off: "
        "programs that check email for viruses click, too.",
    )
