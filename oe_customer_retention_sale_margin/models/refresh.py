from odoo import models
from odoo.tools import SQL


class RetentionRefresh(models.AbstractModel):
    _inherit = "customer.retention.refresh"

    def _line_facts(self, scope):
        digits = scope.company.currency_id.decimal_places
        margin = SQL("ROUND(SUM(margin), %s)", digits)
        return {**super()._line_facts(scope), "margin": margin}
