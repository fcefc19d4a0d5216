"""Measure on a real purchase history how well the addon tells who orders again.

Customers of a music shop (CDNOW, 1997-98) are loaded into a database that is thrown
away afterwards. At days of the past, a month apart, the addon and simpler ways rank
them by who orders within 90 days, knowing nothing later; what followed decides.
"""

import os

from devtools import databases, odoo, postgres, setup
from devtools.paths import ADDON

SCRIPT = "from devtools import evaluate_addon\nevaluate_addon.print_report(env)\n"


def add_arguments(_parser):
    """There is nothing to choose."""


def run(options):
    """Print the table; fail when Odoo does."""
    setup.ensure()
    database = f"{ADDON.name}_evaluate_{os.getpid()}"
    with postgres.serving():
        try:
            databases.copy_template(database, demo=False)
            databases.install(database, f"--init={ADDON.name}")
            odoo.run_script(database, SCRIPT, options.verbose)
        finally:
            databases.drop(database)
