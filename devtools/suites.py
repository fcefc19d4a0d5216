"""Runs of tests, each returning how many passed and failed."""

import re
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

from . import databases, odoo, packages, postgres, process, testlog
from .console import say, step
from .paths import ADDON, ADDONS, ROOT

MAIN = ADDON.name
NAMES = [addon.name for addon in ADDONS]
OTHERS = "other_modules"  # tag of tests whose branches need some of these
# Folders of the main addon's tests that run in the second process, for it to take as
# long as the first.
SECOND = ("audience", "reaction", "security")
ALONE = f"/{MAIN},-{OTHERS}"
# Pages that tests open, by the view that asks for scripts and styles.
PAGES = (
    "web.webclient_bootstrap",
    "web.frontend_layout",
    "web.report_layout",
    "web.minimal_layout",
    "web.conditional_assets_tests",
)
JAVASCRIPT_PAGES = ("web.unit_tests_suite", "web.conditional_assets_tests")
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


def run_everything():
    """All tests, in two processes at once."""
    command = [sys.executable, str(ROOT / "dev"), "test", "second"]
    options = {"stdin": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    with (
        tempfile.TemporaryFile("w+") as printed,
        process.child(command, stdout=printed, **options) as second,
    ):
        count = run_plain() + run_alone(first_half())
        second.wait()
        printed.seek(0)
        text = printed.read()
    say(text)
    return count + _last_count(text)


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
    count = _last_count(ended.stdout)
    if count.failed:
        say(ended.stdout)
    return count


def run_second_half():
    """What the second process runs of the main addon's tests."""
    return run_alone(second_half(), log="test-second")


def run_alone(tags, log="test"):
    """Odoo's tests with these tags, the main addon installed and none of the others."""
    with databases.throwaway("test") as database:
        _keep_pages(database, PAGES)
        options = [f"--init={MAIN}", "--skip-auto-install", f"--test-tags={tags}"]
        return _run_odoo(f"Tests of {MAIN}", database, log, *options)


def run_beside_others(tags, javascript=()):
    """Odoo's tests with these tags beside the other modules, all addons installed.

    :param tags: None for no test in Python
    :param javascript: names of addons whose JavaScript tests are run as well
    """
    count = Count()
    with databases.throwaway("test", others=True) as database:
        if tags:
            options = [f"--init={','.join(NAMES)}", f"--test-tags={tags}"]
            title = "Tests beside other modules"
            count += _run_odoo(title, database, "test-others", *options)
        else:
            databases.install(database, NAMES)
        if hoot := [f"@{name}" for name in javascript if _has_javascript(name)]:
            _keep_pages(database, JAVASCRIPT_PAGES)
            tests = f"/web:WebSuite.test_unit_desktop[{','.join(hoot)}]"
            option = f"--test-tags={tests}"
            count += _run_odoo("JavaScript tests", database, "test-js", option)
    return count


def first_half():
    """The tags of the main addon's tests that the first process runs alone."""
    return ",".join([ALONE, *(f"-{file}" for file in _second_files())])


def second_half():
    """The tags of those that the second process does."""
    return ",".join([*_second_files(), f"-{OTHERS}"])


def _second_files():
    """Files of tests as Odoo's test tags name them."""
    return [
        f"/{file.relative_to(ADDON.parent)}"
        for folder in SECOND
        for file in sorted((ADDON / "tests" / folder).glob("test_*.py"))
    ]


def beside_others(addons):
    """The tags of what is to be run beside the other modules, of these addons."""
    fellows = [f"/{name}" for name in addons if name != MAIN]
    return ",".join([f"{OTHERS}/{MAIN}"] * (MAIN in addons) + fellows)


def concern_others(tags):
    """Whether tests with these tags need the other modules, or other addons."""
    return OTHERS in tags or any(f"/{name}" in tags for name in NAMES if name != MAIN)


def _last_count(printed):
    """The last count in a text; without one, a failure."""
    counts = COUNT.findall(printed)
    return Count(*map(int, counts[-1])) if counts else Count(failed=1)


def _keep_pages(database, views):
    """Switch off the other pages that have scripts and styles.

    Before the tests Odoo builds those of every page there is.
    """
    kept = ", ".join(f"'{view}'" for view in views)
    postgres.sql(
        "UPDATE ir_ui_view SET active = FALSE WHERE type = 'qweb'"
        f" AND arch_db::text LIKE '%t-call-assets%' AND key NOT IN ({kept})",
        database=database,
    )


def _has_javascript(name):
    return any((ROOT / name / "static" / "tests").rglob("*.test.js"))


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
