"""Build the addon's wheel, install it beside Odoo and have Odoo load it from there."""

from devtools import packages, setup, wheel
from devtools.console import say


def add_arguments(parser):
    """Takes no options."""


def run(options):
    """Print where the wheel lies and what Odoo made of it."""
    setup.ensure()
    setup.ensure_only(packages.WHEEL)
    path = wheel.build()
    folder = wheel.install_beside_odoo(path)
    say(f"Odoo installed version {wheel.load()} from {folder}")
    say(f"The wheel is {path}")
