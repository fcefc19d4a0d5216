from odoo import api, models


class LifecycleMoves(models.AbstractModel):
    _inherit = "customer.lifecycle.moves"

    @api.model
    def _moved(self, company, as_of, moves):
        super()._moved(company, as_of, moves)
        self.env["customer.retention.reactions"]._moved(company, as_of, moves)
