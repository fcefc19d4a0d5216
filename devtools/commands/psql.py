"""Open psql on a database."""

import argparse

from devtools import databases, postgres, setup


def add_arguments(parser):
    """The database's name; the rest is psql's."""
    parser.add_argument("database")
    parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, help="psql's options, as in -c SQL"
    )


def run(options):
    """Run psql until it ends."""
    setup.ensure()
    with postgres.serving():
        databases.require(options.database)
        return postgres.client(options.database, options.arguments)
