from odoo import models
from odoo.tools import SQL


class RetentionSale(models.AbstractModel):
    _inherit = "customer.retention.sale"

    def _lines_of_customers(self, scope, purchases=None):
        """Return the SELECT of the lines with their ``margin``: untaxed, in the
        company's currency.

        The cost is that of the line of the order, as ``sale_margin`` keeps it, else
        what the product costs now. What no product stands behind costs nothing.
        """
        products = self.env["product.product"].sudo().with_company(scope.company)
        return SQL(
            """SELECT line.*, line.amount - line.quantity * COALESCE(
                          CASE WHEN order_line.id IS NULL THEN %(standard_price)s
                               ELSE order_line.purchase_price
                                    * product_unit.factor / order_unit.factor
                                    / COALESCE(NULLIF(d.currency_rate, 0), 1)
                          END, 0)::numeric AS margin
               FROM (%(lines)s) line
               LEFT JOIN product_product product ON product.id = line.product_id
               LEFT JOIN product_template template
                      ON template.id = product.product_tmpl_id
               LEFT JOIN uom_uom product_unit ON product_unit.id = template.uom_id
               LEFT JOIN sale_order_line order_line
                      ON order_line.id = line.order_line_id
               LEFT JOIN uom_uom order_unit ON order_unit.id = order_line.product_uom_id
               LEFT JOIN sale_order d ON d.id = order_line.order_id""",
            standard_price=products._field_to_sql("product", "standard_price"),
            lines=super()._lines_of_customers(scope, purchases),
        )
