"""Measure the addon at scale, as ratios within one run.

A database is filled with made-up customers and all their documents; then everything
is timed in it against one bare SQL statement that reads and adds up the same
documents and writes nothing.
"""

from devtools import databases, odoo, postgres, setup
from devtools.paths import ADDON, DEV


def add_arguments(parser):
    """How large, and on which database."""
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument(
        "--database",
        help="measure in this database, which `./dev load scale` has filled",
    )


def run(options):
    """Print the table and keep it as JSON; fail when Odoo does."""
    setup.ensure()
    if options.database:
        with postgres.serving():
            databases.require(options.database)
            return _measure(options.database)
    with databases.throwaway("bench") as database:
        databases.install(database, [ADDON.name])
        _load(database, options)
        _measure(database)


def _load(database, options):
    sizes = f"customers={options.customers}, orders={options.orders}"
    odoo.run_script(
        database,
        f"from devtools.load import scale\nscale.load(env, {sizes})\nenv.cr.commit()\n",
    )


def _measure(database):
    results = DEV / "bench.json"
    odoo.run_script(
        database,
        "from devtools.bench import addon\n"
        f"addon.print_report(env, {str(results)!r})\n",
    )
