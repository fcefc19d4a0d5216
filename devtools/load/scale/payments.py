"""Payments with and without journal entry, and bank statement lines."""

from odoo.tools import SQL

from .. import bulk
from ..numbering import claim_names, number_entries, padded

MAX_SEQUENCE = 2**31 - 1


def plan(scale):
    """`plan_payment`: money received, for an invoice or for none.

    Kinds: entry (a payment with its journal entry), bare (a payment without), bank (a
    statement line matched with the invoice), advance (a payment for no invoice),
    unknown (a statement line that nobody matched).
    """
    env, dice, n = scale.env, scale.dice, SQL("position")
    ((invoices,),) = env.execute_query(SQL("SELECT COUNT(*) FROM plan_invoice"))
    received = SQL(
        RECEIVED,
        extra=dice.uniform(n, "money for no invoice"),
    )
    numbered = SQL(
        NUMBERED,
        received=received,
        hour=dice.integer(n, "paid at", 8, 18),
        first_move=bulk.last_id(env, "account_move") + invoices,
        first_line=bulk.last_id(env, "account_move_line") + 2 * invoices,
        first_payment=bulk.last_id(env, "account_payment"),
        first_statement_line=bulk.last_id(env, "account_bank_statement_line"),
        first_matching=bulk.last_id(env, "account_full_reconcile"),
        exemplar=bulk.exemplar("account_move"),
    )
    bulk.plan(env, "plan_payment", number_entries(numbered))


RECEIVED = """
    SELECT settlement AS kind, position AS key, paid_on AS date, id AS invoice_id,
           second_line_id AS invoice_line_id, name AS memo, customer_id, company_id,
           currency_id, market, amount
      FROM plan_invoice
     WHERE settlement <> 'open'
     UNION ALL
    SELECT CASE WHEN %(extra)s < 0.012 THEN 'advance' ELSE 'unknown' END, -position,
           date, NULL, NULL, NULL, customer_id, company_id, currency_id, market, amount
      FROM plan_invoice
     WHERE %(extra)s < 0.02 AND document = 'invoice' AND market = 'home'
"""

NUMBERED = """
    WITH received AS (%(received)s),
    counted AS (
        SELECT *,
               ROW_NUMBER() OVER w AS position,
               COUNT(*) FILTER (WHERE kind IN ('entry', 'bank', 'unknown')) OVER w
                   AS entry,
               COUNT(*) FILTER (WHERE kind IN ('entry', 'bare', 'advance')) OVER w
                   AS payment,
               COUNT(*) FILTER (WHERE kind IN ('bare', 'advance')) OVER w AS bare,
               COUNT(*) FILTER (WHERE kind IN ('bank', 'unknown')) OVER w
                   AS statement_line,
               COUNT(*) FILTER (WHERE kind IN ('entry', 'bank')) OVER w AS matching
          FROM received
        WINDOW w AS (ORDER BY date, key ROWS UNBOUNDED PRECEDING)
    )
    SELECT c.*,
           e.journal_id,
           e.sequence_prefix,
           c.date + make_interval(hours => %(hour)s) AS entered_at,
           CASE WHEN e.kind IS NOT NULL THEN %(first_move)s + entry END AS move_id,
           %(first_line)s + 2 * entry AS second_line_id,
           %(first_payment)s + payment AS payment_id,
           %(first_statement_line)s + statement_line AS statement_line_id,
           CASE WHEN c.kind IN ('entry', 'bank')
                THEN %(first_matching)s + matching END AS matching_id,
           ROUND(c.amount / COALESCE(r.rate, 1)::numeric, 2) AS company_amount
      FROM counted c
 LEFT JOIN %(exemplar)s ON e.kind = c.kind AND e.company_id = c.company_id
 LEFT JOIN plan_rate r ON r.day = c.date AND c.market = 'export'
"""


def insert(scale):
    """Inserts payments, statement lines, their journal entries and what matches them
    with the invoices."""
    _insert_payments(scale)
    _insert_statement_lines(scale)
    _insert_entries(scale)
    _insert_entry_lines(scale)
    _insert_matchings(scale)
    bulk.link(
        scale.env,
        "account_move__account_payment",
        ["invoice_id", "payment_id"],
        SQL(
            "SELECT invoice_id, payment_id FROM plan_payment "
            "WHERE kind IN ('entry', 'bare') ORDER BY position"
        ),
    )


def _source(table):
    """The planned payments of which there is an exemplar in the table, with it."""
    return SQL(
        """plan_payment p
        JOIN %s ON e.kind = p.kind AND e.company_id = p.company_id
        JOIN res_partner customer ON customer.id = p.customer_id
        ORDER BY p.position, e.part""",
        bulk.exemplar(table),
    )


def _dated():
    return {"create_date": SQL("p.entered_at"), "write_date": SQL("p.entered_at")}


