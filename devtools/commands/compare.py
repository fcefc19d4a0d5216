"""Compare revenue with Odoo's own reports of sales and invoices, by customer.

By each purchase basis the company is refreshed and compared; nothing of it is kept.
Fails when a customer differs and no rule of docs/numbers.md says why.
"""

from devtools import databases, odoo, postgres, setup


def add_arguments(parser):
    """Which database."""
    parser.add_argument("database")


def run(options):
    """Print how many customers are equal, and why others differ."""
    setup.ensure()
    with postgres.serving():
        databases.require(options.database)
        odoo.run_function(options.database, "compare_addon.compare")
