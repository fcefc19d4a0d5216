"""What categories and the revenue bridge cost, on very many lines of documents."""

from pathlib import Path

from odoo.tools import SQL

from ..load import bulk
from .meter import Meter
from .table import Table, memory_mb

PRODUCTS, CATEGORIES = 600, 120
WRITTEN = ("customer_retention_purchase_line", "customer_retention_category")
LINES = (
    ("sale_order_line", "display_type IS NULL"),
    ("account_move_line", "display_type = 'product'"),
)
LINKS = "sale_order_line_invoice_rel"
AMOUNTS = {"sale_order": "amount_untaxed", "account_move": "amount_untaxed_signed"}
STEPS = {
    name: "categories"
    for name in ("_compute_lines", "_write_categories", "_forget_categories")
}
# Every line of an invoice and of an order, added up by customer, day and product.
FLOOR = """
    WITH contact AS MATERIALIZED (
        SELECT id, commercial_partner_id AS customer FROM res_partner),
    ordered AS MATERIALIZED (
        SELECT customer, date_order::date AS day, line.product_id,
               SUM(product_uom_qty), SUM(line.price_subtotal)
        FROM sale_order_line line JOIN sale_order d ON d.id = order_id
        JOIN contact ON contact.id = partner_id
        WHERE d.company_id = %(company)s AND d.state = 'sale' GROUP BY 1, 2, 3),
    invoiced AS MATERIALIZED (
        SELECT customer, d.invoice_date AS day, line.product_id,
               SUM(quantity), SUM(balance)
        FROM account_move_line line JOIN account_move d ON d.id = move_id
        JOIN contact ON contact.id = d.partner_id
        WHERE d.company_id = %(company)s AND d.state = 'posted'
          AND line.display_type = 'product' GROUP BY 1, 2, 3)
    SELECT (SELECT COUNT(*) FROM ordered), (SELECT COUNT(*) FROM invoiced)"""


def multiply(env, lines):
    """Give the lines of documents products, and make about ``lines`` of them.

    Each is copied so many times with other products, the amount of its document grown
    accordingly: order and invoice go on to agree. An invoice's line has the product of
    its order's.
    """
    bulk.prepare(env)
    products = _products(env)
    env.cr.execute(
        SQL(
            """UPDATE account_move_line line SET product_id = NULL
               FROM sale_order_line_invoice_rel WHERE invoice_line_id = line.id"""
        )
    )
    counts = [_count(env, *lines_of) for lines_of in LINES]
    present = sum(count for count, _last in counts)
    times = max(1, round(lines / present))
    with bulk.without_indexes(env, [*(table for table, _which in LINES), LINKS]):
        for lines_of, (_number, last) in zip(LINES, counts, strict=True):
            _copy(env, *lines_of, last, times, products)
        linked = SQL(
            """SELECT order_line_id + %s * n, invoice_line_id + %s * n
               FROM sale_order_line_invoice_rel, generate_series(1, %s) n""",
            *(last for _number, last in counts),
            times - 1,
        )
        bulk.link(env, LINKS, ("order_line_id", "invoice_line_id"), linked)
    for table, column in AMOUNTS.items():
        env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = %(column)s * %(times)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                times=times,
            )
        )
    print(f"{times * present:,} lines of orders and invoices")


