from odoo import api, models


class LifecycleEngine(models.AbstractModel):
    _inherit = "customer.lifecycle.engine"

    @api.model
    def _moved(self, company, as_of, moves):
        super()._moved(company, as_of, moves)
        self.env["customer.retention.reaction.engine"]._moved(company, as_of, moves)
