from odoo import api, fields, models


class CustomerRetentionProfile(models.Model):
    """Name, email and phone of the customer, for lists that leave Odoo.

    When somebody did is in ``customer.retention.outreach.day``.
    """

    _inherit = "customer.retention.profile"

    partner_name = fields.Char(
        related="partner_id.complete_name", string="Customer name"
    )
    partner_email = fields.Char(
        related="partner_id.email", string="Email", readonly=False
    )
    partner_phone = fields.Char(
        related="partner_id.phone", string="Phone", readonly=False
    )

    @api.model
    def _condition_fields(self):
        own = ("partner_name", "partner_email", "partner_phone")
        return {*super()._condition_fields(), *own}
