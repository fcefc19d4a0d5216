from odoo import api, fields, models


class CustomerRetentionProfile(models.Model):
    """Name, email, phone and city of the customer, to reach and to recognise it.

    When somebody did is in ``customer.retention.outreach.day``.
    """

    _inherit = "customer.retention.profile"

    partner_name = fields.Char(
        related="partner_id.complete_name", string="Customer name"
    )
    partner_email = fields.Char(related="partner_id.email", string="Email")
    partner_phone = fields.Char(related="partner_id.phone", string="Phone")
    partner_city = fields.Char(
        related="partner_id.city",
        string="City",
        help="The city in the address of the customer.",
    )

    @api.model
    def _condition_fields(self):
        own = ("partner_name", "partner_email", "partner_phone", "partner_city")
        return {*super()._condition_fields(), *own}
