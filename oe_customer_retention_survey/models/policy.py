from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    count_survey = fields.Boolean(
        string="Survey answers",
        tracking=True,
        help="An answered survey counts as activity. Off: a customer who says why it "
        "left has left.",
    )
