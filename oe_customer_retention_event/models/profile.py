from odoo import api, fields, models
from odoo.addons.oe_customer_retention.models.profile.derived import days_since

from .registration import DESK


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    last_event_date = fields.Date(
        string="Last event",
        readonly=True,
        help="The day the customer last registered for an event, or attended one.",
    )
    days_since_event = days_since(
        "last_event_date",
        string="Days since event",
        help="Days since the customer registered for an event or attended one.",
    )
    last_attended_date = fields.Date(
        string="Last event attended on",
        readonly=True,
        help="The day someone from the customer last attended an event. Registering "
        "others does not count.",
    )
    days_since_attended = days_since(
        "last_attended_date",
        string="Days since attending an event",
        help="Days since someone from the customer attended an event.",
    )
    event_count = fields.Integer(
        string="Registrations",
        compute="_compute_document_counts",
        groups=DESK,
        help="Registrations by this customer that you may read.",
    )

    @api.model
    def _condition_fields(self):
        own = {"last_attended_date", "days_since_attended"}
        return super()._condition_fields() | own

    def action_open_registrations(self):
        """Open the registrations this customer booked."""
        return self._action_open_documents("event")
