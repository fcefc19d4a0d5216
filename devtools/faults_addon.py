"""What `./dev faults` runs inside Odoo: workers that can be halted, and what disturbs
them meanwhile."""

import os
import resource
import signal
import time

from odoo import Command
from odoo.exceptions import UserError

REFRESH = "customer.retention.refresh"


def enqueue(env):
    """Queue all companies, the first one first, and nothing else."""
    runs = env["customer.retention.run"]
    runs.search([]).unlink()
    for company in env["res.company"].search([], order="id"):
        runs._enqueue(company, "nightly")


def work(env, at=None, gate=None):
    """Process the queue.

    :param str at: the method of the refresh before which it says so and waits, in the
        first company
    :param str gate: the file it waits for
    """
    if at:
        _halt(env, at, gate)
    try:
        env["customer.retention.run"]._process_queue()
    except UserError as error:
        print("failed:", error, flush=True)


def _halt(env, at, gate):
    first = env["res.company"].search([], order="id", limit=1)
    refresh_class = env.registry[REFRESH]
    original = getattr(refresh_class, at)

    def step(refresh, scope, *arguments):
        if scope.company == first:
            print("halfway", flush=True)
            while not os.path.exists(gate):
                time.sleep(0.05)
        return original(refresh, scope, *arguments)

    setattr(refresh_class, at, step)


def refresh_button(env):
    """Press Refresh on one customer of the first company."""
    customer = env["sale.order"].search([], order="company_id, id", limit=1).partner_id
    try:
        with env.cr.savepoint():
            env[REFRESH]._refresh(env.company, partners=customer, trigger="button")
    except UserError as error:
        print("told:", error, flush=True)


def create_deletable(env):
    """Make three customers with an order each."""
    line = Command.create({"name": "Thing", "product_uom_qty": 1, "price_unit": 9})
    for number in range(3):
        partner = env["res.partner"].create({"name": f"Deletable {number}"})
        order = {"partner_id": partner.id, "order_line": [line]}
        env["sale.order"].create(order).write({"state": "sale"})


def delete_and_merge(env):
    """Delete the order and contact of one of these customers, merge the others."""
    deletable = [("name", "like", "Deletable")]
    gone, merged, kept = env["res.partner"].search(deletable, order="name")
    orders = env["sale.order"].search([("partner_id", "=", gone.id)])
    orders.write({"state": "cancel"})
    orders.unlink()
    gone.unlink()
    wizard = env["base.partner.merge.automatic.wizard"].create({})
    wizard._merge((merged | kept).ids, kept, extra_checks=False)


def fill_disk(env):
    """Write a workbook where files may not grow beyond some bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    try:
        env["customer.retention.workbook"]._open([])
        print("written", flush=True)
    except UserError as error:
        print("told:", error, flush=True)
