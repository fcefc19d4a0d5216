from odoo import fields, models
from odoo.addons.oe_customer_retention.models.profile.derived import days_since, silent


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    last_delivery_date = fields.Date(
        string="Last delivery",
        readonly=True,
        help="The day of the last transfer that reached the customer.",
    )
    days_since_delivery = days_since(
        "last_delivery_date", help="Days since the last delivery."
    )
    no_delivery = silent(
        "last_delivery_date",
        "no_delivery_days",
        help="No delivery for the policy's number of days, or never one.",
    )
    delivery_count = fields.Integer(
        string="Deliveries",
        compute="_compute_document_counts",
        help="Deliveries you may read.",
    )

    def action_open_deliveries(self):
        """Open the deliveries to this customer."""
        return self._action_open_documents("delivery")
