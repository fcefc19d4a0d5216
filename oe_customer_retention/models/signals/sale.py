"""Purchases and revenue: each amount once, on the day the customer bought.

A sale is an order with everything linked to its lines. What it is worth is what was
invoiced, less credit notes, and what is ordered and not yet invoiced ("open"). See
docs/numbers.md, "Purchases and revenue", for the rules and worked examples.
"""

from odoo import models
from odoo.tools import SQL


def step_table(name):
    """Return the temporary table of a step that several SELECTs share."""
    return SQL.identifier(f"tmp_customer_retention_sale_{name}")


class RetentionSale(models.AbstractModel):
    _name = "customer.retention.sale"
    _description = "Retention Sale"

    def _of_customers(self, scope):
        """Return the SELECT of what each customer bought on each day.

        Columns: ``customer_id``, ``day``, ``revenue`` (untaxed, in the company's
        currency, less credit notes) and ``purchases`` (how many; zero on a day with
        credit notes only).

        :param Scope scope: company, date and customers
        """
        return SQL(
            """SELECT customer_id, day, ROUND(SUM(revenue), %(digits)s) AS revenue,
                      SUM(purchases)::integer AS purchases
               FROM (%(sales)s) sale WHERE TRUE %(some)s GROUP BY customer_id, day
               HAVING ROUND(SUM(revenue), %(digits)s) != 0 OR SUM(purchases) > 0""",
            sales=SQL(" UNION ALL ").join(scope.with_documents(self._queries(scope))),
            some=scope.only("customer_id", scope.customer_ids),
            digits=scope.company.currency_id.decimal_places,
        )

    def _queries(self, scope):
        """Return SELECTs of ``customer_id``, ``day``, ``revenue``, ``purchases``.

        Another kind of document that is a purchase adds its own; :meth:`Scope.roll_up`
        makes one of a SELECT with ``partner_id``, ``company_id`` and ``day``. As a
        :class:`DocumentSelect` it is left out where there is no such document.

        :rtype: list[SQL]
        """
        if scope.company.retention_purchase_basis == "order":
            return self._orders(scope)
        if scope.company.retention_purchase_basis == "invoice":
            selects = [self._invoiced_amounts(), self._invoiced_purchases()]
        else:
            selects = [
                self._orders_with_first_month(scope),
                self._later_months(),
                self._later_credit_notes(),
                self._unlinked_amounts(),
            ]
        return [self._with(scope, SQL(" UNION ALL ").join(selects))]

    # -- by orders ---------------------------------------------------------------

    def _orders(self, scope):
        """Return SELECTs as :meth:`_queries`, of what was ordered: all confirmed
        orders; one of negative value is a return, no purchase."""
        orders = SQL(
            """SELECT customer_id, day, ROUND(amount, %s) AS revenue,
                      (amount > 0)::integer AS purchases
               FROM (%s) confirmed""",
            scope.company.currency_id.decimal_places,
            scope.roll_up(self._confirmed(scope)),
        )
        return [orders]

    def _confirmed(self, scope):
        return SQL(
            """SELECT d.id AS order_id, d.partner_id, d.company_id, %s AS day,
                      d.amount_untaxed / rate.rate AS amount, rate.rate
               FROM sale_order d
               CROSS JOIN LATERAL (
                   SELECT COALESCE(NULLIF(d.currency_rate, 0), 1) AS rate) rate
               WHERE d.state = 'sale'""",
            self._order_day(scope),
        )

    def _order_day(self, scope):
        return scope.company._retention_day(SQL("d.date_order"))

    # -- by invoices, and by both: rows of the named steps of :meth:`_with` --------

    def _invoiced_amounts(self):
        """Every amount on its own day; an invoice without an order is a purchase."""
        return SQL(
            """SELECT customer_id, day, amount AS revenue,
                      (is_purchase AND move_id NOT IN (SELECT move_id FROM link)
                      )::integer AS purchases
               FROM move WHERE is_own"""
        )

    def _invoiced_purchases(self):
        """One purchase a month and order, the deposits among the first month's."""
        return SQL(
            """SELECT customer_id, day, 0 AS revenue, 1 AS purchases
               FROM (SELECT customer_id,
                            MIN(day) FILTER (WHERE is_purchase) AS day
                     FROM part GROUP BY order_id, customer_id, later_month
                     HAVING SUM(worth) > 0) invoiced_month
               WHERE day IS NOT NULL"""
        )

    def _orders_with_first_month(self, scope):
        """Return the SELECT of what is open of orders, with deposits and the month of
        the first invoice; a purchase if the whole order is worth something.

        The day is the order's, or that of the first invoice of an order to come.
        """
        return SQL(
            """SELECT customer_id,
                      CASE WHEN ordered_on <= %(as_of)s THEN ordered_on
                           ELSE first_day END AS day, revenue, purchases
               FROM (SELECT order_part.*, %(order_day)s AS ordered_on
                     FROM (SELECT order_id, customer_id, MIN(first_day) AS first_day,
                                  COALESCE(SUM(amount) FILTER (WHERE is_first), 0)
                                      AS revenue,
                                  (SUM(worth) > 0
                                      AND BOOL_OR(is_first AND NOT is_void)
                                  )::integer AS purchases
                           FROM (SELECT order_id, customer_id, first_day, is_void,
                                        amount, worth, later_month IS NULL AS is_first
                                 FROM part
                                 UNION ALL
                                 SELECT order_id, customer_id, NULL, FALSE, open_amount,
                                        open_amount, TRUE
                                 FROM open_order
                                ) order_row
                           GROUP BY order_id, customer_id) order_part
                     JOIN sale_order d ON d.id = order_part.order_id
                     OFFSET 0  -- each day is worked out once
                    ) ordered""",
            order_day=self._order_day(scope),
            as_of=scope.as_of,
        )

    def _later_months(self):
        """An instalment: the invoices of a month on the day of the first."""
        return SQL(
            """SELECT customer_id,
                      COALESCE(MIN(day) FILTER (WHERE is_purchase),
                               MIN(day) FILTER (WHERE NOT is_credit)) AS day,
                      SUM(amount) FILTER (WHERE NOT is_credit) AS revenue,
                      (SUM(worth) > 0 AND BOOL_OR(is_purchase))::integer AS purchases
               FROM part WHERE later_month IS NOT NULL
               GROUP BY order_id, customer_id, later_month
               HAVING NOT BOOL_AND(is_credit)"""
        )

    def _later_credit_notes(self):
        return SQL(
            """SELECT customer_id, day, amount AS revenue, 0 AS purchases
               FROM part WHERE later_month IS NOT NULL AND is_credit"""
        )

    def _unlinked_amounts(self):
        """Invoices and credit notes, or what of them, no order stands behind."""
        return SQL(
            """SELECT customer_id, day, amount - COALESCE(linked_amount, 0) AS revenue,
                      (is_purchase AND linked_amount IS NULL)::integer AS purchases
               FROM move
               LEFT JOIN (SELECT move_id, COALESCE(SUM(amount), 0) AS linked_amount
                          FROM link GROUP BY move_id) linked USING (move_id)
               WHERE is_own AND amount IS DISTINCT FROM linked_amount"""
        )

    # -- the steps ---------------------------------------------------------------

    def _with(self, scope, select):
        """Return ``select`` with the steps it is made of.

        ``move``: an invoice or credit note of a customer; not ``is_own``: of a branch
        or the company it is one of, for an order of this company. ``link``: one of its
        lines with the line of an order. ``part``: what one move says of one order, and
        if it is a later instalment the month. ``open_order``: what of a confirmed order
        is to be invoiced.
        """
        return SQL(
            "(%s SELECT * FROM (%s) sale_row WHERE day <= %s)",
            self._with_steps(scope),
            select,
            scope.as_of,
        )

    def _with_steps(self, scope):
        """Return the WITH of the steps, or of the tables made of them so far."""
        shared = self.env.context.get("retention_shared_steps")
        steps = [
            SQL("%s AS (SELECT * FROM %s)", SQL.identifier(name), step_table(name))
            for name in shared or ()
        ]
        if shared is None:
            steps = [
                SQL("%s AS MATERIALIZED (%s)", SQL.identifier(name), step)
                for name, step in self._steps(scope).items()
            ]
        return SQL("WITH %s", SQL(", ").join(steps)) if steps else SQL()

    def _steps(self, scope):
        steps = {
            "move": self._moves(scope),
            "link": self._links(scope),
            "part": self._parts(),
            "open_order": self._open_orders(scope),
        }
        if scope.is_full:
            return steps
        return {"concerned": self._concerned(scope), **steps}

    def _parts(self):
        return SQL(
            """SELECT line_id, order_id, customer_id, day, first_day, amount, is_credit,
                      is_void, CASE WHEN is_void THEN 0 ELSE amount END AS worth,
                      NOT (is_credit OR is_void) AS is_purchase,
                      CASE WHEN NOT is_deposit AND month > first_month
                           THEN month END AS later_month
               FROM (SELECT *,
                            COALESCE(
                                MIN(day) FILTER (WHERE NOT (is_credit OR is_void))
                                    OVER sale,
                                MIN(day) FILTER (WHERE NOT is_credit) OVER sale,
                                MIN(day) OVER sale) AS first_day,
                            MIN(month) FILTER (
                                WHERE NOT (is_credit OR is_void OR is_deposit)
                            ) OVER sale AS first_month
                     FROM link WINDOW sale AS (PARTITION BY order_id)) link
               WHERE is_own"""
        )

    def _open_orders(self, scope):
        """Return the SELECT of what is open of orders: below zero of returns only."""
        return SQL(
            """SELECT order_id, customer_id,
                      CASE WHEN rest > 0
                           THEN GREATEST(0, rest - COALESCE(deposit, 0))
                           ELSE rest END AS open_amount
               FROM (SELECT confirmed.order_id, confirmed.customer_id, deposit,
                            ROUND(confirmed.amount - COALESCE(covered, 0)
                                  / confirmed.rate, %(digits)s) AS rest
                     FROM (%(confirmed)s) confirmed
                     LEFT JOIN (%(covered)s) covered USING (order_id)
                     LEFT JOIN (%(deposits)s) deposits USING (order_id)) open_order
               WHERE rest != 0""",
            digits=scope.company.currency_id.decimal_places,
            confirmed=scope.roll_up(self._confirmed(scope)),
            covered=self._covered(),
            deposits=self._deposits(),
        )

    def _covered(self):
        """Return the part of an order's amount that was invoiced, by its quantities.

        A credit note uncovers nothing, for crediting lowers revenue, nor does one that
        was taken back cover anything; an invoice that was wholly reversed covers
        nothing, for it will be made again. A line of
        negative quantity is covered by its credit note.
        """
        return SQL(
            """SELECT order_id, SUM(price_subtotal * share) AS covered
               FROM (%s) line GROUP BY order_id""",
            self._covered_lines(),
        )

    def _covered_lines(self):
        """Return the SELECT of the share that was invoiced of each line of an order."""
        return SQL(
            """SELECT order_id, order_line_id, MIN(price_subtotal) AS price_subtotal,
                      CASE WHEN SUM(quantity) = MIN(ordered) THEN 1
                           ELSE LEAST(1, SUM(quantity) / MIN(ordered)) END AS share
               FROM link
               WHERE NOT is_deposit AND NOT is_void
                 AND SIGN(quantity) = SIGN(ordered) AND ordered != 0
               GROUP BY order_id, order_line_id"""
        )

    def _deposits(self):
        """Deposits invoiced and not yet set off."""
        return SQL(
            """SELECT order_id, SUM(amount) AS deposit FROM link WHERE is_deposit
               GROUP BY order_id HAVING SUM(amount) > 0"""
        )
