"""Money of blocked customers: none is asked for, and what came in is booked."""

from odoo import SUPERUSER_ID, api, models

from .sale_order import RECEIVED


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    @api.constrains("sale_order_ids")
    def _check_blocked_customer(self):
        """No money is taken for what would not be confirmed afterwards."""
        unconfirmed = self.sale_order_ids.filtered(lambda order: order.state != "sale")
        unconfirmed._refuse_blocked()

    def _post_process(self):
        received = self.filtered(
            lambda tx: tx.state in RECEIVED and not tx.is_post_processed
        )
        super()._post_process()
        received.sale_order_ids._tell_of_money()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _tell_of_money(self):
        """Leave to the salesperson what becomes of orders that were paid for by
        customers who are blocked by now."""
        for order, profile in self.with_user(SUPERUSER_ID)._retention_blocks().items():
            if order.company_id.retention_blocked_mode == "refuse":
                seller = order.user_id or order.company_id._retention_manager()
                order.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=seller.id,
                    summary=self.env._("Paid by a blocked customer"),
                    note=self.env._(
                        "%(customer)s was blocked before the payment came in: "
                        "deliver, or refund.",
                        customer=profile.partner_id.name,
                    ),
                )
