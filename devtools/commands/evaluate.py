"""Measure on a real purchase history how well the addon tells who orders again.

Customers of a music shop (CDNOW, 1997-98) are loaded into a database that is thrown
away afterwards. At days of the past, a month apart, the addon and simpler ways rank
them by who orders within 90 days, knowing nothing later; what followed decides.
"""

from devtools import databases, odoo, setup
from devtools.paths import ADDON

SCRIPT = "from devtools import evaluate_addon\nevaluate_addon.print_report(env)\n"


def add_arguments(_parser):
    """There is nothing to choose."""


def run(options):
    """Print the table; fail when Odoo does."""
    setup.ensure()
    with databases.throwaway("evaluate") as database:
        databases.install(database, [ADDON.name])
        odoo.run_script(database, SCRIPT)
