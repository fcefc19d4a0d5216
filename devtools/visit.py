"""A script that looks at demo data in Chromium, and the server it looks at."""

from contextlib import contextmanager

from . import databases, odoo, packages, postgres, programs, server, setup
from .console import Failure
from .paths import ADDON


def visitor(name):
    """What gives the command of a module that looks at ADDRESS in CHROMIUM.

    It runs in an environment of its own, without Odoo.
    """
    setup.ensure()
    setup.ensure_only(packages.SCREENSHOTS)
    chromium = programs.browser()
    if not chromium:
        raise Failure("chromium is missing: install it (as root: apt-get install it)")
    start = [str(packages.SCREENSHOTS.python), "-m", f"devtools.{name}"]
    return lambda address, *more: [*start, address, chromium, *more]


@contextmanager
def demo(purpose):
    """A server of demo data made for the block; yields its address."""
    database = f"{ADDON.name}_{purpose}"
    address = f"http://127.0.0.1:{(port := odoo.free_port())}"
    with postgres.serving():
        databases.drop(database)
        try:
            databases.create(database, demo=True)
            databases.set_parameters(database, {"report.url": address})
            with server.serving(database, port):
                yield address
        finally:
            databases.drop(database)
