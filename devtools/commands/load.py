"""Fill a database with many customers: a real shop's purchases, or made-up ones."""

from devtools import databases, odoo, postgres, setup


def add_arguments(parser):
    """What to load, and how much of it."""
    sources = parser.add_subparsers(dest="source", metavar="SOURCE", required=True)
    cdnow = sources.add_parser("cdnow", help="the CDNOW music shop, 1997-98")
    cdnow.add_argument("database")
    scale = sources.add_parser("scale", help="made-up customers and all documents")
    scale.add_argument("database")
    scale.add_argument("--customers", type=int, required=True)
    scale.add_argument("--orders", type=int, required=True)
    scale.add_argument("--seed", type=int, default=1, help="default: 1")


def run(options):
    """Load it in one transaction: all, or nothing when it fails."""
    names = ("customers", "orders", "seed")
    chosen = {name: getattr(options, name, None) for name in names}
    given = {name: value for name, value in chosen.items() if value is not None}
    setup.ensure()
    with postgres.serving():
        databases.require(options.database)
        odoo.run_function(options.database, f"load.{options.source}.load", **given)
