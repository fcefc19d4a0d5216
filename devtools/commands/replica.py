"""Serve reads from a streaming replica and share the queue between two cron workers.

A primary and a replica of its own are started, and Odoo with `--db_replica_host`. The
dashboard, the list, the form and the workbook have to be read from the replica; what
people write has to reach the primary. Then two more Odoo processes run the queue of
several companies, none of which may be done twice.
"""

from devtools import replica, setup


def add_arguments(parser):
    """How many companies share the queue."""
    parser.add_argument("--companies", type=int, default=8)


def run(options):
    """Print who answered what; fail when it was the wrong server."""
    setup.ensure()
    return replica.run(options.companies)
