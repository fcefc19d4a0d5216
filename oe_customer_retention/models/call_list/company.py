from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST_CALLS = 1000


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_calls_per_day = fields.Integer(
        string="Calls per day",
        default=12,
        help="How many customers a salesperson can call in a day. Call today marks "
        "where they end; the ones after that can be called too.",
    )

    @api.constrains("retention_calls_per_day")
    def _check_retention_calls_per_day(self):
        for company in self:
            if not 1 <= company.retention_calls_per_day <= MOST_CALLS:
                raise ValidationError(
                    self.env._(
                        "'Calls per day' is %(value)s; enter between 1 and %(most)s.",
                        value=company.retention_calls_per_day,
                        most=MOST_CALLS,
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    retention_calls_per_day = fields.Integer(
        related="company_id.retention_calls_per_day", readonly=False
    )
