"""Blocked customers at the counter: the cashier is told before anything is paid.

Nothing is refused on the server: what it receives has been paid.
"""

from odoo import api, models
from odoo.addons.oe_customer_retention.models.condition import checked_ids
from odoo.exceptions import AccessError

from .receipt import CASHIER


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.readonly
    def get_counter_block(self, config_id):
        """Return what a cashier is told when the customer is blocked.

        The reason is for salespeople only.

        :param int config_id: the point of sale
        :return: False, or ``text`` and ``is_refused``: whether nothing may be sold
        :raises AccessError: for people without Point of Sale
        :raises UserError: when the id is none
        """
        self.ensure_one()
        if not self.env.user.has_group(CASHIER):
            raise AccessError(self.env._("Only cashiers are told who is blocked."))
        self.check_access("read")
        config = self.env["pos.config"].browse(checked_ids(self.env, [config_id]))
        config.check_access("read")
        company = config.company_id.sudo()
        profile = self._retention_blocks(company).get(self)
        mode = company.retention_blocked_mode
        if not profile or mode == "off":
            return False
        return {"text": profile._tell_block(), "is_refused": mode == "refuse"}
