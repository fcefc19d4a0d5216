from odoo import fields, models


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    count_project_task = fields.Boolean(
        string="Project tasks",
        tracking=True,
        help="A task that is opened for the customer counts as activity.",
    )
