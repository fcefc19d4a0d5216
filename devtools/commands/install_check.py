"""Install on a database with years of data, update, uninstall, install again.

Everything is compared with how the database was before: nothing may be left behind by
the addon, nothing of others may be missing, and what is derived has to be the same the
second time. Prints how long each step took.

With --others it is about the other addons of this repository: on demo data each is
installed and uninstalled alone, then all are, in orders that are drawn.
"""

from devtools import install_check, setup


def add_arguments(parser):
    """How much data, or the other addons."""
    parser.add_argument("--customers", type=int, default=2_000)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--others", action="store_true", help="of the other addons")


def run(options):
    """Go through the steps; fail when one left something wrong."""
    setup.ensure()
    if options.others:
        return install_check.run_others()
    return install_check.run(options.customers, options.orders)
