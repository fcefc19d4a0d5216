"""Measure the addon at scale, as ratios within one run.

A database is filled with made-up customers and all their documents; then everything
is timed in it against one bare SQL statement that reads and adds up the same
documents and writes nothing.
"""

from devtools import databases, odoo, postgres, setup
from devtools.paths import ADDON, ADDONS, DEV


def add_arguments(parser):
    """How large, and on which database."""
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument(
        "--lines",
        type=int,
        help="measure categories and the revenue bridge instead, on so many lines",
    )
    parser.add_argument(
        "--database",
        help="measure in this database, which `./dev load scale` has filled",
    )
    parser.add_argument(
        "--suspects",
        type=int,
        default=0,
        help="measure instead what this many suspects without a document cost, as "
        "ratios to the same database without them",
    )
    parser.add_argument(
        "--others",
        action="store_true",
        help="measure instead what the other addons of this repository cost; installs "
        "them in the database",
    )


def run(options):
    """Print the table and keep it as JSON; fail when Odoo does."""
    setup.ensure()
    if options.database:
        with postgres.serving():
            databases.require(options.database)
            return _measure(options.database, options)
    with databases.throwaway("bench", others=options.others) as database:
        # Searches are by its indexes: Odoo makes it in each database it makes itself.
        postgres.sql("CREATE EXTENSION IF NOT EXISTS pg_trgm", database=database)
        alone = ["--skip-auto-install"] if options.others else []
        databases.install(database, [ADDON.name], "--init", *alone)
        size = {"customers": options.customers, "orders": options.orders}
        odoo.run_function(database, "load.scale.load", **size)
        _measure(database, options)


def _measure(database, options):
    if options.others:
        names = [addon.name for addon in ADDONS if addon != ADDON]
        asked = {"path": str(DEV / "bench-others.json"), "names": names}
        odoo.run_function(database, "bench.others.print_report", **asked)
    elif options.suspects:
        results = str(DEV / "bench-suspects.json")
        asked = {"path": results, "suspects": options.suspects}
        odoo.run_function(database, "bench.suspects.index_numbers")
        odoo.run_function(database, "bench.suspects.print_report", **asked)
    elif options.lines:
        odoo.run_function(database, "bench.categories.multiply", options.lines)
        results = str(DEV / "bench-categories.json")
        odoo.run_function(database, "bench.categories.print_report", results)
    else:
        odoo.run_function(database, "bench.addon.print_report", str(DEV / "bench.json"))
