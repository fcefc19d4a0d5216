from odoo import fields, models
from odoo.addons.oe_customer_retention.models.profile.derived import days_since

from .receipt import CASHIER


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    last_receipt_date = fields.Date(
        string="Last receipt",
        readonly=True,
        help="The day the customer last bought at the counter.",
    )
    days_since_receipt = days_since(
        "last_receipt_date",
        string="Days since receipt",
        help="Days since the customer bought at the counter.",
    )
    receipt_count = fields.Integer(
        string="Receipts",
        compute="_compute_document_counts",
        groups=CASHIER,
        help="Receipts and refunds of this customer you may read.",
    )

    def action_open_receipts(self):
        """Open the receipts and refunds of this customer."""
        return self._action_open_documents("receipt")
