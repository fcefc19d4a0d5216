"""Pinned packages of Node.js: the linters of JavaScript and XML."""

import os
import shutil

from . import process, programs
from .packages import fingerprint
from .paths import CACHE, DEV, TOOLS


class NodePackages:
    """What a lock file in devtools/ names, beside the configuration of its programs.

    Both lie in one folder: a configuration finds its plugins next to itself. Nothing is
    made where Node.js is missing.
    """

    def __init__(self, title, folder, source):
        self.title = title
        self.folder = folder
        self._source = source

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
        process.output(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            remedy="is npm's registry reachable from here?",
            cwd=self.folder,
            env={**os.environ, "npm_config_cache": str(CACHE / "npm")},
        )
        self._stamp.write_text(self._inputs())

    def command(self, program, *arguments):
        """The command line of a program with its own configuration."""
        executable = self.folder / "node_modules" / ".bin" / program
        configuration = self.folder / f"{program}.config.mjs"
        return [str(executable), f"--config={configuration}", *arguments]


LINT = NodePackages(
    "Linters of JavaScript and XML", DEV / "javascript", TOOLS / "javascript"
)
