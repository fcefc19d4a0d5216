"""Posted customer invoices: of orders, without order, receipts and credit notes."""

from odoo.tools import SQL

from .. import bulk
from ..numbering import number_entries


def plan(scale):
    """`plan_invoice`: one row for each document, and how and when it gets paid."""
    _plan_claims(scale)
    _plan_settlements(scale)


def _plan_claims(scale):
    dice, key = scale.dice, SQL("key")
    bulk.plan(
        scale.env,
        "plan_claim",
        SQL(
            CLAIMS,
            as_of=scale.as_of,
            delay=dice.integer(key, "direct invoice, days later", 0, 60),
            direct=dice.chance(key, "direct invoice", 0.05),
            receipt=dice.chance(key, "receipt", 0.2),
            refunded=dice.chance(key, "refunded", 0.02),
            refund_delay=dice.integer(key, "refund, days later", 3, 40),
            refund_quarters=dice.integer(key, "refund, quarters", 1, 4),
        ),
    )


# A direct invoice follows some orders, but does not belong to them. Refunds give back
# one to four quarters of an invoice.
CLAIMS = """
    WITH ordered AS (
        SELECT position AS key, *
          FROM plan_order
         WHERE state = 'sale' AND amount > 0
    ),
    owed AS (
        SELECT key, 'invoice' AS document, line_id AS order_line_id, id AS order_id,
               invoice_partner_id AS partner_id, customer_id, company_id, market,
               currency_id, user_id, team_id, invoice_date, quantity, price
          FROM ordered
         WHERE kind = 'invoiced'
         UNION ALL
        SELECT -key, CASE WHEN %(receipt)s THEN 'receipt' ELSE 'invoice' END, NULL,
               NULL, person_id, customer_id, company_id, market,
               currency_id, user_id, team_id, invoice_date + %(delay)s, 1, price
          FROM ordered
         WHERE %(direct)s AND invoice_date + %(delay)s <= %(as_of)s
    )
    SELECT owed.*, FALSE AS is_refund FROM owed
     UNION ALL
    SELECT key, 'refund', NULL, NULL, partner_id, customer_id, company_id, market,
           currency_id, user_id, team_id, invoice_date + %(refund_delay)s, 1,
           ROUND(quantity * price * %(refund_quarters)s / 4, 2), TRUE
      FROM owed
     WHERE document = 'invoice' AND %(refunded)s
       AND invoice_date + %(refund_delay)s <= %(as_of)s
"""


def _plan_settlements(scale):
    dice, key = scale.dice, SQL("key")
    bulk.plan(
        scale.env,
        "plan_invoice",
        number_entries(
            SQL(
                SETTLEMENTS,
                as_of=scale.as_of,
                first_id=bulk.last_id(scale.env, "account_move"),
                first_line=bulk.last_id(scale.env, "account_move_line"),
                way=dice.uniform(key, "way to pay"),
                pays=dice.chance(key, "pays", 0.97),
                lag=dice.lognormal(key, "days to pay", 12, 0.9),
                early=dice.integer(key, "days before due", 0, 15),
                hour=dice.integer(key, "invoiced at", 8, 18),
                exemplar=bulk.exemplar("account_move"),
            ),
        ),
    )


# Companies have 30 days to pay, persons pay at once; most pay around the due date, some
# late, some never. Money in a foreign currency is not matched with the invoice: that
# takes entries for the difference in the rate.
SETTLEMENTS = """
    WITH due AS (
        SELECT i.*,
               i.quantity * i.price AS amount,
               c.is_company,
               CASE WHEN c.is_company AND i.document = 'invoice'
                    THEN i.invoice_date + 30 ELSE i.invoice_date END AS due_date
          FROM plan_claim i
          JOIN plan_customer c ON c.id = i.customer_id
    ),
    habits AS MATERIALIZED (
        SELECT *,
               CASE WHEN document = 'receipt' THEN invoice_date
                    WHEN document = 'invoice' AND %(pays)s
                    THEN GREATEST(invoice_date, due_date - %(early)s + %(lag)s::int)
               END AS payday,
               CASE WHEN document = 'receipt' OR market = 'export' THEN 'bare'
                    WHEN %(way)s < 0.85 THEN 'entry'
                    WHEN %(way)s < 0.88 THEN 'bank'
                    ELSE 'bare' END AS way
          FROM due
    ),
    settled AS (
        SELECT *,
               CASE WHEN payday <= %(as_of)s THEN payday END AS paid_on,
               CASE WHEN payday <= %(as_of)s THEN way ELSE 'open' END AS settlement,
               ROW_NUMBER() OVER (
                   ORDER BY invoice_date, key, is_refund
               ) AS position
          FROM habits
    )
    SELECT s.*,
           s.document || '/' || s.settlement AS kind,
           e.journal_id,
           e.sequence_prefix,
           s.invoice_date AS date,
           %(first_id)s + s.position AS id,
           %(first_line)s + 2 * s.position AS second_line_id,
           s.invoice_date + make_interval(hours => %(hour)s) AS entered_at,
           COALESCE(r.rate, 1) AS rate,
           ROUND(s.amount / COALESCE(r.rate, 1)::numeric, 2) AS company_amount
      FROM settled s
      JOIN %(exemplar)s
        ON e.kind = s.document || '/' || s.settlement
       AND e.company_id = s.company_id
 LEFT JOIN plan_rate r ON r.day = s.invoice_date AND s.market = 'export'
"""


