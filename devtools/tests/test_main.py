import contextlib
import io
import unittest
from unittest import mock

from devtools import console, main


def parse(*arguments):
    return main.parser().parse_args(arguments)


class TestCommandLine(unittest.TestCase):
    def test_odoo_gets_its_options_untouched(self):
        options = parse("odoo", "mine", "-u", "sale", "--stop-after-init", "-v")
        self.assertEqual(options.database, "mine")
        self.assertEqual(options.arguments, ["-u", "sale", "--stop-after-init", "-v"])
        self.assertFalse(options.verbose)

    def test_verbose_stands_before_the_database(self):
        self.assertTrue(parse("odoo", "-v", "mine").verbose)

    def test_a_new_database_has_demo_data_unless_told(self):
        self.assertFalse(parse("new", "mine").no_demo)
        self.assertTrue(parse("new", "mine", "--no-demo").no_demo)

    def test_load_takes_numbers(self):
        options = parse("load", "scale", "mine", "--customers", "20", "--orders", "90")
        self.assertEqual((options.source, options.customers), ("scale", 20))
        self.assertEqual((options.orders, options.seed), (90, 1))

    def test_load_scale_wants_to_know_how_many(self):
        complaint = io.StringIO()
        with contextlib.redirect_stderr(complaint), self.assertRaises(SystemExit):
            parse("load", "scale", "mine", "--customers", "20")
        self.assertIn("--orders", complaint.getvalue())

    def test_help_names_every_command_with_its_summary(self):
        text = main.parser().format_help()
        for command in ("setup", "demo", "test", "new", "drop", "odoo", "shell"):
            self.assertRegex(text, rf"\n +{command} +[A-Z]")


class TestMain(unittest.TestCase):
    def run_with(self, effect):
        complaint = io.StringIO()
        with (
            mock.patch("devtools.commands.setup.run", side_effect=effect),
            mock.patch("devtools.process.catch_signals"),
            contextlib.redirect_stderr(complaint),
        ):
            return main.main(["setup"]), complaint.getvalue()

    def test_a_failure_is_one_line_and_status_1(self):
        status, complaint = self.run_with(console.Failure("no network: plug it in"))
        self.assertEqual(status, 1)
        self.assertEqual(complaint, "dev: no network: plug it in\n")

    def test_a_command_without_a_status_succeeded(self):
        self.assertEqual(self.run_with([None]), (0, ""))
