"""Open Odoo's shell on a database; a script on standard input runs with `env`."""

from devtools import databases, odoo, postgres, setup


def add_arguments(parser):
    """The database's name."""
    parser.add_argument("database")


def run(options):
    """Run the shell; nothing is committed unless the script does."""
    setup.ensure()
    with postgres.serving():
        databases.require(options.database)
        return odoo.shell(options.database)
