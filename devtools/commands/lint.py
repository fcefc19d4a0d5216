"""Check the style and layout of the Python, XML, JavaScript and SCSS files."""

from devtools import linters, node, packages, programs, setup
from devtools.console import say


def add_arguments(parser):
    """What to do besides looking."""
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")


def run(options):
    """Run every linter; fail when one finds something."""
    setup.ensure_only(packages.LINT, programs.LINTING, node.LINT)
    if options.fix:
        linters.mend()
    findings = [each() for each in linters.ALL]
    if not any(findings):
        say("Nothing to complain about")
    return int(any(findings))
