"""Quotations and confirmed orders, with one line each."""

from odoo.tools import SQL

from .. import bulk
from ..numbering import claim_names


def plan(scale):
    """`plan_order`: one row for each quotation or order, numbered as they came in."""
    _plan_purchases(scale)
    _plan_events(scale)
    _plan_documents(scale)


def _plan_purchases(scale):
    """The days on which customers buy, counted from the start of the data.

    A customer's n purchases cut its time into n + 1 gaps, Weibull distributed: below
    a regularity of 1 they come in bursts, above it they keep a rhythm.
    """
    dice, key = scale.dice, SQL("key")
    bulk.plan(
        scale.env,
        "plan_purchase",
        SQL(
            """
            WITH gaps AS (
                SELECT n, born, died, orders, i, key,
                       POWER(-ln(%(chance)s), 1 / regularity) AS gap
                  FROM (
                        SELECT c.*, i,
                               c.orders_so_far - c.orders + c.n + i AS key
                          FROM plan_customer c, generate_series(0, c.orders) i
                         WHERE c.orders > 0
                       ) bought
            )
            SELECT n, key, day
              FROM (
                    SELECT n, key, i, orders,
                           born + (died - born)
                           * SUM(gap) OVER (PARTITION BY n ORDER BY i)
                           / SUM(gap) OVER (PARTITION BY n) AS day
                      FROM gaps
                   ) dated
             WHERE i < orders
            """,
            chance=dice.uniform(key, "gap"),
        ),
    )


def _plan_events(scale):
    """Purchases, quotations to buyers that came to nothing, and those to prospects."""
    dice, key = scale.dice, SQL("key")
    bulk.plan(
        scale.env,
        "plan_event",
        SQL(
            """
            SELECT n, key, day, TRUE AS bought FROM plan_purchase
             UNION ALL
            SELECT n, -key, LEAST(day + %(later)s, %(horizon)s - 0.01), FALSE
              FROM plan_purchase
             WHERE %(lost)s
             UNION ALL
            SELECT n, -key, born + (%(horizon)s - 0.01 - born) * %(when)s, FALSE
              FROM (
                    SELECT c.n, c.born, c.orders_so_far + c.n + i AS key
                      FROM plan_customer c, generate_series(0, c.n %% 3) i
                     WHERE c.orders = 0
                   ) prospect
            """,
            later=dice.exponential(key, "lost quotation, days later", 40),
            lost=dice.chance(key, "lost quotation", 0.2),
            when=dice.uniform(key, "prospect's quotation"),
            horizon=scale.horizon,
        ),
    )


def _plan_documents(scale):
    dice, n, key = scale.dice, SQL("position"), SQL("key")
    bulk.plan(
        scale.env,
        "plan_order",
        SQL(
            DOCUMENTS,
            start=scale.start,
            first_id=bulk.last_id(scale.env, "sale_order"),
            first_line=bulk.last_id(scale.env, "sale_order_line"),
            first_contact=scale.first_contact,
            as_of=scale.as_of,
            evening=dice.chance(key, "evening", 0.06),
            evening_hour=dice.uniform(key, "evening hour"),
            hour=dice.uniform(key, "hour"),
            decision=dice.lognormal(key, "days to decide", 1.5, 1.2),
            elsewhere=dice.chance(n, "buys elsewhere", 0.03),
            person=dice.integer(n, "person", 0, SQL("c.contacts")),
            salesperson=dice.uniform(n, "other salesperson"),
            other_salesperson=dice.chance(n, "other salesperson?", 0.1),
            fate=dice.uniform(n, "fate"),
            free=dice.chance(n, "free of charge", 0.005),
            quantity=dice.integer(n, "quantity", 1, 6),
            price=dice.lognormal(n, "price", 1, 0.5),
            invoiced=dice.chance(n, "invoiced", 0.94),
            invoice_delay=dice.integer(n, "invoice delay", 0, 9),
            to_person=dice.chance(n, "invoice to person", 0.3),
            branch=scale.companies["branch"].id,
            main=scale.companies["main"].id,
            foreign=scale.foreign.id,
        ),
    )


