from odoo.addons.website_sale.controllers.main import WebsiteSale
from odoo.http import request


class RetentionCheckout(WebsiteSale):
    def _get_shop_payment_errors(self, order):
        """Ask a blocked customer for no money; what was paid before is booked."""
        errors = super()._get_shop_payment_errors(order)
        if text := order._retention_refusal():
            title = request.env._("Sorry, we cannot take your order at the moment.")
            errors.append((title, text))
        return errors
