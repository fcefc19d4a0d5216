"""What everything is compared with: the least that could be done."""

# One statement that reads and adds up the same documents and writes nothing. Without
# MATERIALIZED the columns nobody looks at would not be computed.
FLOOR = """
    WITH contact AS MATERIALIZED (
        SELECT id, commercial_partner_id AS customer FROM res_partner),
    orders AS MATERIALIZED (
        SELECT customer, COUNT(*), MIN(LEAST(d.create_date, date_order)),
               MAX(date_order) FILTER (WHERE state = 'sale') AS last,
               COUNT(DISTINCT date_order::date) FILTER (WHERE state = 'sale') AS days,
               SUM(amount_untaxed / COALESCE(NULLIF(currency_rate, 0), 1))
        FROM sale_order d JOIN contact ON contact.id = partner_id
        WHERE company_id = %(company)s AND state != 'cancel' GROUP BY customer),
    ordered AS MATERIALIZED (
        SELECT DISTINCT line.move_id
        FROM account_move_line line
        JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = line.id),
    invoices AS MATERIALIZED (
        SELECT customer, COUNT(*), MAX(invoice_date) AS last,
               SUM(amount_untaxed_signed) FILTER (WHERE move_id IS NULL)
        FROM account_move d JOIN contact ON contact.id = partner_id
        LEFT JOIN ordered ON ordered.move_id = d.id
        WHERE company_id = %(company)s AND state = 'posted'
          AND move_type IN ('out_invoice', 'out_receipt', 'out_refund')
        GROUP BY customer),
    payments AS MATERIALIZED (
        SELECT customer, COUNT(*), MAX(date) AS last
        FROM account_payment d JOIN contact ON contact.id = partner_id
        WHERE company_id = %(company)s AND state IN ('in_process', 'paid')
        GROUP BY customer),
    receipts AS MATERIALIZED (
        SELECT customer, COUNT(*), MAX(create_date) AS last
        FROM account_bank_statement_line d JOIN contact ON contact.id = partner_id
        WHERE company_id = %(company)s GROUP BY customer),
    leads AS MATERIALIZED (
        SELECT customer, COUNT(*), MAX(d.create_date), MAX(date_closed) AS last
        FROM crm_lead d JOIN contact ON contact.id = partner_id
        WHERE company_id = %(company)s GROUP BY customer),
    mails AS MATERIALIZED (
        SELECT customer, COUNT(*), MAX(date) AS last
        FROM mail_message d JOIN contact ON contact.id = author_id
        WHERE model IN ('res.partner', 'crm.lead', 'sale.order') GROUP BY customer),
    meetings AS MATERIALIZED (
        SELECT customer, COUNT(*), MAX(start) AS last
        FROM calendar_event d
        JOIN calendar_event_res_partner_rel ON calendar_event_id = d.id
        JOIN contact ON contact.id = res_partner_id GROUP BY customer)
    SELECT COUNT(*), MAX(GREATEST(orders.last, invoices.last, payments.last,
                                  receipts.last, leads.last, mails.last,
                                  meetings.last))
    FROM orders
    FULL JOIN invoices USING (customer) FULL JOIN payments USING (customer)
    FULL JOIN receipts USING (customer) FULL JOIN leads USING (customer)
    FULL JOIN mails USING (customer) FULL JOIN meetings USING (customer)"""

# The days of activity, and the one after each: what any timeline has to look at.
WINDOW = """
    SELECT COUNT(next_day) FROM (
        SELECT LEAD(day) OVER (PARTITION BY customer_id ORDER BY day) AS next_day
        FROM (SELECT DISTINCT customer_id, day FROM (%(signals)s) signal) activity
    ) silence"""

WRITTEN = (
    "customer_retention_profile",
    "customer_retention_transition",
    "customer_retention_purchase_day",
    "customer_retention_outreach_day",
    "customer_lifecycle_journal",
)


def make_copies(cr):
    """Make an empty table like each one written, with its indexes and references."""
    for table in WRITTEN:
        copy = f"bench_{table}"
        cr.execute(f"CREATE TABLE {copy} (LIKE {table} INCLUDING ALL)")
        cr.execute(
            """SELECT pg_get_constraintdef(oid) FROM pg_constraint
               WHERE conrelid = %s::regclass AND contype = 'f'""",
            [table],
        )
        for (reference,) in cr.fetchall():
            cr.execute(f"ALTER TABLE {copy} ADD {reference}")


def copy_rows(cr):
    """Write all rows again, as they are: the least any first refresh has to do."""
    for table in WRITTEN:
        cr.execute(f"INSERT INTO bench_{table} SELECT * FROM {table}")


def loop_once(env, partner):
    """What a typical addon does for one customer: search, and add up in Python."""
    contacts = [("partner_id", "child_of", partner.id)]
    orders = env["sale.order"].search([*contacts, ("state", "=", "sale")])
    quotations = env["sale.order"].search([*contacts, ("state", "=", "sent")])
    leads = env["crm.lead"].search(contacts)
    invoices = env["account.move"].search(
        [*contacts, ("move_type", "=", "out_invoice"), ("state", "=", "posted")]
    )
    payments = env["account.payment"].search(contacts)
    return (
        max(orders.mapped("date_order"), default=None),
        max(quotations.mapped("date_order"), default=None),
        max(leads.mapped("create_date"), default=None),
        max(invoices.mapped("invoice_date"), default=None),
        max(payments.mapped("date"), default=None),
        sum(orders.mapped("amount_untaxed")),
    )
