"""Remove a database and its files."""

from devtools import databases, postgres, setup


def add_arguments(parser):
    """The database's name."""
    parser.add_argument("database")


def run(options):
    """Remove the database, whoever is connected to it."""
    setup.ensure()
    with postgres.serving():
        databases.require(options.database)
        databases.drop(options.database)
