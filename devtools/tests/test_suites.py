"""Which tests run where: alone, or beside the other modules."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

from devtools import databases, suites
from devtools.commands import test
from devtools.main import parser
from devtools.paths import ADDON, ADDONS, ROOT

FELLOW = "oe_customer_retention_stock"


class TestChoice(unittest.TestCase):
    def setUp(self):
        names = [suites.MAIN, FELLOW]
        for module, name in ((suites, "NAMES"), (test, "ADDONS")):
            values = names if module is suites else [ROOT / each for each in names]
            patch = mock.patch.object(module, name, values)
            patch.start()
            self.addCleanup(patch.stop)

    def chosen(self, *arguments):
        calls = test._suites(parser().parse_args(["test", *arguments]))
        return [
            (getattr(call, "func", call), *getattr(call, "args", ())) for call in calls
        ]

    def test_everything_is_one_call(self):
        self.assertEqual(self.chosen(), [(suites.run_everything,)])

    def test_beside_is_what_needs_other_modules_with_javascript(self):
        tags = f"other_modules/{suites.MAIN},/{FELLOW}"
        self.assertEqual(
            self.chosen("beside"),
            [(suites.run_beside_others, tags, [suites.MAIN, FELLOW])],
        )

    def test_second_is_what_is_beside_and_a_share_of_what_is_alone(self):
        [beside] = self.chosen("beside")
        self.assertEqual(self.chosen("second"), [beside, (suites.run_second_half,)])

    def test_one_addon_runs_with_its_javascript(self):
        self.assertEqual(
            self.chosen("--addon", FELLOW),
            [(suites.run_beside_others, f"/{FELLOW}", [FELLOW])],
        )

    def test_tags_run_alone_unless_they_need_others(self):
        for tags, run in (
            (":TestTimeline", suites.run_alone),
            (f"/{suites.MAIN}:TestTimeline", suites.run_alone),
            ("other_modules", suites.run_beside_others),
            (f"/{FELLOW}:TestDelivery", suites.run_beside_others),
        ):
            self.assertEqual(self.chosen(tags), [(run, tags)])
        self.assertEqual(
            self.chosen("--others", ":TestTimeline"),
            [(suites.run_beside_others, ":TestTimeline")],
        )


class TestHalves(unittest.TestCase):
    def setUp(self):
        self.files = suites.second_half().split(",")[:-1]

    def test_each_folder_of_the_second_half_has_tests(self):
        folders = {Path(file).parent.name for file in self.files}
        self.assertEqual(folders, set(suites.SECOND))

    def test_what_one_half_runs_the_other_leaves_out(self):
        left_out = [f"-{file}" for file in self.files]
        self.assertEqual(suites.first_half().split(",")[2:], left_out)

    def test_files_are_named_as_odoo_names_them(self):
        file = ADDON / "tests" / "security" / "test_links.py"
        self.assertTrue(file.exists())
        self.assertIn(f"/{ADDON.name}/tests/security/test_links.py", self.files)


class TestEverything(unittest.TestCase):
    def run_with(self, door):
        """All tests, where the door that runs those beside others is this script."""
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "dev").write_text(door)
            with mock.patch.multiple(
                suites,
                ROOT=Path(folder),
                run_plain=lambda: suites.Count(1),
                run_alone=lambda _tags: suites.Count(2, 1),
                say=mock.DEFAULT,
            ) as patched:
                return suites.run_everything(), patched["say"]

    def test_counts_of_both_processes_are_added(self):
        count, said = self.run_with("print('one went wrong\\n30 passed, 4 failed')")
        self.assertEqual(count, suites.Count(33, 5))
        said.assert_called_once_with("one went wrong\n30 passed, 4 failed\n")

    def test_a_process_that_ends_without_a_count_is_a_failure(self):
        count, _said = self.run_with("raise SystemExit('no server')")
        self.assertEqual(count, suites.Count(3, 2))


class TestAddons(unittest.TestCase):
    def test_the_one_the_others_extend_comes_first(self):
        self.assertEqual(ADDONS[0], ADDON)
        self.assertTrue(all(each.name.startswith(ADDON.name) for each in ADDONS))

    def test_others_are_beside_what_the_addons_of_this_repository_need(self):
        needed = set(databases.modules(others=True))
        self.assertLess(set(databases.modules()), needed)
        self.assertLessEqual(databases.OTHER_MODULES, needed)
        self.assertNotIn(ADDON.name, needed)
