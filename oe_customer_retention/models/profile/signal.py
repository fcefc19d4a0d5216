from odoo import models

from ..signals.kind import Thread


class ProfileSignal(models.AbstractModel):
    """Mail and activities on the profile itself are contact, too."""

    _inherit = "customer.retention.signal"

    def _threads(self):
        return {**super()._threads(), "customer.retention.profile": Thread()}
