from odoo import models

from ..scope import Scope


class RetentionScores(models.AbstractModel):
    _inherit = "customer.retention.scores"

    def _rescore(self, companies):
        super()._rescore(companies)
        self.env["customer.retention.refresh"]._apply(
            companies, lambda company: self._rescore_company(Scope.of(company))
        )
