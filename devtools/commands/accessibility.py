"""Try the pages with axe, a ruler and the keyboard alone, in Chromium.

Serves a demo database made for the occasion; a salesperson and a manager look at each
page at the desk and on the phone, and twenty calls are logged without a mouse.
"""

from devtools import (
    databases,
    odoo,
    packages,
    postgres,
    process,
    programs,
    server,
    setup,
)
from devtools.console import Failure
from devtools.paths import ADDON, ROOT

DATABASE = f"{ADDON.name}_accessibility"


def add_arguments(parser):
    """A server that is there already, or none."""
    parser.add_argument(
        "--address", help="look at this server, which has demo data, e.g. of ./dev demo"
    )


def run(options):
    """Print the faults of each page; fail when there are any."""
    setup.ensure()
    setup.ensure_only(packages.SCREENSHOTS)
    chromium = programs.browser()
    if not chromium:
        raise Failure("chromium is missing: install it (as root: apt-get install it)")
    if options.address:
        return _look(options.address, chromium)
    port = odoo.free_port()
    with postgres.serving():
        databases.drop(DATABASE)
        try:
            databases.create(DATABASE, demo=True)
            with server.serving(DATABASE, port):
                _look(f"http://127.0.0.1:{port}", chromium)
        finally:
            databases.drop(DATABASE)


def _look(address, chromium):
    visitor = [str(packages.SCREENSHOTS.python), "-m", "devtools.accessibility"]
    if process.call([*visitor, address, chromium], cwd=ROOT):
        raise Failure("the faults stand above")
