"""Get Odoo 19 and all it takes to run and test it; what is there is left alone."""

from devtools import programs, setup


def add_arguments(parser):
    """Takes no options."""


def run(options):
    """Make what is missing and name what could not be made."""
    setup.ensure(report_ready=True)
    programs.RUNNING.complain()
