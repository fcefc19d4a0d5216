"""What comes from the system's packages: Chromium, wkhtmltopdf, venv, Node.js."""

import importlib.util
import os
import shutil

from . import process
from .console import Failure, warn
from .paths import DEV

BROWSERS = ("google-chrome", "chromium", "chromium-browser")
FONTS = ["fonts-liberation", "fontconfig"]


class Programs:
    """Some packages of the system, each with what tells whether it is there."""

    def __init__(self, title, checks, extras=()):
        self.title = title
        self._checks = checks
        self._extras = extras
        self._tried = DEV / f"tried-{'-'.join(checks)}"

    def missing(self):
        """The packages of the programs that are not there."""
        return [package for package, found in self._checks.items() if not found()]

    def ready(self):
        """Whether all are there, or nothing more can be done about it."""
        absent = self.missing()
        tried = self._tried.read_text().split() if self._tried.exists() else []
        return not absent or set(absent) <= set(tried)

    def make(self):
        """Install what is missing, where that is possible without asking."""
        if os.geteuid() == 0 and shutil.which("apt-get"):
            self._install(self.missing())
        self._tried.write_text(" ".join(self.missing()))

    def complain(self):
        """Say in a line each what is still missing and how to get it."""
        for package in self.missing():
            remedy = f"install it (as root: apt-get install {package})"
            warn(f"{package} is missing: {remedy}")

    def _install(self, packages):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        apt = ["apt-get", "install", "--yes", "--no-install-recommends"]
        for package in packages:
            try:
                process.output(["apt-get", "update"], env=environment)
                process.output([*apt, package, *self._extras], env=environment)
            except Failure as failure:
                warn(failure)


def browser():
    """The browser's program, None where there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


RUNNING = Programs(
    "Programs of the system",
    {
        "chromium": browser,
        "wkhtmltopdf": lambda: shutil.which("wkhtmltopdf"),
        "python3-venv": lambda: importlib.util.find_spec("ensurepip"),
    },
    extras=FONTS,
)
LINTING = Programs(
    "Node.js",
    {
        "nodejs": lambda: shutil.which("node"),
        "npm": lambda: shutil.which("npm"),
    },
)
