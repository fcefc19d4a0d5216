"""Which tests run where: alone, or beside the other modules."""

import unittest
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

    def test_everything_is_plain_then_alone_then_beside_the_others(self):
        beside = f"other_modules/{suites.MAIN},/{FELLOW}"
        self.assertEqual(
            self.chosen(),
            [
                (suites.run_plain,),
                (suites.run_alone, f"/{suites.MAIN},-other_modules"),
                (suites.run_beside_others, beside, [suites.MAIN, FELLOW]),
            ],
        )

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


class TestAddons(unittest.TestCase):
    def test_the_one_the_others_extend_comes_first(self):
        self.assertEqual(ADDONS[0], ADDON)
        self.assertTrue(all(each.name.startswith(ADDON.name) for each in ADDONS))

    def test_others_are_beside_what_the_addons_of_this_repository_need(self):
        needed = set(databases.modules(others=True))
        self.assertLess(set(databases.modules()), needed)
        self.assertLessEqual(databases.OTHER_MODULES, needed)
        self.assertNotIn(ADDON.name, needed)
