"""Runs of tests, each returning how many passed and failed."""

import re
import subprocess
import sys
import time
from typing import NamedTuple

from . import odoo, packages, testlog
from .console import say, step
from .paths import ADDON, ROOT

PYTHON_TAGS = f"/{ADDON.name}"
JAVASCRIPT_TAGS = f"/web:WebSuite.test_unit_desktop[@{ADDON.name}]"
COUNT = re.compile(r"(\d+) passed, (\d+) failed")


class Count(NamedTuple):
    """How many tests passed and failed."""

    passed: int = 0
    failed: int = 0

    def __add__(self, other):
        return Count(self.passed + other.passed, self.failed + other.failed)

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed"

    @property
    def status(self):
        """The exit status: nothing run is no success."""
        return int(self.failed > 0 or self.passed == 0)


class Progress:
    """Says which test runs now: each on a terminal, else one now and then."""

    EVERY = 20  # seconds between two lines that stay

    def __init__(self, note):
        self._note = note
        self._started = 0
        self._said = time.monotonic()

    def __call__(self, test):
        self._started += 1
        if sys.stdout.isatty() or time.monotonic() - self._said > self.EVERY:
            self._said = time.monotonic()
            self._note(f"  {self._started}: {test}")


def has_javascript():
    """Whether the addon has JavaScript unit tests."""
    return any((ADDON / "static" / "tests").rglob("*.test.js"))


def run_plain():
    """The tests that need no Odoo."""
    with step("Doctests and the tests of devtools"):
        ended = subprocess.run(
            [str(packages.ODOO.python), "-m", "devtools.plain"],
            cwd=ROOT,
            env=odoo.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    counts = COUNT.findall(ended.stdout)
    count = Count(*map(int, counts[-1])) if counts else Count(failed=1)
    if count.failed:
        say(ended.stdout)
    return count


def run_python(database, tags):
    """Install the addon in a database, with Odoo's Python tests and tours of it."""
    arguments = (f"--init={ADDON.name}", f"--test-tags={tags}")
    return _run_odoo("Python tests and tours", database, "test", *arguments)


def run_javascript(database):
    """The JavaScript unit tests, in a database that has the addon."""
    arguments = (f"--test-tags={JAVASCRIPT_TAGS}",)
    return _run_odoo("JavaScript tests", database, "test-js", *arguments)


def _run_odoo(title, database, log, *arguments):
    options = [
        f"--database={database}",
        "--stop-after-init",
        "--max-cron-threads=0",
        f"--http-port={odoo.free_port()}",
        *arguments,
    ]
    with step(title) as note:
        reader = testlog.Reader(on_start=Progress(note))
        status = odoo.run(options, log, reader.line)
    return _report(reader.outcome, status)


def _report(outcome, status):
    for problem in outcome.problems:
        say(problem)
    for skipped in outcome.skipped:
        say(skipped)
    failed = outcome.failed
    if not failed and (status or not outcome.complete):
        say(f"Odoo ended with status {status} before its tests were done")
        failed = 1
    return Count(outcome.passed, failed)
