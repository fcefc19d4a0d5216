"""Receipts as purchases: each is an invoice that was paid at once.

One that was invoiced is told by its invoice. What of a receipt pays for an order
belongs to that order's sale, invoiced or not, as lines of an invoice do.
"""

from odoo import models
from odoo.addons.oe_customer_retention.models.sql import DocumentSelect
from odoo.tools import SQL

from .receipt import RECEIPT


class RetentionSale(models.AbstractModel):
    _inherit = "customer.retention.sale"

    # -- by orders: what was sold at the counter and is of none ------------------

    def _orders(self, scope):
        receipts = SQL(
            """SELECT customer_id, day, SUM(amount), BOOL_OR(is_purchase)::integer
               FROM (%s) line GROUP BY receipt_id, customer_id, day""",
            self._counter_lines(scope),
        )
        return [*super()._orders(scope), DocumentSelect(receipts, RECEIPT)]

    def _lines_of_orders(self, scope):
        lines = SQL(
            """SELECT customer_id, day, product_id, quantity, amount, is_purchase, NULL
               FROM (%s) line WHERE product_id IS NOT NULL""",
            self._counter_lines(scope),
        )
        return [*super()._lines_of_orders(scope), DocumentSelect(lines, RECEIPT)]

    def _counter_lines(self, scope):
        """Return the SELECT of the lines of receipts that pay for no order.

        Whether a receipt was invoiced matters as little as for an order.
        """
        signals = self.env["customer.retention.signal"]
        lines = SQL(
            """SELECT d.partner_id, d.company_id, %(day)s AS day, d.id AS receipt_id,
                      %(product)s AS product_id, line.qty AS quantity,
                      %(amount)s AS amount,
                      SUM(line.price_subtotal) OVER (
                          PARTITION BY d.id, d.partner_id, d.company_id) > 0
                          AND NOT %(is_void)s AS is_purchase
               FROM pos_order d JOIN pos_order_line line ON line.order_id = d.id
               LEFT JOIN (%(settlements)s) settlement ON settlement.line_id = line.id
               WHERE d.state IN ('paid', 'done') AND settlement.line_id IS NULL""",
            day=self._order_day(scope),
            product=self._goods(),
            amount=self._line_amount(scope),
            is_void=signals._is_refunded(scope.company, scope.is_full, scope.as_of),
            settlements=self._settlements(),
        )
        return scope.roll_up(lines)

    def _goods(self):
        """Return the SQL of the product of a ``line``, NULL of a reward."""
        if "is_reward_line" in self.env["pos.order.line"]._fields:
            return SQL("CASE WHEN is_reward_line THEN NULL ELSE line.product_id END")
        return SQL("line.product_id")

    def _line_amount(self, scope):
        return SQL(
            "ROUND(line.price_subtotal / %s, %s)",
            self.env["customer.retention.signal"]._receipt_rate(),
            scope.company.currency_id.decimal_places,
        )

    # -- the steps ---------------------------------------------------------------

    def _move_queries(self, scope):
        """Add receipts without an invoice, under minus their id."""
        signals = self.env["customer.retention.signal"]
        receipts = SQL(
            """(SELECT -d.id, d.partner_id, %(day)s, %(amount)s, TRUE,
                       d.amount_total < 0, d.amount_total < 0, %(is_void)s
                FROM pos_order d
                WHERE d.state IN ('paid', 'done') AND d.company_id = %(company)s
                  AND %(day)s <= %(as_of)s AND NOT %(is_invoiced)s %(some)s
                OFFSET 0  -- each is asked once
               )""",
            day=self._order_day(scope),
            amount=signals._receipt_amount(),
            is_void=signals._is_refunded(scope.company, scope.is_full, scope.as_of),
            company=scope.company.id,
            as_of=scope.as_of,
            is_invoiced=signals._is_invoiced(scope.as_of),
            some=scope.only_some(
                SQL(
                    "AND d.id IN (SELECT id FROM pos_order WHERE partner_id = ANY(%s) "
                    "UNION %s)",
                    scope.partner_ids,
                    self._linked_receipts(),
                )
            ),
        )
        return [*super()._move_queries(scope), DocumentSelect(receipts, RECEIPT)]

    def _move_lines(self, scope):
        """Add the lines of receipts; of an invoice they stand in for its own where any
        of them pays for an order."""
        lines = super()._move_lines(scope)
        if not scope.reads(RECEIPT):
            return lines
        return SQL(
            """SELECT * FROM (%(lines)s) line WHERE move_id NOT IN (%(settled)s)
               UNION ALL
               SELECT -line.id, move_id, %(product)s, NULL, line.qty, %(amount)s
               %(receipts)s WHERE move_id < 0 OR move_id IN (%(settled)s)""",
            lines=lines,
            settled=SQL("SELECT move_id FROM link WHERE line_id < 0"),
            product=self._goods(),
            amount=self._line_amount(scope),
            receipts=self._from_told_receipts(),
        )

    def _told_order_lines(self, scope):
        """Add the lines of receipts that pay for a line of an order, or give back what
        one paid. What was given back is not paid for again: it stays covered."""
        receipts = SQL(
            """SELECT %s, -line.id, settlement.order_line_id,
                      line.price_subtotal / %s, line.qty, template.uom_id, FALSE
               %s JOIN (%s) settlement ON settlement.line_id = line.id
               JOIN product_product product ON product.id = line.product_id
               JOIN product_template template ON template.id = product.product_tmpl_id
            """,
            self._told("told"),
            self.env["customer.retention.signal"]._receipt_rate(),
            self._from_told_receipts(),
            self._settlements(),
        )
        return [*super()._told_order_lines(scope), DocumentSelect(receipts, RECEIPT)]

    def _from_told_receipts(self):
        """Return the FROM of the lines of receipts ``d``, each with the row of ``move``
        that tells of it: the receipt itself, or its invoice."""
        return SQL(
            """FROM (SELECT *, -move_id AS receipt_id FROM move WHERE move_id < 0
                     UNION ALL
                     SELECT move.*, receipt.id FROM move
                     JOIN pos_order receipt ON receipt.account_move = move_id) told
               JOIN pos_order d ON d.id = told.receipt_id
               JOIN pos_order_line line ON line.order_id = d.id"""
        )

    def _settlements(self):
        """Return the SELECT of the lines of receipts that pay for a line of an order,
        or give back what one paid."""
        return SQL(
            """SELECT line.id AS line_id, line.order_id AS receipt_id,
                      line.sale_order_line_id AS order_line_id
               FROM pos_order_line line WHERE line.sale_order_line_id IS NOT NULL
               UNION ALL
               SELECT line.id, line.order_id, paid.sale_order_line_id
               FROM pos_order_line paid
               JOIN pos_order_line line ON line.refunded_orderline_id = paid.id
               WHERE paid.sale_order_line_id IS NOT NULL
                 AND line.sale_order_line_id IS NULL"""
        )

    # -- what a change concerns --------------------------------------------------

    def _orders_behind(self, condition):
        paid = SQL(
            """SELECT order_line.order_id FROM (%s) receipt
               JOIN (%s) settlement ON settlement.receipt_id = receipt.id
               JOIN sale_order_line order_line
                    ON order_line.id = settlement.order_line_id""",
            self._receipts_with(condition),
            self._settlements(),
        )
        return [*super()._orders_behind(condition), DocumentSelect(paid, RECEIPT)]

    def _receipts_with(self, condition):
        """Return the SELECT of the receipts that meet a condition, or whose invoice or
        refund does.

        :param SQL condition: on a document ``d``
        """
        return SQL(
            """SELECT d.id FROM pos_order d WHERE %(condition)s
               UNION
               SELECT receipt.id FROM account_move d
               JOIN pos_order receipt ON receipt.account_move = d.id
               WHERE %(condition)s
               UNION
               SELECT line.order_id FROM pos_order d
               JOIN pos_order_line refund_line ON refund_line.order_id = d.id
               JOIN pos_order_line line ON line.id = refund_line.refunded_orderline_id
               WHERE %(condition)s""",
            condition=condition,
        )

    def _linked_moves(self):
        invoices = SQL(
            """SELECT receipt.account_move FROM pos_order receipt
               WHERE receipt.account_move IS NOT NULL AND receipt.id IN (%s)""",
            self._linked_receipts(),
        )
        return [*super()._linked_moves(), DocumentSelect(invoices, RECEIPT)]

    def _linked_receipts(self):
        """Return the SELECT of the receipts that paid for the step concerned."""
        return SQL(
            """SELECT settlement.receipt_id FROM concerned
               JOIN sale_order_line order_line USING (order_id)
               JOIN (%s) settlement ON settlement.order_line_id = order_line.id""",
            self._settlements(),
        )

    def _changed_receipts(self, since):
        """Return the SELECT of whose receipts something written makes count otherwise.

        That is the receipt, its invoice, a refund of it, or an order it pays for.

        :param Since since: how far the documents have been read
        """
        changed = SQL("d.write_date >= %s", since.written)
        return SQL(
            """(WITH concerned AS MATERIALIZED (%s)
                SELECT d.partner_id, d.company_id FROM pos_order d
                WHERE d.id IN (%s UNION %s))""",
            SQL(" UNION ").join(self._orders_behind(changed)),
            self._receipts_with(changed),
            self._linked_receipts(),
        )
