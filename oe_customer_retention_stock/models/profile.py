from odoo import api, fields, models
from odoo.addons.oe_customer_retention.models.profile.derived import days_since, silent


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    last_delivery_date = fields.Date(
        string="Last delivery",
        readonly=True,
        help="The day of the last transfer that reached the customer.",
    )
    days_since_delivery = days_since(
        "last_delivery_date",
        string="Days since delivery",
        help="Days since the last delivery.",
    )
    no_delivery = silent(
        "last_delivery_date",
        "no_delivery_days",
        string="No delivery",
        switch="warn_delivery",
        help="No delivery for the policy's number of days, or none at all; where the "
        "policy warns of it.",
    )
    last_late_delivery_date = fields.Date(
        string="Last late delivery",
        readonly=True,
        help="The day of the last delivery that came after the day promised.",
    )
    days_since_late_delivery = days_since(
        "last_late_delivery_date",
        string="Days since late delivery",
        help="Days since the last late delivery.",
    )
    last_short_delivery_date = fields.Date(
        string="Last short delivery",
        readonly=True,
        help="The day of the last delivery that left something out, to follow later "
        "or not at all.",
    )
    days_since_short_delivery = days_since(
        "last_short_delivery_date",
        string="Days since short delivery",
        help="Days since the last short delivery.",
    )
    last_return_date = fields.Date(
        string="Last return of goods",
        readonly=True,
        help="The day the customer last sent goods back.",
    )
    days_since_return = days_since(
        "last_return_date",
        string="Days since return",
        help="Days since goods were last sent back.",
    )
    delivery_count = fields.Integer(
        string="Deliveries",
        compute="_compute_document_counts",
        help="Deliveries you may read.",
    )

    @api.model
    def _condition_fields(self):
        names = ("late_delivery", "short_delivery", "return")
        days = {f"last_{name}_date" for name in names}
        silences = {f"days_since_{name}" for name in names}
        return super()._condition_fields() | days | silences

    def action_open_deliveries(self):
        """Open the deliveries to this customer."""
        return self._action_open_documents("delivery")
