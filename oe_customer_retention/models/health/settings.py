from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    retention_health_score = fields.Boolean(
        related="company_id.retention_health_score", readonly=False
    )
