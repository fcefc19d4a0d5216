import unittest

from devtools import testlog
from devtools.console import Failure

STAMP = "2030-01-02 03:04:05,678 42 "
LOGGER = "odoo.addons.oe_customer_retention.tests.test_x"


def read(*records):
    reader = testlog.Reader()
    for level, message in records:
        for line in f"{STAMP}{level} db {LOGGER}: {message}".splitlines(True):
            reader.line(line + ("" if line.endswith("\n") else "\n"))
    return reader.outcome


class TestReader(unittest.TestCase):
    def test_counts_failures_and_errors_as_failed(self):
        outcome = read(("ERROR", "1 failed, 2 error(s) of 9 tests when loading 'x'"))
        self.assertEqual((outcome.passed, outcome.failed), (0, 0), "not the summary")
        outcome = read(
            ("ERROR", "1 failed, 2 error(s) of 9 tests when loading database 'x'")
        )
        self.assertEqual((outcome.passed, outcome.failed), (6, 3))
        self.assertTrue(outcome.complete)

    def test_a_log_without_a_summary_is_incomplete(self):
        self.assertFalse(read(("INFO", "Starting TestX.test_y ... ")).complete)

    def test_failing_subtests_never_make_the_passed_negative(self):
        outcome = read(
            ("ERROR", "3 failed, 0 error(s) of 1 tests when loading database 'x'")
        )
        self.assertEqual((outcome.passed, outcome.failed), (0, 3))

    def test_keeps_the_traceback_with_its_error(self):
        outcome = read(
            ("ERROR", "FAIL: TestX.test_y\nTraceback:\nAssertionError: 1 != 2"),
            ("INFO", "Starting TestX.test_z ... "),
        )
        self.assertEqual(len(outcome.problems), 1)
        self.assertIn("AssertionError: 1 != 2", outcome.problems[0])
        self.assertNotIn("test_z", outcome.problems[0])

    def test_the_summary_itself_is_no_problem(self):
        summary = "1 failed, 0 error(s) of 1 tests when loading database 'x'"
        self.assertEqual(read(("ERROR", summary)).problems, [])

    def test_counts_javascript_tests_instead_of_the_page_they_run_on(self):
        outcome = read(
            ("INFO", "[HOOT] Passed 12 tests (34 assertions, total time: 5 ms)"),
            ("INFO", "0 failed, 0 error(s) of 1 tests when loading database 'x'"),
        )
        self.assertEqual((outcome.passed, outcome.failed), (12, 0))

    def test_counts_failed_javascript_tests(self):
        outcome = read(
            ("INFO", "[HOOT] Failed 2 tests (5 passed, total time: 00:00:00)"),
            ("ERROR", "1 failed, 0 error(s) of 1 tests when loading database 'x'"),
        )
        self.assertEqual((outcome.passed, outcome.failed), (5, 2))

    def test_a_page_that_ran_no_javascript_test_counts_nothing(self):
        outcome = read(
            ("INFO", "[HOOT] Passed 0 tests (0 assertions, total time: 5 ms)"),
            ("INFO", "0 failed, 0 error(s) of 1 tests when loading database 'x'"),
        )
        self.assertEqual((outcome.passed, outcome.failed), (0, 0))

    def test_stops_when_the_page_runs_the_tests_of_others(self):
        message = "Test runner did not find job with ID 1: it has been removed"
        with self.assertRaisesRegex(Failure, "web.assets_unit_tests"):
            read(("WARNING", message))

    def test_names_the_test_that_starts(self):
        started = []
        reader = testlog.Reader(on_start=started.append)
        reader.line(f"{STAMP}INFO db {LOGGER}: Starting TestX.test_y ... \n")
        self.assertEqual(started, ["TestX.test_y"])

    def test_remembers_what_was_skipped_and_why(self):
        outcome = read(("INFO", "skipped TestTour.test_all : no browser"))
        self.assertEqual(outcome.skipped, ["skipped TestTour.test_all : no browser"])

    def test_a_skipped_test_has_not_passed(self):
        outcome = read(
            ("INFO", "skipped TestTour.test_all : no browser"),
            ("INFO", "0 failed, 0 error(s) of 3 tests when loading database 'x'"),
        )
        self.assertEqual(outcome.passed, 2)

    def test_a_skipped_class_was_never_counted_as_run(self):
        outcome = read(
            ("INFO", "skipped setUpClass (a.TestTour) : no browser"),
            ("INFO", "0 failed, 0 error(s) of 3 tests when loading database 'x'"),
        )
        self.assertEqual(outcome.passed, 3)
