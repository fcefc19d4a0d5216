from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    retention_follow_categories = fields.Boolean(
        related="company_id.retention_follow_categories", readonly=False
    )
    retention_category_kind = fields.Selection(
        related="company_id.retention_category_kind", readonly=False
    )
    retention_category_warnings = fields.Integer(
        related="company_id.retention_category_warnings", readonly=False
    )
    retention_category_level = fields.Integer(
        related="company_id.retention_category_level", readonly=False
    )