def _insert_payments(scale):
    env = scale.env
    ((bare,),) = env.execute_query(
        SQL("SELECT COALESCE(MAX(bare), 0) FROM plan_payment")
    )
    bare_name = claim_names(env, "account.payment", env.company, bare, SQL("p.bare"))
    bulk.insert(
        env,
        "account_payment",
        _source("account_payment"),
        id=SQL("p.payment_id"),
        name=SQL("COALESCE(p.name, %s)", bare_name),
        move_id=SQL("p.move_id"),
        partner_id=SQL("p.customer_id"),
        currency_id=SQL("p.currency_id"),
        date=SQL("p.date"),
        memo=SQL("p.memo"),
        **bulk.scaled(SQL("p.amount"), "amount"),
        **bulk.scaled(SQL("p.company_amount"), "amount_company_currency_signed"),
        **_dated(),
    )


def _insert_statement_lines(scale):
    sequence = padded(SQL("%s - e.sequence", MAX_SEQUENCE), 10)
    bulk.insert(
        scale.env,
        "account_bank_statement_line",
        _source("account_bank_statement_line"),
        id=SQL("p.statement_line_id"),
        move_id=SQL("p.move_id"),
        partner_id=SQL("p.customer_id"),
        internal_index=SQL(
            "to_char(p.date, 'YYYYMMDD') || %s || %s",
            sequence,
            padded(SQL("p.statement_line_id"), 10),
        ),
        **bulk.scaled(SQL("p.amount"), "amount", "amount_residual"),
        **_dated(),
    )


def _insert_entries(scale):
    bulk.insert(
        scale.env,
        "account_move",
        _source("account_move"),
        id=SQL("p.move_id"),
        name=SQL("p.name"),
        sequence_prefix=SQL("p.prefix"),
        sequence_number=SQL("p.number"),
        ref=SQL("p.memo"),
        date=SQL("p.date"),
        invoice_date_due=SQL(
            "CASE WHEN e.invoice_date_due IS NOT NULL THEN p.date END"
        ),
        origin_payment_id=SQL("CASE WHEN p.kind = 'entry' THEN p.payment_id END"),
        statement_line_id=SQL(
            "CASE WHEN p.kind <> 'entry' THEN p.statement_line_id END"
        ),
        partner_id=SQL("p.customer_id"),
        commercial_partner_id=SQL("p.customer_id"),
        invoice_partner_display_name=SQL("customer.complete_name"),
        **bulk.scaled(
            SQL("p.amount"),
            "amount_total",
            "amount_total_signed",
            "amount_total_in_currency_signed",
        ),
        **_dated(),
    )


def _insert_entry_lines(scale):
    """Money first; the second line is the counterpart, and gets matched."""
    bulk.insert(
        scale.env,
        "account_move_line",
        _source("account_move_line"),
        id=SQL("p.second_line_id - 2 + e.part"),
        move_id=SQL("p.move_id"),
        move_name=SQL("p.name"),
        ref=SQL("p.memo"),
        date=SQL("p.date"),
        date_maturity=SQL("CASE WHEN e.date_maturity IS NOT NULL THEN p.date END"),
        partner_id=SQL("p.customer_id"),
        payment_id=SQL("CASE WHEN p.kind = 'entry' THEN p.payment_id END"),
        statement_line_id=SQL(
            "CASE WHEN p.kind <> 'entry' THEN p.statement_line_id END"
        ),
        full_reconcile_id=SQL(
            "CASE WHEN e.full_reconcile_id IS NOT NULL THEN p.matching_id END"
        ),
        matching_number=SQL(
            "CASE WHEN e.full_reconcile_id IS NOT NULL THEN p.matching_id::text END"
        ),
        **bulk.scaled(
            SQL("p.amount"),
            "debit",
            "credit",
            "balance",
            "amount_currency",
            "amount_residual",
            "amount_residual_currency",
            "price_unit",
            "price_subtotal",
            "price_total",
        ),
        **_dated(),
    )


def _insert_matchings(scale):
    bulk.insert(
        scale.env,
        "account_full_reconcile",
        SQL(
            """plan_payment p
            JOIN (SELECT * FROM %s LIMIT 1) e ON p.matching_id IS NOT NULL
            ORDER BY p.position""",
            bulk.exemplar("account_full_reconcile"),
        ),
        id=SQL("p.matching_id"),
        **_dated(),
    )
    bulk.insert(
        scale.env,
        "account_partial_reconcile",
        _source("account_partial_reconcile"),
        id=SQL("%s + p.matching", bulk.last_id(scale.env, "account_partial_reconcile")),
        debit_move_id=SQL("p.invoice_line_id"),
        credit_move_id=SQL("p.second_line_id"),
        full_reconcile_id=SQL("p.matching_id"),
        max_date=SQL("p.date"),
        **bulk.scaled(
            SQL("p.amount"), "amount", "debit_amount_currency", "credit_amount_currency"
        ),
        **_dated(),
    )
