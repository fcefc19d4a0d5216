"""What the addon adds to the transaction that confirms an order."""

from contextlib import contextmanager

from odoo.addons.oe_customer_retention.models.signals.watched import RetentionWatched

from .meter import Measurement

ORDERS = 40


def measure(bench):
    """Confirm quotations, in turn with the addon and as if it were not there."""
    orders = bench.env["sale.order"].search(
        [("state", "=", "draft"), ("company_id", "=", bench.company.id)],
        limit=2 * ORDERS + 2,
    )
    orders[:2].action_confirm()
    pairs = list(zip(orders[2::2], orders[3::2], strict=False))
    without, added = Measurement(), Measurement()
    for plain, watched in pairs:
        with _absent():
            without += bench.meter.measure(plain.action_confirm)
        added += bench.meter.measure(watched.action_confirm)
    bench.table.add(f"confirming {len(pairs)} orders without us", without)
    bench.table.add(f"confirming {len(pairs)} orders", added, (without, "without us"))


@contextmanager
def _absent():
    """Let documents be written as if nobody watched them."""
    write = RetentionWatched.write
    RetentionWatched.write = lambda self, vals: super(RetentionWatched, self).write(
        vals
    )
    try:
        yield
    finally:
        RetentionWatched.write = write
