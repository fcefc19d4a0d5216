"""What `./dev faults` runs inside Odoo: workers with a fault built in.

Each prints a word when it has come to the point the fault is about.
"""

import os
import resource
import signal
import time

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.tools import SQL

REFRESH = "customer.retention.refresh"
HALFWAY = "_write_days"  # profiles are written, their days and timeline are not
COMPUTED = "_write_differences"  # all is computed, nothing is written


def enqueue(env):
    """Queue all companies, the first one first."""
    companies = env["res.company"].search([], order="id")
    for company in companies:
        env["customer.retention.run"]._enqueue(company, "nightly")
    env.cr.commit()


def work(env, at=None, fault=None):
    """Process the queue; in the first company `fault` is called at a step.

    :param str at: the method of the refresh that is the step
    :param fault: takes the refresh of the first company
    """
    first = env["res.company"].search([], order="id", limit=1)
    if at:
        _intrude(env, at, first, fault)
    try:
        env["customer.retention.run"]._cron_process_queue()
    except UserError as error:
        print("failed:", error, flush=True)
    env.cr.commit()
    print("done", flush=True)


def _intrude(env, at, company, fault):
    refresh_class = env.registry[REFRESH]
    original = getattr(refresh_class, at)

    def step(refresh, scope, *arguments):
        if scope.company == company:
            fault(refresh)
        return original(refresh, scope, *arguments)

    setattr(refresh_class, at, step)


def wait_for(gate):
    """Return a fault: say so, and wait until the file `gate` is there."""

    def wait(_refresh):
        print("halfway", flush=True)
        while not os.path.exists(gate):
            time.sleep(0.05)

    return wait


def sleep(refresh):
    """Say so, and let the database be busy for a long time."""
    print("halfway", flush=True)
    refresh.env.cr.execute("SELECT pg_sleep(120)")


def time_out(refresh):
    """Let the next statement take longer than it may."""
    refresh.env.cr.execute("SET LOCAL statement_timeout = 1")
    refresh.env.cr.execute("SELECT pg_sleep(1)")


def break_signal(env):
    """Let the source of orders raise in the first company, as a bad addon would."""
    signal_class = env.registry["customer.retention.signal"]
    original = signal_class._queries
    first = env["res.company"].search([], order="id", limit=1)

    def queries(signals, company):
        if company == first:
            raise ZeroDivisionError("a source of signals is broken")
        return original(signals, company)

    signal_class._queries = queries


def cancel(env):
    """Cancel what runs, as a sales manager."""
    manager = env.ref("base.user_admin")
    companies = env["res.company"].search([])
    runs = env["customer.retention.run"].with_user(manager)
    runs = runs.with_context(allowed_company_ids=companies.ids)
    runs.search([("state", "=", "running")]).action_cancel()
    env.cr.commit()


def refresh_button(env):
    """Press Refresh on one customer of the first company, as a sales manager."""
    customer = env["sale.order"].search([], order="company_id, id", limit=1).partner_id
    try:
        with env.cr.savepoint():
            env[REFRESH]._refresh(env.company, partners=customer, trigger="button")
    except UserError as error:
        print("told:", error, flush=True)


def import_orders(env, count=200):
    """Import orders of known customers, as many as one file would hold."""
    known = [("is_company", "=", True), ("company_id", "in", (False, env.company.id))]
    customers = env["res.partner"].search(known, limit=count)
    line = Command.create({"name": "Imported", "product_uom_qty": 1, "price_unit": 9})
    orders = env["sale.order"].create(
        [
            {"partner_id": customer.id, "team_id": False, "order_line": [line]}
            for customer in customers
        ]
    )
    orders.write({"state": "sale"})
    env.cr.commit()


def delete_and_merge(env, customers):
    """Delete the documents and contacts of one customer, merge two others."""
    gone, merged, kept = env["res.partner"].browse(customers)
    orders = env["sale.order"].search([("partner_id", "child_of", gone.id)])
    orders.write({"state": "cancel"})
    orders.unlink()
    (gone.child_ids | gone).unlink()
    wizard = env["base.partner.merge.automatic.wizard"].create({})
    wizard._merge((merged | kept).ids, kept, extra_checks=False)
    env.cr.commit()


def create_deletable(env):
    """Make three customers with an order each; return nothing, print their ids."""
    partners = env["res.partner"].create(
        [{"name": f"Deletable {number}", "is_company": True} for number in range(3)]
    )
    for partner in partners:
        line = Command.create({"name": "Thing", "product_uom_qty": 1, "price_unit": 9})
        order = env["sale.order"].create(
            {"partner_id": partner.id, "order_line": [line]}
        )
        order.write({"state": "sale"})
    env.cr.commit()
    print("customers:", *partners.ids, flush=True)


def catch_up(env):
    """Do what the job between nights does."""
    incremental = env["customer.retention.incremental"]
    incremental._refresh_changed(incremental._horizon())
    env.cr.commit()


def fill_disk(env):
    """Write a workbook where files may not grow beyond some bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    manager = api.Environment(env.cr, SUPERUSER_ID, {})
    try:
        manager["customer.retention.workbook"]._open([])
        print("written", flush=True)
    except UserError as error:
        print("told:", error, flush=True)


def break_policy(env, domain):
    """Let a policy of the second company ask for what is no more, past its checks."""
    company = env["res.company"].search([], order="id", offset=1, limit=1)
    policy = env["customer.retention.policy"].create(
        {
            "name": "Broken",
            "company_id": company.id,
            "sequence": 1,
            "partner_domain": "[('id', '=', 0)]",
        }
    )
    _set_domain(env, policy, domain)


def mend_policy(env):
    """Give the broken policy a filter that works."""
    policy = env["customer.retention.policy"].search([("name", "=", "Broken")])
    _set_domain(env, policy, "[('id', '=', 0)]")


def _set_domain(env, policy, domain):
    env.flush_all()
    env.cr.execute(
        SQL(
            "UPDATE customer_retention_policy SET partner_domain = %s WHERE id = %s",
            domain,
            policy.id,
        )
    )
    env.cr.commit()
