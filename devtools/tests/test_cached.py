"""What is made once is made anew when what it was made from changes, and only then."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

from devtools import databases, packages, source
from devtools.console import Failure


class TestEnvironment(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.requirements = self.folder / "requirements.txt"
        self.requirements.write_text("one==1\n")
        self.environment = packages.Environment("x", self.folder, self.requirements)

    def make(self):
        self.environment.python.parent.mkdir()
        self.environment.python.touch()
        with mock.patch("devtools.process.output"):
            self.environment.make()

    def test_is_not_ready_before_it_is_made(self):
        self.assertFalse(self.environment.ready())
        self.make()
        self.assertTrue(self.environment.ready())

    def test_is_stale_when_a_requirement_changes(self):
        self.make()
        self.requirements.write_text("one==2\n")
        self.assertFalse(self.environment.ready())

    def test_is_stale_when_its_python_is_gone(self):
        self.make()
        self.environment.python.unlink()
        self.assertFalse(self.environment.ready())

    def test_is_not_ready_when_installing_failed(self):
        with mock.patch("devtools.process.output", side_effect=["", Failure("no")]):
            with self.assertRaises(Failure):
                self.environment.make()
        self.assertFalse(self.environment.ready())


class TestTemplate(unittest.TestCase):
    def test_is_another_one_when_depends_change(self):
        key = databases.template_key(["crm", "sale"], "19")
        self.assertEqual(key, databases.template_key(["crm", "sale"], "19"))
        self.assertNotEqual(key, databases.template_key(["crm"], "19"))
        self.assertNotEqual(key, databases.template_key(["crm", "sale"], "19.1"))

    def test_the_longest_name_fits_into_postgresql(self):
        key = databases.template_key(["crm"], "19")
        self.assertLess(len(f"{databases.TEMPLATE}_demo_{key}"), 64)

    def test_a_name_with_a_quote_is_refused(self):
        for name in ('a"b', "a'b", "", "-a", "a" * 64):
            with self.subTest(name), self.assertRaises(Failure):
                databases.require(name)


class TestSource(unittest.TestCase):
    def odoo_home(self, version):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        release = Path(folder.name, "odoo", "release.py")
        release.parent.mkdir()
        release.write_text(f"version_info = ({version}, 0, 0, FINAL, 0, '')\n")
        environment = mock.patch.dict("os.environ", {"ODOO_HOME": folder.name})
        environment.start()
        self.addCleanup(environment.stop)
        return release

    def test_an_odoo_home_wins(self):
        release = self.odoo_home(19)
        self.assertTrue(source.ready())
        self.assertEqual(source.home(), release.parent.parent.resolve())

    def test_another_odoo_than_19_is_refused(self):
        self.odoo_home(18)
        with self.assertRaisesRegex(Failure, "not Odoo 19.0"):
            source.ready()

    def test_an_odoo_home_without_odoo_is_refused(self):
        self.odoo_home(19).unlink()
        with self.assertRaisesRegex(Failure, "odoo/release.py"):
            source.ready()

    def test_the_version_changes_with_the_release(self):
        release = self.odoo_home(19)
        version = source.version()
        release.write_text(release.read_text() + "# another build\n")
        self.assertNotEqual(source.version(), version)
