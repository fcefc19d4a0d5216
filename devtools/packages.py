"""Virtual environments with pinned requirements."""

import hashlib
import os
import sys

from . import process
from .paths import CACHE, DEV, TOOLS


def fingerprint(*parts):
    """A short name for the sum of some texts."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:12]


class Environment:
    """A virtual environment made from requirement files in devtools/.

    It is made anew when a requirement changes or its Python is gone.
    """

    def __init__(self, title, folder, *requirements):
        self.title = title
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.requirements = [TOOLS / name for name in requirements]

    @property
    def site_packages(self):
        """The folder its packages are imported from."""
        version = "python{}.{}".format(*sys.version_info)
        return self.folder / "lib" / version / "site-packages"

    @property
    def _stamp(self):
        return self.folder / "made-from"

    def _inputs(self):
        return fingerprint(*(path.read_text() for path in self.requirements))

    def ready(self):
        """Whether the environment is what its requirements say."""
        made = self._stamp.exists() and self.python.exists()
        return made and self._stamp.read_text() == self._inputs()

    def make(self):
        """Create the environment and install its requirements."""
        process.output(
            [sys.executable, "-m", "venv", "--clear", str(self.folder)],
            remedy="install the package python3-venv",
        )
        files = [option for path in self.requirements for option in ("-r", str(path))]
        pip_install(self.python, *files)
        self._stamp.write_text(self._inputs())


def pip_install(python, *arguments):
    """Run `pip install` with downloads kept in the user's cache.

    Nothing is resolved: the requirement files name every package there is to be.
    """
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-deps"]
    quiet = {"PIP_CACHE_DIR": str(CACHE / "pip"), "PIP_NO_INPUT": "1"}
    process.output(
        [*command, "--no-compile", "--disable-pip-version-check", *arguments],
        remedy="is the Python package index reachable from here?",
        env={**os.environ, **quiet},
    )


ODOO = Environment(
    "Python packages", DEV / "venv", "requirements.txt", "requirements-dev.txt"
)
LINT = Environment("Linters", DEV / "lint", "requirements-lint.txt")
SCREENSHOTS = Environment(
    "Pictures and axe", DEV / "screenshots", "requirements-screenshots.txt"
)
WHEEL = Environment(
    "Wheel builder", DEV / "wheel" / "builder", "requirements-wheel.txt"
)
