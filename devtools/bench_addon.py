"""What `./dev bench` measures, inside Odoo. Nothing is committed.

The floor is one statement that reads and adds up the documents of one company and
writes nothing. Everything else is a ratio to it, or to the full refresh.
"""

import json
import resource
import time
from contextlib import contextmanager

from odoo.tools import SQL

LOOP_CUSTOMERS = 200
CHANGED_ORDERS = 1000
STEPS = {
    "_create_table": "compute",
    "_remove_profiles": "profiles",
    "_upsert_profiles": "profiles",
    "_delete_transitions": "timeline",
    "_upsert_transitions": "timeline",
}
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


class Bench:
    """One run on one company; ``rows`` is the table: name, seconds, ratio, note."""

    def __init__(self, env):
        self.env = env(context={**env.context, "tracking_disable": True})
        self.company = env.company
        self.refresh = self.env["customer.retention.refresh"]
        self.rows = []
        self.steps = {}

    def measure(self):
        """Time everything, the floor first."""
        self.floor = min(self._timed(self._run_floor) for _ in range(2))
        self._row("floor: one statement, nothing written", self.floor)
        self._measure_full_refresh()
        self._measure_unchanged_refresh()
        self._measure_changed_documents()
        self._measure_one_customer()
        self._measure_loop()
        self._measure_window()
        self._measure_readers()
        self._measure_prediction()

    def _run_floor(self):
        self.env.cr.execute(SQL(FLOOR, company=self.company.id))

    def _measure_full_refresh(self):
        with self._counted_steps():
            self.full = self._timed(self._refresh)
        profiles = self.steps["facts"] + self.steps["profiles"]
        self._row("first refresh: facts and profiles", profiles, self._to_floor)
        self._row("first refresh: all of it", self.full, self._to_floor, self.run)

    def _measure_unchanged_refresh(self):
        with self._counted_steps():
            unchanged = self._timed(self._refresh)
        profiles = self.steps["facts"] + self.steps["profiles"]
        self._row("nothing changed: facts and profiles", profiles, self._to_floor)
        self._row("nothing changed: all of it", unchanged, self._to_floor, self.run)

    def _measure_changed_documents(self):
        incremental = self.env["customer.retention.incremental"]
        self.env["customer.retention.mark"].search([]).unlink()
        incremental._refresh_changed(incremental._horizon())
        self.env.cr.execute(
            SQL(
                """UPDATE sale_order SET date_order = %(now)s, write_date = %(now)s
                   WHERE id IN (SELECT id FROM sale_order
                                WHERE state = 'sale' AND company_id = %(company)s
                                ORDER BY id LIMIT %(limit)s)""",
                now=self.env.cr.now(),
                company=self.company.id,
                limit=CHANGED_ORDERS,
            )
        )
        seconds = self._timed(
            lambda: incremental._refresh_changed(incremental._horizon())
        )
        self._row(f"{CHANGED_ORDERS} changed orders", seconds, self._to_full)

    def _measure_one_customer(self):
        profile = self.env["customer.retention.profile"].search([], limit=1)
        profile.action_refresh()
        self._row("one customer", self._timed(profile.action_refresh), self._to_full)

    def _measure_loop(self):
        """What a typical addon does: for each partner, search and add up."""
        partners = self.env["customer.retention.profile"].search([]).partner_id
        sample = partners[:LOOP_CUSTOMERS]
        self.env.invalidate_all()
        seconds = self._timed(lambda: [self._loop_once(partner) for partner in sample])
        extrapolated = seconds * len(partners) / len(sample)
        self._row(
            "loop over partners, extrapolated",
            extrapolated,
            self._to_full,
            f"{len(sample)} of {len(partners)} partners timed",
        )

    def _loop_once(self, partner):
        contacts = [("partner_id", "child_of", partner.id)]
        orders = self.env["sale.order"].search([*contacts, ("state", "=", "sale")])
        quotations = self.env["sale.order"].search([*contacts, ("state", "=", "sent")])
        leads = self.env["crm.lead"].search(contacts)
        invoices = self.env["account.move"].search(
            [*contacts, ("move_type", "=", "out_invoice"), ("state", "=", "posted")]
        )
        payments = self.env["account.payment"].search(contacts)
        return (
            max(orders.mapped("date_order"), default=None),
            max(quotations.mapped("date_order"), default=None),
            max(leads.mapped("create_date"), default=None),
            max(invoices.mapped("invoice_date"), default=None),
            max(payments.mapped("date"), default=None),
            sum(orders.mapped("amount_untaxed")),
        )

    def _measure_window(self):
        """The timeline against nothing but its window over the same days."""
        window = """SELECT COUNT(next_day) FROM (
            SELECT LEAD(day) OVER (PARTITION BY partner_id ORDER BY day) AS next_day
            FROM (SELECT DISTINCT partner_id, day FROM (%(signals)s) signal
                  WHERE company_id = %(company)s) activity) silence"""
        signals = self.env["customer.retention.signal"]._union(self.company)
        query = SQL(window, signals=signals, company=self.company.id)
        bare = self._timed(lambda: self.env.cr.execute(query))
        self._row("bare window over the days of activity", bare)
        self._row(
            "timeline, computed and compared",
            self.steps["timeline"],
            lambda seconds: seconds / bare,
        )

    def _measure_readers(self):
        self.env.flush_all()
        movement = self.env["customer.retention.movement"]
        self._row(
            "movement by month",
            self._timed(
                lambda: movement.formatted_read_group(
                    [], ["month:month"], ["opening:sum", "lapsed:sum", "closing:sum"]
                )
            ),
        )
        self._measure_dashboard("manager", self.env.ref("base.user_admin"))
        [(seller, _count), *_others] = self.env[
            "customer.retention.profile"
        ]._read_group([("user_id", "!=", False)], ["user_id"], ["__count"])
        self._measure_dashboard("salesperson", seller)

    def _measure_dashboard(self, name, user):
        dashboard = self.env["customer.retention.dashboard"].with_user(user)
        dashboard = dashboard.with_company(self.company)
        queries = self.env.cr.sql_log_count
        seconds = self._timed(lambda: dashboard.get_data([], "year"))
        queries = self.env.cr.sql_log_count - queries
        self._row(f"dashboard, {name}", seconds, note=f"{queries} queries")

    def _measure_prediction(self):
        model = self.env["customer.retention.model"]
        self._row("reorder model: fit and backtest", self._timed(self._fit(model)))
        profiles = self.env["customer.retention.profile"]
        self._row(
            "chance of an order of every customer",
            self._timed(
                lambda: profiles._read_group([], [], ["reorder_probability:avg"])
            ),
        )

    def _fit(self, model):
        return lambda: model._fit(self.company)

    def _refresh(self):
        run = self.refresh._refresh(self.company)
        self.run = (
            f"{run.created_count} new, {run.changed_count} changed, "
            f"{run.transition_count} transitions"
        )

    @contextmanager
    def _counted_steps(self):
        """Add up what each step of the refresh takes, by wrapping its methods."""
        refresh_class = type(self.refresh)
        self.steps = dict.fromkeys(("facts", "profiles", "timeline"), 0.0)
        for name, step in STEPS.items():
            setattr(refresh_class, name, self._counted(name, step))
        try:
            yield
        finally:
            for name in STEPS:
                delattr(refresh_class, name)

    def _counted(self, name, step):
        method = getattr(self.refresh, name).__func__

        def counted(refresh, *arguments):
            start = time.monotonic()
            result = method(refresh, *arguments)
            computed = arguments and "timeline" in str(arguments[0])
            found = ("timeline" if computed else "facts") if step == "compute" else step
            self.steps[found] += time.monotonic() - start
            return result

        return counted

    def _timed(self, action):
        start = time.monotonic()
        action()
        self.env.flush_all()
        return time.monotonic() - start

    def _to_floor(self, seconds):
        return seconds / self.floor

    def _to_full(self, seconds):
        return seconds / self.full

    def _row(self, name, seconds, ratio=None, note=""):
        value = ratio(seconds) if ratio else None
        against = {self._to_floor: "floor", self._to_full: "full refresh"}.get(ratio)
        against = against or ("window" if ratio else "")
        self.rows.append(
            {
                "name": name,
                "seconds": round(seconds, 3),
                "ratio": value and round(value, 3),
                "against": against,
                "note": note,
            }
        )


def print_report(env, path):
    """Measure, print the table, and keep it as JSON in ``path``; roll back."""
    bench = Bench(env)
    bench.measure()
    for row in bench.rows:
        ratio = f"{row['ratio']:9.3f} x {row['against']}" if row["against"] else ""
        print(f"{row['name']:42}{row['seconds']:9.3f} s {ratio:26}{row['note']}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'most memory of the process':42}{memory:9.0f} MB")
    with open(path, "w") as results:
        json.dump({"rows": bench.rows, "memory_mb": memory}, results, indent=2)
    env.cr.rollback()
