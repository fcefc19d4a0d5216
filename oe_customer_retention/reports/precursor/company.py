from odoo import fields, models
from odoo.fields import NO_ACCESS


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_precursor_problem = fields.Char(
        string="Retention precursor problem",
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        help="Why the precursors of losses could not be examined last time.",
    )
