"""Chromium for the browser tests, wkhtmltopdf for the PDF, and Python's venv."""

import importlib.util
import os
import shutil

from . import process
from .console import Failure, warn
from .paths import DEV

TITLE = "Programs of the system"
BROWSERS = ("google-chrome", "chromium", "chromium-browser")
FONTS = ["fonts-liberation", "fontconfig"]
TRIED = DEV / "programs-tried"


def missing():
    """The packages of the programs that are not there."""
    present = {
        "chromium": any(map(shutil.which, BROWSERS)),
        "wkhtmltopdf": shutil.which("wkhtmltopdf"),
        "python3-venv": importlib.util.find_spec("ensurepip"),
    }
    return [package for package, found in present.items() if not found]


def ready():
    """Whether all are there, or nothing more can be done about it."""
    absent = missing()
    tried = TRIED.read_text().split() if TRIED.exists() else []
    return not absent or set(absent) <= set(tried)


def make():
    """Install what is missing, where that is possible without asking."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install(missing())
    TRIED.write_text(" ".join(missing()))


def complain():
    """Say in a line each what is still missing and how to get it."""
    for package in missing():
        warn(f"{package} is missing: install it (as root: apt-get install {package})")


def _install(packages):
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "install", "--yes", "--no-install-recommends"]
    for package in packages:
        try:
            process.output(["apt-get", "update"], env=environment)
            process.output([*apt, package, *FONTS], env=environment)
        except Failure as failure:
            warn(failure)
