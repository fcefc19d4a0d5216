"""Take the pictures in the documentation anew, of demo data, in Chromium.

Serves a demo database made for the occasion and writes into docs/images/ and the
addon's static/description/.
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
from devtools.console import Failure, step
from devtools.paths import ADDON, ROOT

DATABASE = f"{ADDON.name}_screenshots"
FOLDERS = (ROOT / "docs" / "images", ADDON / "static" / "description")


def add_arguments(_parser):
    """There is nothing to choose."""


def run(options):
    """Take all pictures; fail when one of them cannot be."""
    setup.ensure()
    setup.ensure_only(packages.SCREENSHOTS)
    chromium = programs.browser()
    if not chromium:
        raise Failure("chromium is missing: install it (as root: apt-get install it)")
    address = f"http://127.0.0.1:{(port := odoo.free_port())}"
    camera = [str(packages.SCREENSHOTS.python), "-m", "devtools.screenshots"]
    with postgres.serving():
        databases.drop(DATABASE)
        try:
            databases.create(DATABASE, demo=True)
            databases.set_parameters(DATABASE, {"report.url": address})
            with server.serving(DATABASE, port), step("Pictures"):
                process.output(
                    [*camera, address, chromium, *map(str, FOLDERS)], cwd=ROOT
                )
        finally:
            databases.drop(DATABASE)
