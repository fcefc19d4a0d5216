"""The lines behind purchases and revenue: what was bought.

They add up, by customer and day, exactly to the revenue of ``signals/sale.py``, by the
same rules. What no product stands behind (deposits, delivery, rewards, rounding, text)
is one line of a customer and day without a product.
"""

from odoo import models
from odoo.tools import SQL

from ..sql import columns

COLUMNS = (
    *("customer_id", "day", "product_id", "quantity", "amount", "is_purchase"),
    "order_line_id",
)


class RetentionSale(models.AbstractModel):
    _inherit = "customer.retention.sale"

    def _lines_of_customers(self, scope, purchases=None):
        """Return the SELECT of the lines of what each customer bought on each day.

        Columns:

        - ``customer_id``, ``day``;
        - ``product_id``: NULL for what of the day's revenue no product stands behind;
        - ``quantity``: in the unit of the product, below zero where goods came back;
        - ``amount``: untaxed, in the company's currency, less credit notes; the sum of
          a customer's day is its revenue in :meth:`_of_customers`, to the cent;
        - ``is_purchase``: whether the document may be a purchase: not a credit note,
          nor as if it had not been made;
        - ``order_line_id``: of the order behind it, if there is one;
        - ``category_key``: of the product, by ``_retention_product_categories``.

        :param Scope scope: company, date and customers
        :param SQL purchases: the table of :meth:`_of_customers`, if there is one
        """
        return SQL(
            """WITH line AS MATERIALIZED (
                   SELECT %(columns)s FROM (%(lines)s) line
                   WHERE (amount != 0 OR quantity != 0) %(some)s
               )
               SELECT every.*, category_key
               FROM (SELECT * FROM line
                     UNION ALL
                     SELECT customer_id, day, NULL, 0,
                            COALESCE(revenue, 0) - COALESCE(amount, 0),
                            COALESCE(purchases > 0, FALSE), NULL
                     FROM %(purchases)s bought
                     FULL JOIN (SELECT customer_id, day, SUM(amount) AS amount
                                FROM line GROUP BY customer_id, day) attributed
                               USING (customer_id, day)
                     WHERE COALESCE(revenue, 0) != COALESCE(amount, 0)) every
               LEFT JOIN (%(categories)s) category USING (product_id)""",
            columns=columns(COLUMNS),
            lines=SQL(" UNION ALL ").join(
                scope.with_documents(self._line_queries(scope))
            ),
            some=scope.only("customer_id", scope.customer_ids),
            purchases=purchases or SQL("(%s)", self._of_customers(scope)),
            categories=scope.company._retention_product_categories(),
        )

    def _line_queries(self, scope):
        """Return SELECTs of ``COLUMNS``: the lines that have a product.

        Another kind of document that is a purchase adds those of its own; without any,
        all it adds to the revenue is without a product.

        :rtype: list[SQL]
        """
        if scope.company.retention_purchase_basis == "order":
            return self._lines_of_orders(scope)
        if scope.company.retention_purchase_basis == "invoice":
            selects = [self._lines_of_moves(scope, SQL("TRUE"))]
        else:
            selects = [
                self._lines_of_moves(scope, SQL("link.line_id IS NULL")),
                self._lines_of_parts(scope),
                self._open_lines(scope),
            ]
        return [self._with(scope, SQL(" UNION ALL ").join(selects))]

    # -- by orders ---------------------------------------------------------------

    def _lines_of_orders(self, scope):
        """Return the SELECTs of the lines of what :meth:`_orders` are of."""
        return [self._select_order_lines(scope, SQL("0"))]

    def _open_lines(self, scope):
        """Parts of the lines that are to be invoiced; deposits lower none of them."""
        return self._select_order_lines(
            scope,
            SQL("COALESCE(covered.share, 0)"),
            SQL(
                "LEFT JOIN (%s) covered ON covered.order_line_id = order_line.id",
                self._covered_lines(),
            ),
        )

    def _select_order_lines(self, scope, covered, join=None):
        """Return the SELECT of the lines of confirmed orders.

        Each is rounded so that those of an order add up to its rounded sum.

        :param SQL covered: the share of ``order_line`` that is left out
        :param SQL join: of what ``covered`` is read from
        """
        return SQL(
            """SELECT customer_id, day, product.id AS product_id,
                      %(quantity)s AS quantity,
                      ROUND(total / rate, %(digits)s)
                          - ROUND((total - amount) / rate, %(digits)s) AS amount,
                      TRUE AS is_purchase, order_line_id
               FROM (SELECT confirmed.order_id, confirmed.customer_id, confirmed.day,
                            confirmed.rate, order_line.id AS order_line_id,
                            %(left)s * order_line.product_uom_qty AS line_quantity,
                            %(left)s * order_line.price_subtotal AS amount,
                            SUM(%(left)s * order_line.price_subtotal) OVER (
                                PARTITION BY confirmed.order_id ORDER BY order_line.id
                            ) AS total
                     FROM (%(orders)s) confirmed
                     JOIN sale_order_line order_line USING (order_id)
                     %(join)s
                     WHERE order_line.display_type IS NULL AND %(left)s != 0
                    ) ordered
               JOIN sale_order_line order_line ON order_line.id = order_line_id
               %(goods)s
               WHERE %(is_goods)s""",
            quantity=self._in_product_unit(SQL("line_quantity")),
            digits=scope.company.currency_id.decimal_places,
            left=SQL("(1 - %s)", covered),
            orders=scope.roll_up(self._confirmed(scope)),
            join=join or SQL(),
            goods=self._join_goods(SQL("order_line")),
            is_goods=self._is_goods(),
        )

    # -- by invoices, and by both: rows of the named steps of :meth:`_with` ----------

    def _move_lines(self, _scope):
        """Return the SELECT of the lines of the rows of ``move``.

        Columns: ``line_id`` as in ``link``, ``move_id``, ``product_id``,
        ``product_uom_id`` (NULL: the product's own), ``quantity`` (below zero where
        goods came back) and ``amount``. What adds rows to ``move`` adds their lines.
        """
        return SQL(
            """SELECT line.id AS line_id, move_id, line.product_id, line.product_uom_id,
                      CASE WHEN is_refund THEN -line.quantity ELSE line.quantity END
                          AS quantity,
                      -line.balance AS amount
               FROM move JOIN account_move_line line USING (move_id)
               WHERE line.display_type = 'product'"""
        )

    def _lines_of_moves(self, scope, condition):
        """Lines of invoices and credit notes, each on its document's own day.

        :param SQL condition: on the line, and on ``link`` if an order stands behind it
        """
        return self._select_move_lines(
            scope,
            SQL("LEFT JOIN link USING (line_id)"),
            SQL("move.is_own AND %s", condition),
            day=SQL("move.day"),
        )

    def _lines_of_parts(self, scope):
        """Invoiced lines of orders, on the days their purchases stand on."""
        return self._select_move_lines(
            scope,
            SQL(
                """JOIN link USING (line_id)
                   JOIN part USING (line_id)
                   JOIN sale_order d ON d.id = part.order_id
                   LEFT JOIN (%s) instalment
                     ON instalment.order_id = part.order_id
                    AND instalment.customer_id = part.customer_id
                    AND instalment.later_month = part.later_month
                    AND NOT part.is_credit""",
                self._instalments(),
            ),
            SQL("TRUE"),
            day=SQL(
                """CASE WHEN part.later_month IS NOT NULL
                        THEN COALESCE(instalment.day, part.day)
                        WHEN %(order_day)s <= %(as_of)s THEN %(order_day)s
                        ELSE part.first_day END""",
                order_day=self._order_day(scope),
                as_of=scope.as_of,
            ),
        )

    def _instalments(self):
        """Return the SELECT of the day each later instalment stands on."""
        return SQL(
            """SELECT order_id, customer_id, later_month,
                      COALESCE(MIN(day) FILTER (WHERE is_purchase),
                               MIN(day) FILTER (WHERE NOT is_credit)) AS day
               FROM part WHERE later_month IS NOT NULL
               GROUP BY order_id, customer_id, later_month"""
        )

    def _select_move_lines(self, scope, link, condition, *, day):
        """Return the SELECT of lines of invoices.

        :param SQL link: JOINs of ``link`` and what follows from it to ``line``
        :param SQL condition: which of them
        :param SQL day: on which they stand
        """
        return SQL(
            """SELECT move.customer_id, %(day)s AS day, product.id AS product_id,
                      %(quantity)s AS quantity, line.amount,
                      NOT (move.is_credit OR move.is_void) AS is_purchase,
                      order_line.id AS order_line_id
               FROM (%(lines)s) line JOIN move ON move.move_id = line.move_id %(link)s
               LEFT JOIN sale_order_line order_line
                      ON order_line.id = link.order_line_id
               %(goods)s
               WHERE %(condition)s AND %(is_goods)s""",
            day=day,
            quantity=self._in_product_unit(SQL("line.quantity")),
            lines=self._move_lines(scope),
            link=link,
            goods=self._join_goods(SQL("line")),
            condition=condition,
            is_goods=self._is_goods(),
        )

    # -- goods ---------------------------------------------------------------------

    def _join_goods(self, line):
        """Return the JOINs of the product of a line and of the units."""
        return SQL(
            """JOIN product_product product
                 ON product.id = COALESCE(%(line)s.product_id, order_line.product_id)
               JOIN product_template template ON template.id = product.product_tmpl_id
               JOIN uom_uom product_unit ON product_unit.id = template.uom_id
               LEFT JOIN uom_uom unit ON unit.id = %(line)s.product_uom_id""",
            line=line,
        )

    def _is_goods(self):
        """Return the SQL of whether an ``order_line``, if any, is of something sold:
        not a deposit, delivery or reward."""
        return SQL(
            "NOT (%s)",
            SQL(" OR ").join(
                SQL("COALESCE(%s, FALSE)", condition)
                for condition in self._extra_conditions()
            ),
        )

    def _extra_conditions(self):
        names = self.env["sale.order.line"]._fields
        conditions = [SQL("order_line.is_downpayment")]
        if "is_delivery" in names:
            conditions.append(SQL("order_line.is_delivery"))
        if "reward_id" in names:
            conditions.append(SQL("order_line.reward_id IS NOT NULL"))
        return conditions

    def _in_product_unit(self, quantity):
        return SQL(
            "((%s) * COALESCE(unit.factor / product_unit.factor, 1))::numeric",
            quantity,
        )
