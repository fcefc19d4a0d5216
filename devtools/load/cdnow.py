"""Loads the CDNOW purchase history as customers and confirmed sale orders.

Dates are shifted so that the last purchase is today in the company's timezone, and
dollars are taken as the company's currency.
"""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

from odoo import Command
from odoo.tools import SQL

from . import bulk, cdnow_file
from .numbering import claim_names

TABLES = ("res_partner", "sale_order", "sale_order_line")


def load(env):
    """Adds the customers and their orders to the current company, uncommitted."""
    admin = env.ref("base.user_admin")
    env = env(user=admin, su=True, context={**env.context, **bulk.QUIET})
    bulk.prepare(env)
    with bulk.step("read the purchases"):
        _plan_purchases(env, list(cdnow_file.read_purchases(cdnow_file.fetch())))
    with bulk.step("make one order as exemplar"):
        product = env["product.product"].create({"name": "CD", "type": "service"})
        bulk.keep_exemplars(env, lambda: _exemplars(env, product))
    with bulk.without_indexes(env, TABLES):
        with bulk.step("insert customers"):
            _insert_customers(env)
        with bulk.step("insert orders"):
            _insert_orders(env)
        with bulk.step("insert order lines"):
            _insert_order_lines(env)
    bulk.vacuum_after_commit(env, TABLES)
    env.invalidate_all()


def _plan_purchases(env, purchases):
    _copy(env, purchases)
    timezone = bulk.timezone(env.company)
    today = datetime.now(ZoneInfo(timezone)).date()
    shift = (today - max(purchase.date for purchase in purchases)).days
    bulk.plan(
        env,
        "plan_purchase",
        SQL(
            PURCHASES,
            first_partner=bulk.last_id(env, "res_partner"),
            first_order=bulk.last_id(env, "sale_order"),
            first_line=bulk.last_id(env, "sale_order_line"),
            shift=shift,
            timezone=timezone,
            digits=env.company.currency_id.decimal_places,
        ),
    )


def _copy(env, purchases):
    env.cr.execute(
        "CREATE TEMP TABLE cdnow_file ("
        "line serial, customer int, day date, quantity int, amount numeric"
        ") ON COMMIT DROP"
    )
    rows = "".join("\t".join(map(str, purchase)) + "\n" for purchase in purchases)
    env.cr.copy_from(
        io.StringIO(rows),
        "cdnow_file",
        columns=("customer", "day", "quantity", "amount"),
    )


# A purchase is ordered between 8 and 20 o'clock, and quoted 1 to 24 hours before.
PURCHASES = """
    WITH dated AS (
        SELECT *,
               day + %(shift)s + make_interval(hours => 8 + line %% 12) AS local_time
          FROM cdnow_file
    ),
    timed AS (
        SELECT *,
               LEAST(
                   local_time AT TIME ZONE %(timezone)s, date_trunc('second', now())
               ) AT TIME ZONE 'UTC' AS ordered_at,
               ROW_NUMBER() OVER (ORDER BY local_time, line) AS position
          FROM dated
    )
    SELECT customer,
           position,
           %(first_partner)s + DENSE_RANK() OVER (ORDER BY customer) AS partner_id,
           %(first_order)s + position AS order_id,
           %(first_line)s + position AS line_id,
           ordered_at,
           ordered_at - make_interval(hours => 1 + line %% 24) AS quoted_at,
           quantity,
           ROUND(amount, %(digits)s) AS amount
      FROM timed
"""


def _exemplars(env, product):
    partner = env["res.partner"].create(
        {"name": "Exemplar", "email": "exemplar@customers.example", "customer_rank": 1}
    )
    line = {
        "product_id": product.id,
        "product_uom_qty": 1,
        "price_unit": 1,
        "tax_ids": [Command.clear()],
    }
    order = env["sale.order"].create(
        {"partner_id": partner.id, "order_line": [Command.create(line)]}
    )
    order.action_confirm()
    return [("customer", partner), ("order", order), ("order", order.order_line)]


def _insert_customers(env):
    name = SQL("'Customer ' || lpad(c.customer::text, 5, '0')")
    email = SQL("'customer' || c.customer || '@customers.example'")
    bulk.insert(
        env,
        "res_partner",
        SQL(
            """(
                SELECT customer, partner_id, MIN(quoted_at) AS created_at
                  FROM plan_purchase
              GROUP BY customer, partner_id
            ) c, %s ORDER BY c.partner_id""",
            bulk.exemplar("res_partner"),
        ),
        id=SQL("c.partner_id"),
        commercial_partner_id=SQL("c.partner_id"),
        name=name,
        complete_name=name,
        email=email,
        email_normalized=email,
        create_date=SQL("c.created_at"),
        write_date=SQL("c.created_at"),
    )


def _insert_orders(env):
    ((count,),) = env.execute_query(SQL("SELECT COUNT(*) FROM plan_purchase"))
    bulk.insert(
        env,
        "sale_order",
        SQL(
            "plan_purchase p, %s ORDER BY p.position",
            bulk.exemplar("sale_order"),
        ),
        id=SQL("p.order_id"),
        name=claim_names(env, "sale.order", env.company, count, SQL("p.position")),
        partner_id=SQL("p.partner_id"),
        partner_invoice_id=SQL("p.partner_id"),
        partner_shipping_id=SQL("p.partner_id"),
        date_order=SQL("p.ordered_at"),
        validity_date=SQL("p.quoted_at::date + 30"),
        create_date=SQL("p.quoted_at"),
        write_date=SQL("p.ordered_at"),
        **bulk.scaled(SQL("p.amount"), "amount_untaxed", "amount_total"),
    )


def _insert_order_lines(env):
    bulk.insert(
        env,
        "sale_order_line",
        SQL(
            "plan_purchase p, %s ORDER BY p.position",
            bulk.exemplar("sale_order_line"),
        ),
        id=SQL("p.line_id"),
        order_id=SQL("p.order_id"),
        order_partner_id=SQL("p.partner_id"),
        name=SQL("'CD × ' || p.quantity"),
        create_date=SQL("p.quoted_at"),
        write_date=SQL("p.ordered_at"),
        **bulk.scaled(
            SQL("p.amount"),
            "price_unit",
            "technical_price_unit",
            "price_subtotal",
            "price_total",
            "price_reduce_taxexcl",
            "price_reduce_taxinc",
            "untaxed_amount_to_invoice",
        ),
    )
