from odoo import api, fields, models
from odoo.tools import SQL


class CustomerRetentionEffect(models.Model):
    _inherit = "customer.retention.effect"

    redeemed = fields.Monetary(
        compute="_compute_redeemed",
        help="What the coupons of this reaction took off orders and receipts, untaxed, "
        "of all months so far. The effect in money is what is left after that.",
    )

    @api.depends("reaction_id", "company_id", "month")
    def _compute_redeemed(self):
        found = self._redeemed(self.reaction_id, self.company_id)
        for row in self:
            row.redeemed = sum(
                group["amount"]
                for group in found
                if group["reaction_id"] == row.reaction_id.id
                and group["company_id"] == row.company_id.id
                and group["month"] <= row.month
            )

    @api.model
    def _redeemed(self, reactions, companies):
        """Return what coupons took off confirmed orders and paid receipts: ``amount``
        by ``reaction_id``, ``company_id`` and the ``month`` they were given in."""
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """SELECT given.reaction_id, given.company_id,
                          DATE_TRUNC('month', given.date::timestamp)::date AS month,
                          SUM(taken.amount)::float AS amount
                   FROM customer_retention_reaction_log given
                   JOIN loyalty_card card ON card.retention_log_id = given.id
                   JOIN LATERAL (%s) taken ON TRUE
                   WHERE given.reaction_id = ANY(%s) AND given.company_id = ANY(%s)
                   GROUP BY given.reaction_id, given.company_id, 3""",
                SQL(" UNION ALL ").join(self._reward_lines()),
                reactions.ids,
                companies.ids,
            )
        )

    def _reward_lines(self):
        """Return the SELECTs of what a ``card`` took off, in the company's currency.

        Its orders are those of its history; a free product is a line with its price
        and a discount of 100 %, another reward a line below zero.
        """
        selects = [self._lines_of("sale_order", "product_uom_qty", ("sale",))]
        receipts = self.env.get("pos.order.line")
        if receipts is not None and "coupon_id" in receipts._fields:
            selects.append(self._lines_of("pos_order", "qty", ("paid", "done")))
        return selects

    def _lines_of(self, table, quantity, states):
        return SQL(
            """SELECT (line.price_unit * line.%(quantity)s
                       * COALESCE(line.discount, 0) / 100 - line.price_subtotal)
                      / COALESCE(NULLIF(doc.currency_rate, 0), 1) AS amount
               FROM %(table)s doc JOIN %(lines)s line ON line.order_id = doc.id
               WHERE line.coupon_id = card.id AND doc.state IN %(states)s
                 AND doc.id IN (SELECT used.order_id FROM loyalty_history used
                                WHERE used.card_id = card.id
                                  AND used.order_model = %(model)s)""",
            table=SQL.identifier(table),
            lines=SQL.identifier(f"{table}_line"),
            quantity=SQL.identifier(quantity),
            states=states,
            model=table.replace("_", "."),
        )
