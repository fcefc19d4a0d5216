"""Make a database with the addon and its demo data."""

from devtools import databases, postgres, setup


def add_arguments(parser):
    """The database's name, and whether it is to be empty."""
    parser.add_argument("database")
    parser.add_argument(
        "--no-demo", action="store_true", help="leave out the demo data"
    )
    parser.add_argument(
        "--others",
        action="store_true",
        help="with stock, point of sale, website … and all addons of this repository",
    )


def run(options):
    """Make the database."""
    setup.ensure()
    with postgres.serving():
        databases.create(options.database, not options.no_demo, options.others)
