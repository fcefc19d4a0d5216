"""Compare the past the addon tells with a real purchase history, day by day.

Customers of a music shop (CDNOW, 1997-98) are loaded into a database that is thrown
away afterwards. The statuses of 1,000 of them are lived through one day after the
other by the plain rule; movement has to reconcile in every month; the return curve has
to be that of the Python package `lifelines`. Fails when anything differs.
"""

from devtools import databases, odoo, packages, process, setup
from devtools.console import say
from devtools.paths import ADDON, DEV, ROOT

GAPS = DEV / "gaps.json"
SCRIPT = f"""from devtools import past_addon
past_addon.check(env, {str(GAPS)!r})
"""


def add_arguments(_parser):
    """There is nothing to choose."""


def run(options):
    """Print what was compared; fail where it differs."""
    setup.ensure()
    setup.ensure_only(packages.PAST)
    with databases.throwaway("past") as database:
        databases.install(database, [ADDON.name])
        odoo.run_script(database, SCRIPT)
    command = [str(packages.PAST.python), "-m", "devtools.kaplan_meier", str(GAPS)]
    say(process.output(command, cwd=ROOT).strip())
