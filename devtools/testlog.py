"""Reading Odoo's log: records, problems, and how the tests went."""

import re
from dataclasses import dataclass, field

from .console import Failure

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<message>.*)$"
)
SUMMARY = re.compile(
    r"^(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading database"
)
STARTED = re.compile(r"^Starting (\S+)\.(\S+) \.\.\.")
HOOT_PASSED = re.compile(r"^\[HOOT\] Passed (\d+) tests")
HOOT_FAILED = re.compile(r"^\[HOOT\] Failed (\d+) tests \((\d+) passed")
# Hoot runs everybody's tests when ours are not among the page's assets.
ASTRAY = "Test runner did not find job"
PROBLEMS = ("WARNING", "ERROR", "CRITICAL")
# What Odoo says in every development setup, or repeats of what is counted.
HARMLESS = re.compile(
    "|".join(
        (
            r"^\d+ failed, \d+ error\(s\) of",
            r"^At least one test failed when loading the modules",
            r"^Module \S+: \d+ failures, \d+ errors of \d+ tests",
        )
    )
)


@dataclass
class Outcome:
    """What a run of Odoo with tests came to."""

    run: int = 0
    failed: int = 0
    skipped: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    complete: bool = False

    @property
    def passed(self):
        """Tests that succeeded; several subtests of one test may have failed."""
        started = [line for line in self.skipped if "setUpClass" not in line]
        return max(self.run - self.failed - len(started), 0)


class Reader:
    """Takes log lines one by one; `outcome` is what they said so far."""

    def __init__(self, on_start=lambda test: None):
        self.outcome = Outcome()
        self._on_start = on_start
        self._in_problem = False

    def line(self, text):
        """Take one line of the log."""
        record = RECORD.match(text)
        if record:
            self._record(record["level"], record["message"], text)
        elif self._in_problem:
            self.outcome.problems[-1] += text

    def _record(self, level, message, text):
        self._in_problem = level in PROBLEMS and not HARMLESS.search(message)
        if self._in_problem:
            self.outcome.problems.append(text)
            if message.startswith(ASTRAY):
                raise Failure("the manifest's web.assets_unit_tests lack static/tests")
        elif started := STARTED.match(message):
            self._on_start(f"{started[1]}.{started[2]}")
        elif message.startswith("skipped "):
            self.outcome.skipped.append(message)
        self._count(message)

    def _count(self, message):
        if summary := SUMMARY.match(message):
            failures, errors, run = map(int, summary.groups())
            self._add(run, failures + errors)
            self.outcome.complete = True
        # Odoo counts a page of JavaScript tests as one test.
        elif passed := HOOT_PASSED.match(message):
            self._add(int(passed[1]) - 1, 0)
        elif failed := HOOT_FAILED.match(message):
            self._add(int(failed[1]) + int(failed[2]) - 1, int(failed[1]) - 1)

    def _add(self, run, failed):
        self.outcome.run += run
        self.outcome.failed += failed
