"""Check the style and syntax of the Python, XML and JavaScript files."""

from devtools import linters, packages, setup
from devtools.console import say


def add_arguments(parser):
    """Takes no options."""


def run(options):
    """Run every linter; fail when one finds something."""
    setup.ensure_only(packages.LINT)
    findings = [each() for each in linters.ALL]
    if not any(findings):
        say("Nothing to complain about")
    return int(any(findings))
