"""Measure on a real purchase history how well the addon tells who orders again.

Customers of a music shop (CDNOW, 1997-98) are loaded into a database that is thrown
away afterwards. At days of the past, a month apart, the addon and simpler ways rank
them by who orders within 90 days, knowing nothing later; what followed decides.
The addon's mathematics is compared with the Python package `lifetimes`.

Fails when what docs/evaluation.md claims does not hold.
"""

from devtools import databases, odoo, packages, process, setup
from devtools.paths import ADDON, DEV, ROOT

REFERENCE = DEV / "reference.json"
SCRIPT = f"""from devtools import evaluate_addon
evaluate_addon.print_report(env, {str(REFERENCE)!r})
"""


def add_arguments(_parser):
    """There is nothing to choose."""


def run(options):
    """Print the table; fail when Odoo or a claim does."""
    setup.ensure()
    setup.ensure_only(packages.EVALUATE)
    command = [str(packages.EVALUATE.python), "-m", "devtools.reference"]
    REFERENCE.write_text(process.output(command, cwd=ROOT))
    with databases.throwaway("evaluate") as database:
        databases.install(database, [ADDON.name])
        odoo.run_script(database, SCRIPT)
