"""Measure on real baskets how well the suggested order is what is ordered next.

A grocer's households and what they bought in a year (The Complete Journey, 2017) are
loaded into a database that is thrown away afterwards. At days of the past, a month
apart, the addon's formula, "most bought in the last 12 months" and "the last order
again" each name products, knowing nothing later; the next order decides.

Fails when the addon's is not the best.
"""

from devtools import databases, odoo, setup
from devtools.load import baskets_file
from devtools.paths import ADDON


def add_arguments(_parser):
    """There is nothing to choose."""


def run(options):
    """Print the table; fail when Odoo or a claim does."""
    setup.ensure()
    baskets_file.fetch()
    with databases.throwaway("evaluate_orders") as database:
        databases.install(database, [ADDON.name])
        odoo.run_function(database, "evaluate_orders.print_report")
