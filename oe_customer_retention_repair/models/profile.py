from odoo import api, fields, models
from odoo.addons.oe_customer_retention.models.profile.derived import days_since

from .repair import STOREKEEPER


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    last_repair_date = fields.Date(
        string="Last repair",
        readonly=True,
        help="The day of the last repair order of the customer.",
    )
    days_since_repair = days_since(
        "last_repair_date",
        string="Days since repair",
        help="Days since the last repair order.",
    )
    last_warranty_repair_date = fields.Date(
        string="Last repair under warranty",
        readonly=True,
        help="The day something of the customer was last taken in under warranty.",
    )
    days_since_warranty_repair = days_since(
        "last_warranty_repair_date",
        string="Days since warranty repair",
        help="Days since the last repair under warranty.",
    )
    open_repair_count = fields.Integer(
        string="Open repairs",
        readonly=True,
        help="Repairs of the customer that are neither done nor canceled.",
    )
    repair_count = fields.Integer(
        string="Repairs",
        compute="_compute_document_counts",
        groups=STOREKEEPER,
        help="Repairs of this customer you may read.",
    )

    @api.model
    def _condition_fields(self):
        own = ("last_warranty_repair_date", "days_since_warranty_repair")
        return {*super()._condition_fields(), *own, "open_repair_count"}

    def action_open_repairs(self):
        """Open the repairs of this customer."""
        return self._action_open_documents("repair")
