"""Run Odoo on a database with any of its own options."""

import argparse

from devtools import databases, odoo, postgres, process, setup


def add_arguments(parser):
    """The database's name; the rest is Odoo's."""
    parser.add_argument("database")
    parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, help="Odoo's options, as in -u sale"
    )


def run(options):
    """Run Odoo until it ends or is interrupted."""
    setup.ensure()
    with postgres.serving():
        databases.require(options.database)
        command = odoo.command(
            f"--database={options.database}",
            odoo.level(),
            f"--http-port={odoo.free_port()}",
            *options.arguments,
        )
        return process.call(command, env=odoo.environment())
