"""Measure on a real purchase history how well the addon tells who orders again.

Customers of a music shop (CDNOW, 1997-98) are loaded into a database that is thrown
away afterwards. What the addon tells of their past is compared with every day of it,
lived through by the tests' oracle. At days of the past, a month apart, the addon and
simpler ways then rank them by who orders within 90 days, knowing nothing later; what
followed decides.

Fails when what docs/evaluation.md claims does not hold.
"""

from devtools import databases, odoo, setup
from devtools.paths import ADDON


def add_arguments(_parser):
    """There is nothing to choose."""


def run(options):
    """Print the table; fail when Odoo or a claim does."""
    setup.ensure()
    with databases.throwaway("evaluate") as database:
        databases.install(database, [ADDON.name])
        odoo.run_function(database, "evaluate_addon.print_report")
