from odoo import api, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered("product_uom_qty")._refuse_more()
        return lines

    def write(self, vals):
        before = {line: line.product_uom_qty for line in self}
        result = super().write(vals)
        if "product_uom_qty" in vals:
            more = self.filtered(lambda line: line.product_uom_qty > before[line])
            more._refuse_more()
        return result

    def _refuse_more(self):
        """Refuse to add to what a blocked customer has ordered.

        What is invoiced ahead adds nothing.
        """
        sold = self.filtered(
            lambda line: line.order_id.state == "sale" and not line.is_downpayment
        )
        sold.order_id._check_blocked_customer()
