"""Selling to a blocked customer: warned of or refused, as the company chose."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.http import request

from ..groups import SALES

OFFERS = ("draft", "sent", "sale")
PARTIES = ("partner_id", "partner_invoice_id", "partner_shipping_id")
RECEIVED = ("authorized", "done")


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_blocked_mode = fields.Selection(
        [
            ("off", "No warning"),
            ("warn", "Warn on the order"),
            ("refuse", "Refuse quotations and confirmations"),
        ],
        string="Orders of blocked customers",
        default="warn",
        required=True,
        help="What happens when someone makes or confirms a quotation for a blocked "
        "customer or one of its contacts.",
    )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends(*PARTIES, "company_id", "state")
    @api.depends_context("uid")
    def _compute_sale_warning_text(self):
        result = super()._compute_sale_warning_text()
        for order, profile in self._retention_blocks().items():
            texts = [order._blocked_text(profile), order.sale_warning_text]
            order.sale_warning_text = "\n".join(filter(None, texts))
        return result

    @api.constrains(*PARTIES, "company_id", "state")
    def _check_blocked_customer(self):
        """A cart may be filled: a shop looks it up, and writes it, on each page.

        Money that has come in is booked: it was asked for before the block.
        """
        orders = self - self._website_carts()
        blocked = self.browse().union(*orders._retention_blocks())
        blocked.filtered(lambda order: not order._is_paid_for())._refuse_blocked()

    def _website_carts(self):
        if "website_id" not in self._fields:
            return self.browse()
        return self.filtered(lambda order: order.state == "draft" and order.website_id)

    def _refuse_blocked(self):
        for order, profile in self._retention_blocks().items():
            if order.company_id.sudo().retention_blocked_mode == "refuse":
                raise ValidationError(order._blocked_text(profile))

    def _retention_blocks(self):
        """Return ``{order: profile}`` of the offers to blocked customers.

        Where the company wants to hear nothing of it there are none.
        """
        offers = self.filtered(
            lambda order: (
                order.state in OFFERS
                and order.company_id.sudo().retention_blocked_mode != "off"
            )
        )
        found = {}
        for company, orders in offers.grouped("company_id").items():
            blocks = orders._parties()._retention_blocks(company)
            for order in orders:
                for partner in order._parties():
                    if partner in blocks:
                        found.setdefault(order, blocks[partner])
        return found

    def _parties(self):
        """Return who orders, who is invoiced and who gets the goods."""
        return self.env["res.partner"].union(*(self[name] for name in PARTIES))

    def _is_paid_for(self):
        """Return whether a transaction brought money, or will for a quotation."""
        states = set(self.sudo().transaction_ids.mapped("state"))
        if self.state == "sale":
            return bool(states & {*RECEIVED}) and self._is_confirmation_amount_reached()
        return bool(states & {"pending", *RECEIVED})

    def _blocked_text(self, profile):
        """Return the sentence about the block; the reason is for salespeople only."""
        customer = profile.partner_id.name
        if not self._reader_sells():
            return self.env._(
                "%(customer)s cannot order at the moment. Please contact us.",
                customer=customer,
            )
        if self.company_id.sudo().retention_blocked_mode == "refuse":
            return self.env._(
                "%(customer)s is blocked, quotations and orders are refused: "
                "%(reason)s. A sales manager can unblock the customer.",
                customer=customer,
                reason=profile.block_reason,
            )
        return profile._tell_block()

    def _reader_sells(self):
        """Return whether it is a salesperson who is told.

        Portal and shop act as OdooBot: the one who is told sent the request.
        """
        reader = (request and request.env.user) or self.env.user
        return reader.id != SUPERUSER_ID and reader.has_group(SALES)
