"""Update a database of the released version to this one; compare what people made.

The released version comes from this repository's history. In a database with it
people decide, note and save things, as they do. After the update to this checkout
and a refresh all of it has to be there, and every saved filter has to work.
"""

from devtools import setup, upgrade_check


def add_arguments(_parser):
    """There is nothing to choose."""


def run(_options):
    """Print what was compared; fail when something is gone or no longer works."""
    setup.ensure()
    return upgrade_check.run()
