"""Selling to a blocked customer: warned of or refused, as the company chose."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

OFFERS = ("draft", "sent", "sale")


class ResCompany(models.Model):
    _inherit = "res.company"

    blocked_customer_mode = fields.Selection(
        [
            ("off", "Say nothing"),
            ("warn", "Warn on the order"),
            ("refuse", "Refuse quotations and confirmations"),
        ],
        string="Orders of blocked customers",
        default="warn",
        required=True,
        help="What happens when somebody makes or confirms a quotation for a blocked "
        "customer or one of its contacts.",
    )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("partner_id", "company_id", "state")
    def _compute_sale_warning_text(self):
        result = super()._compute_sale_warning_text()
        for order, profile in self._retention_blocks().items():
            texts = [order._blocked_text(profile), order.sale_warning_text]
            order.sale_warning_text = "\n".join(filter(None, texts))
        return result

    @api.constrains("partner_id", "company_id", "state")
    def _check_blocked_customer(self):
        """A cart may be filled: a shop looks it up, and writes it, on each page."""
        (self - self._website_carts())._refuse_blocked()

    def _website_carts(self):
        if "website_id" not in self._fields:
            return self.browse()
        return self.filtered(lambda order: order.state == "draft" and order.website_id)

    def _refuse_blocked(self):
        for order, profile in self._retention_blocks().items():
            if order.company_id.sudo().blocked_customer_mode == "refuse":
                raise ValidationError(order._blocked_text(profile))

    def _retention_blocks(self):
        """Return ``{order: profile}`` of the offers to blocked customers.

        Where the company wants to hear nothing of it there are none.
        """
        offers = self.filtered(
            lambda order: (
                order.state in OFFERS
                and order.company_id.sudo().blocked_customer_mode != "off"
            )
        )
        found = {}
        for company, orders in offers.grouped("company_id").items():
            blocks = orders.partner_id._retention_blocks(company)
            for order in orders:
                if profile := blocks.get(order.partner_id.commercial_partner_id.id):
                    found[order] = profile
        return found

    def _blocked_text(self, profile):
        """Return the sentence about the block; the reason is for colleagues only."""
        customer = profile.partner_id.name
        if not self.env.user._is_internal():
            return self.env._(
                "%(customer)s cannot order at the moment. Please contact us.",
                customer=customer,
            )
        if self.company_id.sudo().blocked_customer_mode == "refuse":
            return self.env._(
                "%(customer)s is blocked, quotations and orders are refused: "
                "%(reason)s. A sales manager can release the customer.",
                customer=customer,
                reason=profile.block_reason,
            )
        return self.env._(
            "%(customer)s is blocked: %(reason)s. Talk to a sales manager first.",
            customer=customer,
            reason=profile.block_reason,
        )


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    @api.constrains("sale_order_ids")
    def _check_blocked_customer(self):
        """No money is taken for what would not be confirmed afterwards."""
        unconfirmed = self.sale_order_ids.filtered(lambda order: order.state != "sale")
        unconfirmed._refuse_blocked()
