"""What is found out about the machine."""

import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from devtools import debian, node, postgres, programs
from devtools.console import Failure
from devtools.paths import TOOLS


class TestPostgres(unittest.TestCase):
    def test_an_existing_server_is_named_by_any_of_the_usual_variables(self):
        for name in ("PGHOST", "PGPORT", "PGUSER"):
            with mock.patch.dict("os.environ", {name: "x"}, clear=True):
                self.assertTrue(postgres.existing(), name)
        with mock.patch.dict("os.environ", {"PGDATABASE": "x"}, clear=True):
            self.assertFalse(postgres.existing())

    def test_the_role_odoo_refuses_is_refused_with_the_remedy(self):
        with mock.patch.dict("os.environ", {"PGUSER": "postgres"}):
            with self.assertRaisesRegex(Failure, "set PGUSER"), postgres.serving():
                pass

    def test_a_private_folder_is_not_open_to_the_servers_user(self):
        with tempfile.TemporaryDirectory() as folder:  # made with mode 0700
            below = Path(folder, "checkout")
            below.mkdir(mode=0o755)
            self.assertFalse(postgres._open_to_all(below))
            Path(folder).chmod(0o711)
            self.assertTrue(postgres._open_to_all(below))


class TestDebian(unittest.TestCase):
    def archive(self, *targets):
        with mock.patch("devtools.process.output", return_value="\n".join(targets)):
            return debian.archive()

    def test_takes_the_machines_archive_but_not_its_security_updates(self):
        main = "https://mirror.example/main/"
        security = "https://mirror.example/main-security/"
        self.assertEqual(self.archive(security, main, main), main)

    def test_says_what_to_do_without_an_archive(self):
        with self.assertRaisesRegex(Failure, "set ODOO_HOME"):
            self.archive()


class TestPrograms(unittest.TestCase):
    def missing(self, *present):
        with mock.patch("shutil.which", lambda name: name in present or None):
            return programs.RUNNING.missing()

    def test_any_browser_odoo_knows_will_do(self):
        self.assertEqual(self.missing("google-chrome", "wkhtmltopdf"), [])
        self.assertEqual(self.missing("chromium", "wkhtmltopdf"), [])

    def test_names_the_packages_to_install(self):
        self.assertEqual(self.missing()[:2], ["chromium", "wkhtmltopdf"])


class TestNode(unittest.TestCase):
    def test_nothing_is_made_where_nodejs_is_missing(self):
        with mock.patch("shutil.which", lambda name: None):
            self.assertTrue(node.LINT.ready())

    def test_the_lock_file_names_no_address_to_download_from(self):
        lock = json.loads((TOOLS / "javascript" / "package-lock.json").read_text())
        packages = [each for name, each in lock["packages"].items() if name]
        self.assertTrue(packages)
        self.assertFalse([each for each in packages if "resolved" in each])
        self.assertTrue(all("integrity" in each for each in packages))
