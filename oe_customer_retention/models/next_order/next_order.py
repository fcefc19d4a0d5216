from typing import NamedTuple

from odoo import models
from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tools import SQL

from . import scoring

MOST_PRODUCTS = 40  # of a customer, and the reader can still look through them
NEEDED = {
    "sale.order": ("date_order",),
    "sale.order.line": ("order_id", "product_id", "product_uom_id", "product_uom_qty"),
    "product.template": ("uom_id",),
    "uom.uom": ("factor",),
}


class Product(NamedTuple):
    """A product that a customer would order now, or did not any more."""

    line: BaseModel  # the last one it was ordered on
    quantity: float  # usual, in the product's own unit
    purchases: int
    orders: int
    last_day: object
    is_stopped: bool
    is_usual: bool  # among as many as an order usually has lines


class CustomerRetentionNextOrder(models.AbstractModel):
    """The next orders of customers, by the orders that the reader may read."""

    _name = "customer.retention.next.order"
    _description = "Next Order"

    def _of(self, customers, company):
        """Return ``{customer: ([Product], {product: why left out})}``.

        The likeliest come first, those given up among them.
        """
        rows = self._rows(customers, company)
        lines = self.env["sale.order.line"].browse(row["last_line_id"] for row in rows)
        can_be_sold = self._sellable(lines.product_id, company)
        found = {customer: ([], {}) for customer in customers}
        for row, line in zip(rows, lines, strict=True):
            customer = customers.browse(row["customer_id"])
            products, left_out = found[customer]
            if line.product_id not in can_be_sold:
                left_out[line.product_id] = self._why_not(line.product_id)
            elif len(products) < MOST_PRODUCTS:
                usual = sum(product.is_usual for product in products)
                is_usual = not row["is_stopped"] and usual < row["usual_lines"]
                products.append(self._product(row, line, is_usual))
        return found

    def _product(self, row, line, is_usual):
        kept = ("quantity", "purchases", "orders", "last_day", "is_stopped")
        return Product(line, is_usual=is_usual, **{name: row[name] for name in kept})

    def _rows(self, customers, company):
        """Return the rows of :func:`scoring.scored`, those left out for good not."""
        self.env["sale.order.line"].check_access("read")
        for model, names in NEEDED.items():
            self.env[model].flush_model(names)
        told = scoring.scored(
            self._history(customers, company), company._retention_today()
        )
        cursor = self.env.cr
        cursor.execute(SQL("%s ORDER BY customer_id, place", told))
        return cursor.dictfetchall()

    def _history(self, customers, company):
        """Return the SQL of these customers' lines ordered that the reader may read.

        These few come first: of so many joins the planner would end with them, and
        read all lines of the database before.
        """
        lines = self.env["sale.order.line"]._search(
            self._lines_domain(customers, company)
        )
        return SQL(
            """SELECT partner.commercial_partner_id AS customer_id, line.order_id,
                      %s AS day, line.id AS line_id, line.product_id,
                      line.product_uom_qty * unit.factor / own.factor AS quantity
               FROM (%s) readable (id)
               JOIN sale_order_line line ON line.id = readable.id
               JOIN sale_order placed ON placed.id = line.order_id
               JOIN res_partner partner ON partner.id = placed.partner_id
               JOIN product_product product ON product.id = line.product_id
               JOIN product_template template ON template.id = product.product_tmpl_id
               JOIN uom_uom own ON own.id = template.uom_id
               JOIN uom_uom unit ON unit.id = line.product_uom_id""",
            company._retention_day(SQL("placed.date_order")),
            lines.select(),
        )

    def _lines_domain(self, customers, company):
        """Return the domain of the lines to learn from: goods and services ordered.

        What Odoo adds to an order by itself is none: deliveries, rewards, the parts of
        a combo. Further addons add such lines of theirs.
        """
        domain = (
            Domain("state", "=", "sale")
            & Domain("company_id", "=", company.id)
            & Domain("order_partner_id.commercial_partner_id", "in", customers.ids)
            & Domain("display_type", "=", False)
            & Domain("is_downpayment", "=", False)
            & Domain("is_expense", "=", False)
            & Domain("combo_item_id", "=", False)
            & Domain("product_id", "!=", False)
            & Domain("product_uom_qty", ">", 0)
        )
        for name in ("is_delivery", "reward_id"):
            if name in self.env["sale.order.line"]._fields:
                domain &= Domain(name, "=", False)
        return domain

    def _sellable(self, products, company):
        """Return those of the products that the reader may offer."""
        domain = Domain("id", "in", products.ids) & Domain("sale_ok", "=", True)
        domain &= Domain("type", "!=", "combo")
        domain &= Domain(products._check_company_domain(company))
        return products.search(domain)

    def _why_not(self, product):
        """Return why a product is left out, in words."""
        product = product.sudo()
        if not product.active:
            return self.env._("archived")
        if not product.sale_ok:
            return self.env._("not for sale")
        if product.type == "combo":
            return self.env._("a combo: choose its parts on the quotation")
        return self.env._("not for sale in this company")