def insert(scale):
    """Inserts the documents, their two lines each, and the links to order lines."""
    _insert_moves(scale)
    _insert_lines(scale)
    bulk.link(
        scale.env,
        "sale_order_line_invoice_rel",
        ["invoice_line_id", "order_line_id"],
        SQL(
            "SELECT second_line_id - 1, order_line_id FROM plan_invoice "
            "WHERE order_line_id IS NOT NULL ORDER BY position"
        ),
    )


def _insert_moves(scale):
    bulk.insert(
        scale.env,
        "account_move",
        SQL(
            """plan_invoice i
            JOIN %s ON e.kind = i.kind AND e.company_id = i.company_id
            JOIN res_partner p ON p.id = i.partner_id
            LEFT JOIN sale_order o ON o.id = i.order_id
            LEFT JOIN plan_invoice refunded
                   ON i.is_refund AND NOT refunded.is_refund AND refunded.key = i.key
            ORDER BY i.position""",
            bulk.exemplar("account_move"),
        ),
        id=SQL("i.id"),
        name=SQL("i.name"),
        payment_reference=SQL("CASE WHEN NOT i.is_refund THEN i.name END"),
        sequence_prefix=SQL("i.prefix"),
        sequence_number=SQL("i.number"),
        ref=SQL("o.name"),
        invoice_origin=SQL("o.name"),
        reversed_entry_id=SQL("refunded.id"),
        date=SQL("i.date"),
        invoice_date=SQL("i.invoice_date"),
        invoice_date_due=SQL("i.due_date"),
        invoice_payment_term_id=SQL(
            "CASE WHEN i.due_date > i.invoice_date THEN %s::int END",
            scale.env.ref("account.account_payment_term_30days").id,
        ),
        partner_id=SQL("i.partner_id"),
        partner_shipping_id=SQL("COALESCE(o.partner_shipping_id, i.partner_id)"),
        commercial_partner_id=SQL("i.customer_id"),
        invoice_partner_display_name=SQL("p.complete_name"),
        currency_id=SQL("i.currency_id"),
        invoice_currency_rate=SQL("i.rate"),
        invoice_user_id=SQL("i.user_id"),
        team_id=SQL("i.team_id"),
        create_date=SQL("i.entered_at"),
        write_date=SQL("COALESCE(i.paid_on, i.entered_at)"),
        **bulk.scaled(
            SQL("i.amount"),
            "amount_untaxed",
            "amount_total",
            "amount_residual",
            "amount_untaxed_in_currency_signed",
            "amount_total_in_currency_signed",
        ),
        **bulk.scaled(
            SQL("i.company_amount"),
            "amount_untaxed_signed",
            "amount_total_signed",
            "amount_residual_signed",
        ),
    )


def _insert_lines(scale):
    """The receivable line comes second, and is the one that gets matched."""
    bulk.insert(
        scale.env,
        "account_move_line",
        SQL(
            """plan_invoice i
            JOIN %s ON e.kind = i.kind AND e.company_id = i.company_id
            JOIN account_move m ON m.id = i.id
            LEFT JOIN plan_payment p
                   ON p.invoice_id = i.id AND p.matching_id IS NOT NULL
            ORDER BY i.position, e.part""",
            bulk.exemplar("account_move_line"),
        ),
        id=SQL("i.second_line_id - 2 + e.part"),
        move_id=SQL("i.id"),
        move_name=SQL("i.name"),
        ref=SQL("m.ref"),
        name=SQL(
            "CASE WHEN e.display_type = 'product' THEN e.name "
            "ELSE concat_ws(' - ', m.ref, m.payment_reference) END"
        ),
        date=SQL("i.date"),
        invoice_date=SQL("i.invoice_date"),
        date_maturity=SQL("CASE WHEN e.date_maturity IS NOT NULL THEN i.due_date END"),
        partner_id=SQL("i.customer_id"),
        currency_id=SQL("i.currency_id"),
        full_reconcile_id=SQL(
            "CASE WHEN e.full_reconcile_id IS NOT NULL THEN p.matching_id END"
        ),
        matching_number=SQL(
            "CASE WHEN e.full_reconcile_id IS NOT NULL THEN p.matching_id::text END"
        ),
        create_date=SQL("i.entered_at"),
        write_date=SQL("COALESCE(i.paid_on, i.entered_at)"),
        **bulk.scaled(SQL("i.quantity"), "quantity"),
        **bulk.scaled(SQL("i.price"), "price_unit"),
        **bulk.scaled(
            SQL("i.amount"),
            "price_subtotal",
            "price_total",
            "amount_currency",
            "amount_residual_currency",
        ),
        **bulk.scaled(
            SQL("i.company_amount"), "debit", "credit", "balance", "amount_residual"
        ),
    )