# Companies order on working days: the start is a Monday, and five days are taken for
# seven. What nobody decided on for three months is mostly cancelled. One order in
# thirty goes to the branch instead of its parent.
DOCUMENTS = """
    WITH timed AS MATERIALIZED (
        SELECT n, bought,
               (
                   %(start)s::date
                   + CASE WHEN c.is_company
                          THEN floor(day / 7) * 7 + floor(day::numeric %% 7 * 5 / 7)
                          ELSE floor(day) END::int
                   + make_interval(secs => CASE
                       WHEN %(evening)s THEN 64800 + floor(21540 * %(evening_hour)s)
                       ELSE 28800 + floor(36000 * %(hour)s) END)
               ) AT TIME ZONE c.timezone AT TIME ZONE 'UTC' AS ordered_at,
               make_interval(mins => 5 + floor(1440 * %(decision)s)::int) AS decision
          FROM plan_event
          JOIN plan_customer c USING (n)
    ),
    placed AS (
        SELECT n, bought, ordered_at,
               ordered_at - CASE WHEN bought THEN decision
                                 ELSE interval '0' END AS quoted_at
          FROM timed
    ),
    numbered AS (
        SELECT *, ROW_NUMBER() OVER (
                   ORDER BY quoted_at, n, ordered_at, bought
               ) AS position
          FROM placed
    ),
    decided AS MATERIALIZED (
        SELECT o.*,
               c.id AS customer_id,
               CASE WHEN %(person)s = 0 THEN c.id
                    ELSE %(first_contact)s + c.contacts_before + %(person)s
               END AS person_id,
               CASE WHEN %(elsewhere)s AND NOT c.restricted
                         AND c.company_id = %(main)s AND c.market = 'home'
                    THEN %(branch)s ELSE c.company_id END AS company_id,
               c.timezone,
               c.market,
               CASE WHEN %(other_salesperson)s THEN %(salesperson)s
                    ELSE c.salesperson END AS salesperson,
               CASE WHEN bought THEN 'sale'
                    WHEN ordered_at > %(as_of)s::date - 90
                    THEN CASE WHEN %(fate)s < 0.5 THEN 'sent'
                              WHEN %(fate)s < 0.8 THEN 'draft' ELSE 'cancel' END
                    ELSE CASE WHEN %(fate)s < 0.15 THEN 'sent'
                              WHEN %(fate)s < 0.2 THEN 'draft' ELSE 'cancel' END
               END AS state,
               %(quantity)s AS quantity,
               CASE WHEN %(free)s THEN 0
                    ELSE c.spend * %(price)s / %(quantity)s END AS price,
               (ordered_at AT TIME ZONE 'UTC' AT TIME ZONE c.timezone)::date
               + %(invoice_delay)s AS invoice_date,
               %(invoiced)s AS to_be_invoiced,
               %(to_person)s AS to_person
          FROM numbered o
          JOIN plan_customer c USING (n)
    )
    SELECT o.position,
           o.n,
           %(first_id)s + o.position AS id,
           %(first_line)s + o.position AS line_id,
           o.customer_id,
           o.person_id,
           CASE WHEN o.to_person THEN o.person_id
                ELSE o.customer_id END AS invoice_partner_id,
           o.company_id,
           o.timezone,
           o.market,
           CASE WHEN o.market = 'export' THEN %(foreign)s
                ELSE company.currency_id END AS currency_id,
           CASE WHEN o.market = 'export' THEN r.rate ELSE 1 END AS rate,
           s.user_id,
           s.team_id,
           o.quoted_at,
           o.ordered_at,
           o.state,
           CASE WHEN o.state <> 'sale' THEN o.state
                WHEN o.to_be_invoiced AND o.invoice_date <= %(as_of)s AND o.price > 0
                THEN 'invoiced' ELSE 'sale' END AS kind,
           o.invoice_date,
           o.quantity,
           ROUND(o.price::numeric, 2) AS price,
           o.quantity * ROUND(o.price::numeric, 2) AS amount
      FROM decided o
      JOIN plan_company company ON company.id = o.company_id
 LEFT JOIN plan_rate r ON r.day = o.ordered_at::date
 LEFT JOIN plan_salesperson s
        ON s.company_id = o.company_id
       AND s.position = 1 + floor(o.salesperson * company.salespeople)::int
  ORDER BY o.position
"""


def insert(scale):
    """Inserts orders, then their lines."""
    _insert_orders(scale)
    _insert_lines(scale)


def _insert_orders(scale):
    env = scale.env
    ((count,),) = env.execute_query(SQL("SELECT COUNT(*) FROM plan_order"))
    bulk.insert(
        env,
        "sale_order",
        SQL(
            """plan_order o
            JOIN %s ON e.kind = o.kind AND e.company_id = o.company_id
            LEFT JOIN plan_opportunity l ON l.order_id = o.id
            ORDER BY o.position""",
            bulk.exemplar("sale_order"),
        ),
        id=SQL("o.id"),
        name=claim_names(env, "sale.order", env.company, count, SQL("o.position")),
        partner_id=SQL("o.person_id"),
        partner_invoice_id=SQL("o.invoice_partner_id"),
        partner_shipping_id=SQL("o.person_id"),
        opportunity_id=SQL("l.id"),
        pricelist_id=SQL(
            "CASE WHEN o.market = 'export' THEN %s ELSE e.pricelist_id END",
            scale.pricelist.id,
        ),
        currency_id=SQL("o.currency_id"),
        currency_rate=SQL("o.rate"),
        user_id=SQL("o.user_id"),
        team_id=SQL("o.team_id"),
        date_order=SQL("o.ordered_at"),
        validity_date=SQL("o.quoted_at::date + 30"),
        create_date=SQL("o.quoted_at"),
        write_date=SQL("o.ordered_at"),
        **bulk.scaled(SQL("o.amount"), "amount_untaxed", "amount_total"),
    )


def _insert_lines(scale):
    bulk.insert(
        scale.env,
        "sale_order_line",
        SQL(
            """plan_order o
            JOIN %s ON e.kind = o.kind AND e.company_id = o.company_id
            ORDER BY o.position""",
            bulk.exemplar("sale_order_line"),
        ),
        id=SQL("o.line_id"),
        order_id=SQL("o.id"),
        order_partner_id=SQL("o.person_id"),
        salesman_id=SQL("o.user_id"),
        currency_id=SQL("o.currency_id"),
        create_date=SQL("o.quoted_at"),
        write_date=SQL("o.ordered_at"),
        **bulk.scaled(
            SQL("o.quantity"), "product_uom_qty", "qty_to_invoice", "qty_invoiced"
        ),
        **bulk.scaled(
            SQL("o.price"),
            "price_unit",
            "technical_price_unit",
            "price_reduce_taxexcl",
            "price_reduce_taxinc",
        ),
        **bulk.scaled(
            SQL("o.amount"),
            "price_subtotal",
            "price_total",
            "untaxed_amount_to_invoice",
            "untaxed_amount_invoiced",
        ),
    )
