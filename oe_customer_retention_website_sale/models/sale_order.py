from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _retention_refusal(self):
        """Return what a shop tells who may not order, nothing where nothing is refused.

        The reason is for salespeople only.
        """
        unpaid = self.filtered(lambda order: not order._is_paid_for())
        for order, profile in unpaid._retention_blocks().items():
            if order.company_id.sudo().retention_blocked_mode == "refuse":
                return order._blocked_text(profile)
        return ""
