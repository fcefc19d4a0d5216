from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_fallback_user_id = fields.Many2one(
        "res.users",
        string="Fallback for reactions",
        ondelete="set null",
        help="The user who gets a follow-up where no one else is responsible; empty: "
        "a sales manager.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    retention_fallback_user_id = fields.Many2one(
        related="company_id.retention_fallback_user_id", readonly=False
    )
