from odoo import fields, models


class ResCompany(models.Model):
    """The names these fields had until 19.0.1.1.0, to be dropped with 19.0.3."""

    _inherit = "res.company"

    purchase_basis = fields.Selection(
        string="Purchase basis (former name)",
        related="retention_purchase_basis",
        readonly=False,
    )
    rfm_method = fields.Selection(
        string="RFM method (former name)",
        related="retention_rfm_method",
        readonly=False,
    )
    blocked_customer_mode = fields.Selection(
        string="Blocked customers (former name)",
        related="retention_blocked_mode",
        readonly=False,
    )
    lifecycle_id = fields.Many2one(
        string="Lifecycle (former name)",
        related="retention_lifecycle_id",
        readonly=False,
    )
    lifecycle_filled_id = fields.Many2one(
        string="Filled lifecycle (former name)", related="retention_lifecycle_filled_id"
    )
