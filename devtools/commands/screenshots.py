"""Take the pictures in the documentation anew, of demo data, in Chromium.

Serves a demo database made for the occasion and writes into docs/images/ and the
addon's static/description/.
"""

from devtools import process, visit
from devtools.console import step
from devtools.paths import ADDON, ROOT

FOLDERS = (ROOT / "docs" / "images", ADDON / "static" / "description")


def add_arguments(_parser):
    """There is nothing to choose."""


def run(options):
    """Take all pictures; fail when one of them cannot be."""
    visitor = visit.visitor("screenshots")
    with visit.demo("screenshots") as address, step("Pictures"):
        process.output(visitor(address, *map(str, FOLDERS)), cwd=ROOT)
