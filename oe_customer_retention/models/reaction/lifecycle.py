from odoo import api, models


class LifecycleEngine(models.AbstractModel):
    _inherit = "customer.lifecycle.engine"

    @api.model
    def _moved(self, company, as_of, moves, by_hand=False):
        super()._moved(company, as_of, moves, by_hand)
        engine = self.env["customer.retention.reaction.engine"]
        engine._moved(company, as_of, moves, by_hand)
