"""The documents that tell of a sale: invoices, credit notes, the orders behind them.

They are the first steps of ``sale.py``, and say whose sales a written document changes.
"""

from odoo import models
from odoo.tools import SQL

from ..sql import columns
from .invoice import CREDIT_NOTES, INVOICES

# What a line that tells of a line of an order has of its row of ``move``.
TOLD = ("move_id", "customer_id", "day", "is_own", "is_credit", "is_purchase")


class RetentionSale(models.AbstractModel):
    _inherit = "customer.retention.sale"

    def _concerned(self, scope):
        """The orders of some customers: ordered by them, or invoiced to them."""
        of_them = SQL("d.partner_id = ANY(%s)", scope.partner_ids)
        orders = scope.with_documents(self._orders_behind(of_them))
        return SQL(" UNION ").join(orders)

    def _changed(self, since):
        """Return the SELECT of whom sales concern of which a document was written.

        That is who ordered, and who is invoiced any of it: what one document says of
        a sale changes what the others are worth.

        :param Since since: how far the documents have been read
        """
        return SQL(
            """(WITH concerned AS MATERIALIZED (%s)
                SELECT d.partner_id, d.company_id
                FROM concerned JOIN sale_order d ON d.id = order_id
                UNION ALL
                SELECT d.partner_id, d.company_id
                FROM (%s) linked JOIN account_move d ON d.id = move_id)""",
            SQL(" UNION ").join(
                self._orders_behind(SQL("d.write_date >= %s", since.written))
            ),
            SQL(" UNION ALL ").join(self._linked_moves()),
        )

    def _orders_behind(self, condition):
        """Return SELECTs of the orders that meet a condition, or whose invoices do.

        :param SQL condition: on a document ``d``
        :rtype: list[SQL]
        """
        orders = SQL(
            """SELECT d.id AS order_id FROM sale_order d WHERE %(condition)s
               UNION
               SELECT order_line.order_id
               FROM account_move d
               JOIN account_move_line line ON line.move_id = d.id
               JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
               JOIN sale_order_line order_line ON order_line.id = rel.order_line_id
               WHERE %(condition)s""",
            condition=condition,
        )
        return [orders]

    def _linked_moves(self):
        """Return SELECTs of the invoices and credit notes of the step concerned.

        :rtype: list[SQL]
        """
        moves = SQL(
            """SELECT line.move_id FROM concerned
               JOIN sale_order_line order_line USING (order_id)
               JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = order_line.id
               JOIN account_move_line line ON line.id = rel.invoice_line_id"""
        )
        return [moves]

    def _moves(self, scope):
        return SQL(
            """SELECT said.move_id, contact.commercial_partner_id AS customer_id,
                      said.day, said.amount, said.is_own, said.is_refund,
                      said.is_credit, said.is_void,
                      said.amount > 0 AND NOT (said.is_credit OR said.is_void)
                          AS is_purchase
               FROM (%s) said
               JOIN res_partner contact ON contact.id = said.partner_id""",
            SQL(" UNION ALL ").join(scope.with_documents(self._move_queries(scope))),
        )

    def _move_queries(self, scope):
        """Return SELECTs of the documents that invoice, up to the day of ``scope``.

        Another kind of document that stands for an invoice adds its own, under ids
        below zero.

        :rtype: list[SQL]
        """
        signals = self.env["customer.retention.signal"]
        invoices = SQL(
            """(SELECT d.id AS move_id, d.partner_id, d.invoice_date AS day,
                       d.amount_untaxed_signed AS amount,
                       d.company_id = %(company)s AS is_own,
                       d.move_type IN %(credit_notes)s AS is_refund,
                       %(is_credit)s AS is_credit, %(is_void)s AS is_void
                FROM account_move d
                WHERE d.state = 'posted' AND %(of_company)s
                  AND d.move_type IN %(all)s AND d.invoice_date <= %(as_of)s
                OFFSET 0  -- each is asked once
               )""",
            is_credit=signals._is_credit(scope.as_of),
            is_void=signals._is_void(scope.as_of),
            company=scope.company.id,
            of_company=self._of_family(scope.company)
            if scope.is_full
            else self._of_concerned(scope),
            all=(*INVOICES, *CREDIT_NOTES),
            credit_notes=CREDIT_NOTES,
            as_of=scope.as_of,
        )
        return [invoices]

    def _of_family(self, company):
        """Return the SQL of whether ``d`` may invoice orders of a company.

        An invoice goes to a branch, or the company it is one of, with its journal.
        """
        family = self.env["res.company"].sudo().with_context(active_test=False)
        family = family.search([("id", "child_of", company.root_id.id)])
        return SQL("d.company_id IN %s", family._ids)

    def _of_concerned(self, scope):
        """Return the SQL of whether ``d`` is of some customers, or for the orders they
        concern."""
        return SQL(
            """d.id IN (SELECT id FROM account_move
                        WHERE partner_id = ANY(%s) AND company_id = %s
                        UNION %s)""",
            scope.partner_ids,
            scope.company.id,
            SQL(" UNION ").join(scope.with_documents(self._linked_moves())),
        )

    def _links(self, scope):
        return SQL(
            """SELECT told.line_id, told.move_id, told.customer_id, told.day,
                      DATE_TRUNC('month', told.day::timestamp) AS month, told.is_own,
                      told.is_credit, told.is_void, told.is_purchase,
                      order_line.order_id, order_line.id AS order_line_id,
                      order_line.price_subtotal,
                      order_line.is_downpayment IS TRUE AS is_deposit,
                      order_line.product_uom_qty AS ordered, told.amount,
                      CASE WHEN told.unit_id = order_line.product_uom_id
                           THEN told.quantity
                           ELSE told.quantity * COALESCE(%s, 1) END AS quantity
               FROM (%s) told
               JOIN sale_order_line order_line ON order_line.id = told.order_line_id
               WHERE told.is_own OR order_line.company_id = %s""",
            self._unit_ratio(),
            SQL(" UNION ALL ").join(
                scope.with_documents(self._told_order_lines(scope))
            ),
            scope.company.id,
        )

    def _unit_ratio(self):
        """Return the SQL of how many units of an order's line a unit told of is, looked
        up: of most lines they are the same."""
        return SQL(
            """(SELECT unit.factor / order_unit.factor
                FROM uom_uom unit, uom_uom order_unit
                WHERE unit.id = told.unit_id
                  AND order_unit.id = order_line.product_uom_id)"""
        )

    def _told_order_lines(self, scope):
        """Return SELECTs of the lines of ``move`` that tell of a line of an order.

        A line of several counts once, with the first of them. Another kind of document
        adds its own, under ids below zero.

        Columns: those of ``TOLD`` of ``move``, ``line_id``, ``order_line_id``,
        ``amount``, ``quantity`` in ``unit_id``, and ``is_void``: whether the order's
        line is as if it was not told of.

        :rtype: list[SQL]
        """
        invoiced = SQL(
            """SELECT %(told)s, line.id AS line_id, rel.order_line_id,
                      -line.balance AS amount,
                      CASE WHEN is_credit THEN -line.quantity ELSE line.quantity END
                          AS quantity,
                      line.product_uom_id AS unit_id, is_void
               FROM move
               JOIN account_move_line line USING (move_id)
               JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
               WHERE %(is_first)s""",
            told=self._told("move"),
            is_first=self._is_first_order_line(scope),
        )
        return [invoiced]

    def _told(self, alias):
        """Return the SQL of the columns ``TOLD`` of a row of ``move``."""
        return columns(TOLD, alias)

    def _is_first_order_line(self, scope):
        """Return the SQL of whether ``rel`` has the first order line of its line.

        Of all customers those with several, if any, are found once, by the index.
        """
        is_first = SQL(
            """NOT EXISTS (SELECT FROM sale_order_line_invoice_rel earlier
                           WHERE earlier.invoice_line_id = rel.invoice_line_id
                             AND earlier.order_line_id < rel.order_line_id)"""
        )
        if not scope.is_full:
            return is_first
        return SQL(
            """(rel.invoice_line_id NOT IN (
                    SELECT invoice_line_id FROM sale_order_line_invoice_rel
                    GROUP BY invoice_line_id HAVING COUNT(*) > 1)
                OR %s)""",
            is_first,
        )