def _products(env):
    """Make products of so many categories, and return their ids."""
    root = env["product.category"].create({"name": "All"})
    categories = env["product.category"].create(
        [
            {"name": f"Category {number}", "parent_id": root.id}
            for number in range(CATEGORIES)
        ]
    )
    products = env["product.product"].create(
        [
            {"name": f"Product {number}", "categ_id": category.id}
            for category in categories
            for number in range(PRODUCTS // CATEGORIES)
        ]
    )
    env.flush_all()
    return products.ids


def _count(env, table, which):
    """Return how many such lines there are, and the last id of the table."""
    query = SQL(
        "SELECT COUNT(*) FILTER (WHERE %s), MAX(id) FROM %s",
        SQL(which),
        SQL.identifier(table),
    )
    [row] = env.execute_query(query)
    return row


def _copy(env, table, which, last, times, products):
    """Copy the lines so that the ids of copies follow by arithmetic."""
    values = {
        "id": SQL("id + %s * n", last),
        "product_id": SQL(
            """CASE WHEN product_id IS NOT NULL THEN (%s::integer[])[
                   1 + (hashint4(id + n) & 2147483647) %% %s] END""",
            products,
            len(products),
        ),
    }
    names = bulk.columns_of(env, table)
    query = SQL(
        "SELECT %s FROM %s, generate_series(1, %s) n WHERE %s",
        SQL(", ").join(values.get(name, SQL.identifier(name)) for name in names),
        SQL.identifier(table),
        times - 1,
        SQL(which),
    )
    bulk.link(env, table, names, query)


class Bench:
    """One run on the main company of a database with very many lines."""

    def __init__(self, env):
        self.env = env
        self.company = env.company
        self.meter, self.table = Meter(env), Table()

    def run(self):
        """Measure the first fill, a night on which nothing happened, and readers."""
        self.company.retention_follow_categories = False
        self._refresh()
        execute = self.env.cr.execute
        floor = SQL(FLOOR, company=self.company.id)
        floor = self.meter.best(lambda: execute(floor), 2)
        self.table.add("lines: one statement, no writing", floor)
        self.company.retention_follow_categories = True
        first = self._refresh()
        written = self.meter.measure(self._copy_rows)
        self.table.add("the same rows, only written", written)
        least = floor + written, "both"
        self.table.add("categories: first fill", first, least, 1.5)
        before = self._writes()
        unchanged = self._refresh()
        self.table.add("categories: unchanged", unchanged, (first, "first fill"))
        self.table.say("rows written, unchanged", self._writes() - before, 0)
        self._readers()

    def _refresh(self):
        refresh = self.env["customer.retention.refresh"]
        with self.meter.steps(refresh, STEPS) as steps:
            refresh._refresh(self.company)
        return steps["categories"]

    def _copy_rows(self):
        for table in WRITTEN:
            copy = SQL.identifier(f"bench_{table}")
            table = SQL.identifier(table)
            self.env.cr.execute(
                SQL("CREATE TABLE %s (LIKE %s INCLUDING ALL)", copy, table)
            )
            self.env.cr.execute(SQL("INSERT INTO %s SELECT * FROM %s", copy, table))

    def _writes(self):
        [(rows,)] = self.env.execute_query(
            SQL(
                """SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del)
                   FROM pg_stat_xact_user_tables WHERE relname IN %s""",
                WRITTEN,
            )
        )
        return int(rows)

    def _readers(self):
        bridge = self.env["customer.retention.bridge"]
        domain = [("company_id", "=", self.company.id)]
        measured = self.meter.best(lambda: bridge.get_bridge(domain, "year"))
        self.table.add("bridge of a year", measured, None, 1)
        profiles = self.env["customer.retention.profile"]
        buyers = [*domain, ("purchase_count", ">", 0)]
        [(average,)] = profiles._read_group(buyers, [], ["purchase_count:avg"])
        profile = profiles.search(
            [*buyers, ("purchase_count", ">=", average)],
            order="purchase_count, id",
            limit=1,
        )
        measured = self.meter.best(profile.action_refresh)
        note = f"{len(profile.category_ids)} categories"
        self.table.add("one customer", measured, None, 0.1, note=note)
        calls = self.env["customer.retention.call.list"]
        measured = self.meter.best(lambda: calls.get_page("all"))
        self.table.add("Call today, of all", measured)
        stopped = [("state", "=", "stopped"), ("still_buys", "=", True)]
        categories = self.env["customer.retention.category"]
        measured = self.meter.best(lambda: categories.search(stopped, limit=80))
        self.table.add("Stopped categories, first page", measured)


def print_report(env, path):
    """Measure, print the table, keep it as JSON in ``path``; roll back."""
    bench = Bench(env)
    bench.run()
    bench.table.save(Path(path), memory_mb=memory_mb())
    env.cr.rollback()
