"""Try the pages with axe, a ruler and the keyboard alone, in Chromium.

Serves a demo database made for the occasion; a salesperson and a manager look at each
page at the desk and on the phone, and twenty calls are logged without a mouse.
"""

from contextlib import nullcontext

from devtools import process, visit
from devtools.console import Failure
from devtools.paths import ROOT


def add_arguments(parser):
    """A server that is there already, or none."""
    parser.add_argument(
        "--address", help="look at this server, which has demo data, e.g. of ./dev demo"
    )


def run(options):
    """Print the faults of each page; fail when there are any."""
    visitor = visit.visitor("accessibility")
    there = nullcontext(options.address) if options.address else None
    with there or visit.demo("accessibility") as address:
        if process.call(visitor(address), cwd=ROOT):
            raise Failure("the faults stand above")
