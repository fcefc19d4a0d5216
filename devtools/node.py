"""Pinned packages of Node.js: the linters of JavaScript and XML, and rtlcss."""

import os
import shutil

from . import process, programs
from .console import Failure, warn
from .packages import fingerprint
from .paths import CACHE, DEV, TOOLS


class NodePackages:
    """What a lock file in devtools/ names, beside the configuration of its programs.

    Both lie in one folder: a configuration finds its plugins next to itself. Nothing is
    made where Node.js is missing.
    """

    def __init__(self, title, folder, source, is_needed=True):
        """Name what is installed.

        :param bool is_needed: whether to stop where npm cannot install it
        """
        self.title = title
        self.folder = folder
        self._source = source
        self._is_needed = is_needed

    @property
    def _stamp(self):
        return self.folder / "made-from"

    def _inputs(self):
        paths = sorted(self._source.iterdir())
        return fingerprint(*(path.read_text() for path in paths))

    def ready(self):
        """Whether the packages are what the lock file says, or cannot be made."""
        made = self._stamp.exists() and self._stamp.read_text() == self._inputs()
        return made or bool(programs.LINTING.missing())

    def make(self):
        """Install exactly what the lock file names."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._source, self.folder)
        try:
            process.output(
                ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                remedy="is npm's registry reachable from here?",
                cwd=self.folder,
                env={**os.environ, "npm_config_cache": str(CACHE / "npm")},
            )
        except Failure as failure:
            if self._is_needed:
                raise
            warn(failure)
        self._stamp.write_text(self._inputs())

    @property
    def programs(self):
        """The folder of what can be run."""
        return self.folder / "node_modules" / ".bin"

    def command(self, program, *arguments):
        """The command line of a program with its own configuration."""
        executable = self.programs / program
        configuration = self.folder / f"{program}.config.mjs"
        return [str(executable), f"--config={configuration}", *arguments]


LINT = NodePackages(
    "Linters of JavaScript and XML", DEV / "javascript", TOOLS / "javascript"
)
# By it Odoo mirrors the style sheets of Arabic.
RTL = NodePackages(
    "Right-to-left style sheets", DEV / "rtl", TOOLS / "rtl", is_needed=False
)
