import sys
import time
import unittest
from pathlib import Path

from devtools import process
from devtools.console import Failure

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
GRANDCHILD = [
    sys.executable,
    "-c",
    "import subprocess, sys; print(subprocess.Popen(sys.argv[1:]).pid, flush=True)",
    *SLEEP,
]


class TestChild(unittest.TestCase):
    def test_is_stopped_when_the_block_is_interrupted(self):
        with self.assertRaises(process.Interrupted):
            with process.child(SLEEP) as child:
                raise process.Interrupted(2)
        self.assertIsNotNone(child.returncode)

    def test_takes_what_it_started_along(self):
        with process.child(GRANDCHILD, stdout=-1, text=True) as child:
            with child.stdout:
                grandchild = int(child.stdout.readline())
            child.wait()
        wait_until_gone(grandchild)


def wait_until_gone(pid):
    """Return when a process has ended; fail when it does not."""
    deadline = time.monotonic() + 10
    while runs(pid):
        if time.monotonic() > deadline:
            raise AssertionError(f"{pid} still runs")
        time.sleep(0.01)


def runs(pid):
    """Whether a process runs: it is there, and is not just waiting to be reaped."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] not in "ZX"


class TestOutput(unittest.TestCase):
    def test_returns_what_was_printed(self):
        self.assertEqual(process.output(["echo", "hello"]), "hello\n")

    def test_a_failure_says_the_last_line_and_the_remedy(self):
        script = "echo first >&2; echo disk full >&2; exit 3"
        with self.assertRaises(Failure) as caught:
            process.output(["sh", "-c", script], remedy="buy a disk")
        self.assertEqual(str(caught.exception), "sh failed: disk full: buy a disk")
