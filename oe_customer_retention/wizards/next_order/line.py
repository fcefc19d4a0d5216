from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import float_round, format_date

from ...models.labels import counted
from .wizard import LAST


class CustomerRetentionSuggestLine(models.TransientModel):
    """A product that a customer would order now."""

    _name = "customer.retention.suggest.line"
    _description = "Suggested Product"
    _inherit = ["customer.retention.links.mixin"]
    _order = "sequence, id"

    suggest_id = fields.Many2one(
        "customer.retention.suggest",
        string="Suggestion",
        required=True,
        ondelete="cascade",
        index=True,
        help="The dialog the product is listed in.",
    )
    sequence = fields.Integer(help="The likeliest product comes first.")
    profile_id = fields.Many2one(
        "customer.retention.profile",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The customer the quotation with this product is for.",
    )
    is_included = fields.Boolean(
        string="Included", help="Ticked: the product is put on the quotation."
    )
    is_stopped = fields.Boolean(
        string="Stopped",
        readonly=True,
        help="Bought regularly before, and since missing from so many orders that it "
        "is hardly by chance.",
    )
    last_line_id = fields.Many2one(
        "sale.order.line",
        string="Last ordered on",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The line the product was last ordered on.",
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="What the customer ordered before.",
    )
    quantity = fields.Float(
        digits="Product Unit",
        required=True,
        help="What the customer usually orders: the middle of the last five times, in "
        "the unit of the last one.",
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        readonly=True,
        ondelete="cascade",
        help="The unit of the last order, where the product can still be sold in it.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True, ondelete="cascade")
    last_price = fields.Monetary(
        string="Last agreed",
        readonly=True,
        help="What a unit cost on the last order, less discount, in the currency of "
        "the new quotation at today's rate.",
    )
    today_price = fields.Monetary(
        string="Today's price",
        readonly=True,
        help="What a unit costs by the customer's pricelist today, less discount.",
    )
    price_change = fields.Float(
        string="Price change",
        readonly=True,
        help="Today's price against the one last agreed.",
    )
    reason = fields.Char(readonly=True, help="How often, and when last.")

    @api.constrains("quantity", "is_included")
    def _check_quantity(self):
        for line in self:
            if line.is_included and line.quantity <= 0:
                raise ValidationError(
                    self.env._(
                        "'Quantity' of %(product)s is %(quantity)s: write more than 0, "
                        "or untick the product.",
                        product=line.product_id.display_name,
                        quantity=line.quantity,
                    )
                )

    @api.model
    def _values(self, profile, products):
        """Return the values of a line for each product, with today's prices."""
        rows = [self._row(profile, product) for product in products]
        draft = self.env["sale.order"].new(
            {
                **self._order_values(profile),
                "order_line": [
                    Command.create(self._line_values(self.new(row))) for row in rows
                ],
            }
        )
        for row, line in zip(rows, draft.order_line, strict=True):
            last = self.new(row)._last_price_in(draft.currency_id)
            row["currency_id"] = draft.currency_id.id
            row["today_price"] = _net(line.price_unit, line.discount)
            row["last_price"] = last
            row["price_change"] = row["today_price"] / last - 1 if last else False
        return rows

    def _row(self, profile, product):
        line, own = product.line, product.line.product_id.uom_id
        sold_in = line.product_uom_id
        unit = sold_in if sold_in in line.allowed_uom_ids and sold_in.active else own
        quantity = own._compute_quantity(
            product.quantity, unit, rounding_method="HALF-UP"
        )
        return {
            "profile_id": profile.id,
            "product_id": line.product_id.id,
            "last_line_id": line.id,
            "is_included": product.is_usual,
            "is_stopped": product.is_stopped,
            "uom_id": unit.id,
            "quantity": quantity,
            "reason": self._reason(product),
        }

    def _reason(self, product):
        told = {
            "purchases": product.purchases,
            "orders": product.orders,
            "day": format_date(self.env, product.last_day),
        }
        if product.is_stopped:
            return counted(
                self.env,
                self.env._(
                    "Stopped: %(purchases)s of %(orders)s {orders:order|orders}, last "
                    "on %(day)s"
                ),
                **told,
            )
        return counted(
            self.env,
            self.env._(
                "%(purchases)s of %(orders)s {orders:order|orders}, last on %(day)s"
            ),
            **told,
        )

    @api.model
    def _order_values(self, profile):
        return {
            "partner_id": profile.partner_id.id,
            "company_id": profile.company_id.id,
        }

    @api.model
    def _line_values(self, line):
        """Return the values of the order line, priced by the pricelist.

        What else Odoo computes, description and taxes among it, is left to Odoo.
        """
        last = line.last_line_id
        return {
            "product_id": line.product_id.id,
            "product_uom_id": line.uom_id.id,
            "product_uom_qty": line.quantity,
            "product_no_variant_attribute_value_ids": [
                Command.set(last.product_no_variant_attribute_value_ids.ids)
            ],
            "product_custom_attribute_value_ids": [
                Command.create(
                    {
                        "custom_product_template_attribute_value_id": (
                            value.custom_product_template_attribute_value_id.id
                        ),
                        "custom_value": value.custom_value,
                    }
                )
                for value in last.product_custom_attribute_value_ids
            ],
        }

    def _last_price_in(self, currency):
        """Return the last price of a unit, less discount, in a currency, today."""
        last = self.last_line_id
        return _net(self._converted(last.price_unit, currency), last.discount)

    def _converted(self, price, currency):
        last, company = self.last_line_id, self.last_line_id.company_id
        in_unit = last.product_uom_id._compute_price(price, self.uom_id)
        day = company._retention_today()
        price = last.currency_id._convert(in_unit, currency, company, day, round=False)
        digits = self.env["decimal.precision"].precision_get("Product Price")
        return float_round(price, precision_digits=digits)

    def _make(self, profile, price_from):
        """Return a new quotation of these lines, made as any other.

        Prices are copied from the last lines: who makes it must be able to read them.
        """
        self.last_line_id.check_access("read")
        orders = self.env["sale.order"].with_company(profile.company_id)
        lines = []
        for line in self:
            values = self._line_values(line)
            if price_from == LAST:
                last = line.last_line_id
                values["price_unit"] = line._converted(
                    last.price_unit, line.currency_id
                )
                values["discount"] = last.discount
            lines.append(Command.create(values))
        order = orders.create({**self._order_values(profile), "order_line": lines})
        order.sudo().retention_suggested = True
        repeated = {line.product_id: line.last_line_id.order_id for line in self}
        for line in order.order_line.sudo():
            line.retention_repeat_id = repeated.get(line.product_id)
        return order


def _net(price, discount):
    return price * (1 - discount / 100)
