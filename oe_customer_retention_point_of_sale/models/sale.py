"""Receipts as purchases: each is an invoice that was paid at once.

One that was invoiced is told by its invoice. What of a receipt pays for an order
belongs to that order's sale, invoiced or not, as lines of an invoice do.
"""

from odoo import models
from odoo.tools import SQL


class RetentionSale(models.AbstractModel):
    _inherit = "customer.retention.sale"

    def _queries(self, scope):
        queries = super()._queries(scope)
        if scope.company.retention_purchase_basis == "order":
            queries.append(self._counter_sales(scope))
        return queries

    def _counter_sales(self, scope):
        """Return the SELECT of what was sold at the counter and is of no order.

        Whether it was invoiced matters as little as for an order.
        """
        signals = self.env["customer.retention.signal"]
        sales = SQL(
            """SELECT d.partner_id, d.company_id, %s AS day, %s AS is_void,
                      SUM(line.price_subtotal) / %s AS amount
               FROM pos_order d JOIN pos_order_line line ON line.order_id = d.id
               LEFT JOIN (%s) settlement ON settlement.line_id = line.id
               WHERE d.state IN ('paid', 'done') AND settlement.line_id IS NULL
               GROUP BY d.id, d.partner_id, d.company_id""",
            scope.company._retention_day(SQL("d.date_order")),
            signals._is_refunded(scope.company, scope.as_of),
            signals._receipt_rate(),
            self._settlements(),
        )
        return SQL(
            """SELECT customer_id, day, amount AS revenue,
                      (amount > 0 AND NOT is_void)::integer AS purchases
               FROM (%s) sale""",
            scope.roll_up(sales),
        )

    # -- the steps ---------------------------------------------------------------

    def _moves(self, scope):
        return SQL("%s UNION ALL %s", super()._moves(scope), self._receipts(scope))

    def _receipts(self, scope):
        """Return the SELECT of receipts without an invoice, under minus their id."""
        signals = self.env["customer.retention.signal"]
        day = scope.company._retention_day(SQL("d.date_order"))
        return SQL(
            """SELECT -said.id, contact.commercial_partner_id, said.day, said.amount,
                      TRUE, said.amount < 0, said.amount < 0, said.is_void,
                      said.amount > 0 AND NOT said.is_void
               FROM (SELECT d.id, d.partner_id, %(day)s AS day, %(amount)s AS amount,
                            %(is_void)s AS is_void
                     FROM pos_order d
                     WHERE d.state IN ('paid', 'done') AND d.company_id = %(company)s
                       AND %(day)s <= %(as_of)s AND NOT %(is_invoiced)s %(some)s
                     OFFSET 0  -- each is asked once
                    ) said
               JOIN res_partner contact ON contact.id = said.partner_id""",
            day=day,
            amount=signals._receipt_amount(),
            is_void=signals._is_refunded(scope.company, scope.as_of),
            company=scope.company.id,
            as_of=scope.as_of,
            is_invoiced=signals._is_invoiced(scope.as_of),
            some=SQL() if scope.is_full else self._concerned_receipts(scope),
        )

    def _concerned_receipts(self, scope):
        return SQL(
            """AND d.id IN (
                   SELECT id FROM pos_order WHERE partner_id = ANY(%s)
                   UNION %s)""",
            scope.partner_ids,
            self._linked_receipts(SQL("concerned")),
        )

    def _steps(self, scope):
        """Add ``settlement``: a line of a receipt with the line of an order, and the
        step ``move`` that tells of it, the receipt itself or its invoice."""
        steps = super()._steps(scope)
        concerned = {name: steps.pop(name) for name in ["concerned"] if name in steps}
        return {**concerned, "settlement": self._told_settlements(scope), **steps}

    def _told_settlements(self, scope):
        """Return the SELECT of the step ``settlement``."""
        return SQL(
            """SELECT settled.line_id, told.move_id, order_line.order_id,
                      order_line.id AS order_line_id, order_line.price_subtotal,
                      order_line.is_downpayment IS TRUE AS is_deposit,
                      order_line.product_uom_qty AS ordered,
                      settled.amount / %(rate)s AS amount,
                      settled.quantity * COALESCE(unit.factor / order_unit.factor, 1)
                          AS quantity
               FROM (%(settlements)s) settled
               JOIN pos_order d ON d.id = settled.receipt_id
               CROSS JOIN LATERAL (VALUES (-d.id), (d.account_move)) told (move_id)
               JOIN sale_order_line order_line ON order_line.id = settled.order_line_id
               JOIN product_product product ON product.id = settled.product_id
               JOIN product_template template ON template.id = product.product_tmpl_id
               LEFT JOIN uom_uom unit ON unit.id = template.uom_id
               LEFT JOIN uom_uom order_unit ON order_unit.id = order_line.product_uom_id
               WHERE d.company_id = %(company)s %(some)s""",
            rate=self.env["customer.retention.signal"]._receipt_rate(),
            settlements=self._settlements(),
            company=scope.company.id,
            some=SQL()
            if scope.is_full
            else SQL("AND order_line.order_id IN (SELECT order_id FROM concerned)"),
        )

    def _links(self):
        """Add what receipts, or their invoices, say of orders.

        What was given back is not paid for again: it stays covered.
        """
        return SQL(
            """%s UNION ALL
               SELECT -line_id, move_id, customer_id, day, is_own, is_credit, FALSE,
                      is_purchase, order_id, order_line_id, price_subtotal,
                      is_deposit, ordered, settlement.amount, quantity
               FROM settlement JOIN move USING (move_id)""",
            super()._links(),
        )

    def _settlements(self):
        """Return the SELECT of the lines of receipts that pay for a line of an order,
        or give back what one paid."""
        return SQL(
            """SELECT line.id AS line_id, line.order_id AS receipt_id,
                      line.sale_order_line_id AS order_line_id, line.product_id,
                      line.price_subtotal AS amount, line.qty AS quantity
               FROM pos_order_line line WHERE line.sale_order_line_id IS NOT NULL
               UNION ALL
               SELECT line.id, line.order_id, paid.sale_order_line_id, line.product_id,
                      line.price_subtotal, line.qty
               FROM pos_order_line paid
               JOIN pos_order_line line ON line.refunded_orderline_id = paid.id
               WHERE paid.sale_order_line_id IS NOT NULL
                 AND line.sale_order_line_id IS NULL"""
        )

    # -- what a change concerns --------------------------------------------------

    def _with_documents(self, condition):
        return SQL(
            """%(linked)s
               UNION
               SELECT order_line.order_id
               FROM (SELECT d.id FROM pos_order d WHERE %(condition)s
                     UNION ALL
                     SELECT receipt.id FROM account_move d
                     JOIN pos_order receipt ON receipt.account_move = d.id
                     WHERE %(condition)s) receipt
               JOIN (%(settlements)s) settlement ON settlement.receipt_id = receipt.id
               JOIN sale_order_line order_line
                    ON order_line.id = settlement.order_line_id""",
            linked=super()._with_documents(condition),
            condition=condition,
            settlements=self._settlements(),
        )

    def _linked_moves(self):
        return SQL(
            """%s UNION ALL
               SELECT receipt.account_move FROM pos_order receipt
               WHERE receipt.account_move IS NOT NULL AND receipt.id IN (%s)""",
            super()._linked_moves(),
            self._linked_receipts(SQL("concerned")),
        )

    def _linked_receipts(self, orders):
        """Return the SELECT of the receipts that paid for any of ``orders``."""
        return SQL(
            """SELECT settlement.receipt_id FROM %s
               JOIN sale_order_line order_line USING (order_id)
               JOIN (%s) settlement ON settlement.order_line_id = order_line.id""",
            orders,
            self._settlements(),
        )

    def _changed_receipts(self, since):
        """Return the SELECT of whose receipts something written makes count otherwise.

        That is the receipt, its invoice, a refund of it, or an order it pays for.

        :param Since since: how far the documents have been read
        """
        changed = SQL("d.write_date >= %s", since.written)
        return SQL(
            """SELECT receipt.partner_id, receipt.company_id FROM pos_order receipt
               WHERE receipt.id IN (
                   SELECT d.id FROM pos_order d WHERE %(changed)s
                   UNION
                   SELECT receipt.id FROM account_move d
                   JOIN pos_order receipt ON receipt.account_move = d.id
                   WHERE %(changed)s
                   UNION
                   SELECT line.order_id FROM pos_order d
                   JOIN pos_order_line refund_line ON refund_line.order_id = d.id
                   JOIN pos_order_line line
                        ON line.id = refund_line.refunded_orderline_id
                   WHERE %(changed)s
                   UNION
                   %(linked)s)""",
            changed=changed,
            linked=self._linked_receipts(
                SQL("(%s) concerned", self._with_documents(changed))
            ),
        )
