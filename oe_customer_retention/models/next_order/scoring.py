"""The next order of a customer, learned from its own: one statement of SQL.

The formula is explained in docs/numbers.md, how well it does in docs/evaluation.md.
"""

from odoo.tools import SQL

FADING = 0.97  # what an order weighs of the one after it
HALF_LIFE = 365  # days after which an order weighs half
RECENT = 5  # purchases of a product its usual quantity is taken from
RECENT_ORDERS = 10  # orders the usual number of lines is taken from
LEAST_PURCHASES = 3  # before a product can be one that was bought regularly
CHANCE = 0.05  # of so many orders without it, below which a product was given up


def scored(history, as_of):
    """Return the SQL of the products of each customer, as it orders them.

    Columns: ``customer_id``, ``product_id``; ``share`` of its orders with the product,
    newer ones weighing more; ``purchases`` of ``orders``; ``orders_since``,
    ``last_day`` and ``last_line_id`` of the last one; usual ``quantity``;
    ``is_stopped``; ``usual_lines`` of an order; ``place``: 1 for the likeliest.

    :param SQL history: ``customer_id``, ``order_id``, ``day``, ``line_id``,
        ``product_id`` and ``quantity`` of each line ordered
    :param date as_of: the day on which the next order is asked for
    """
    return SQL(
        """WITH history AS (%(history)s),
           basket AS (
               SELECT customer_id, order_id, day, product_id,
                      sum(quantity) AS quantity, max(line_id) AS line_id
               FROM history WHERE day <= %(as_of)s GROUP BY 1, 2, 3, 4
           ),
           numbered AS (
               SELECT customer_id, order_id, lines,
                      count(*) OVER (PARTITION BY customer_id) AS orders,
                      row_number() OVER newest - 1 AS since,
                      %(fading)s::float ^ LEAST(row_number() OVER newest - 1, 1000)
                          * 0.5::float ^ LEAST(
                              (%(as_of)s::date - day) / %(half_life)s::float, 100
                          ) AS weight
               FROM (SELECT customer_id, order_id, day, count(*) AS lines
                     FROM basket GROUP BY 1, 2, 3) placed
               WINDOW newest AS (PARTITION BY customer_id
                                 ORDER BY day DESC, order_id DESC)
           ),
           customer AS (
               SELECT customer_id, sum(weight) AS weight,
                      percentile_disc(0.5) WITHIN GROUP (ORDER BY lines)
                          FILTER (WHERE since < %(recent_orders)s) AS usual_lines
               FROM numbered GROUP BY customer_id
           ),
           purchase AS (
               SELECT basket.*, since, weight, orders,
                      row_number() OVER (
                          PARTITION BY customer_id, product_id ORDER BY since
                      ) AS nth
               FROM basket JOIN numbered USING (customer_id, order_id)
           ),
           product AS (
               SELECT customer_id, product_id, sum(weight) AS weight,
                      count(*) AS purchases, max(orders) AS orders,
                      min(since) AS orders_since, max(day) AS last_day,
                      max(since) - min(since) + 2 AS span,
                      max(line_id) FILTER (WHERE nth = 1) AS last_line_id,
                      percentile_disc(0.5) WITHIN GROUP (ORDER BY quantity)
                          FILTER (WHERE nth <= %(recent)s) AS quantity
               FROM purchase GROUP BY 1, 2
           ),
           told AS (
               SELECT customer_id, product_id, purchases, orders, orders_since,
                      product.weight / customer.weight AS share,
                      last_day, last_line_id, quantity, usual_lines,
                      purchases >= %(least)s
                          AND orders_since * ln(1 - purchases / span::float)
                              < ln(%(chance)s::float)
                          AS is_stopped
               FROM product JOIN customer USING (customer_id)
           )
           SELECT *, row_number() OVER (
                      PARTITION BY customer_id
                      ORDER BY share DESC, last_day DESC, product_id
                  ) AS place
           FROM told""",
        history=history,
        as_of=as_of,
        fading=FADING,
        half_life=HALF_LIFE,
        recent=RECENT,
        recent_orders=RECENT_ORDERS,
        least=LEAST_PURCHASES,
        chance=CHANCE,
    )
