"""Children: run them, pass an interrupt on to them, leave none behind."""

import os
import signal
import subprocess
from contextlib import contextmanager

from .console import Failure

GRACE = 15  # seconds a child has to end by itself


class Interrupted(BaseException):
    """The door was told to stop; carries the signal's number."""


def catch_signals():
    """Turn Ctrl-C and its kin into one exception, once; cleaning up is not cut."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(number, _frame):
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(number)

    for each in signals:
        signal.signal(each, interrupt)


@contextmanager
def child(command, **options):
    """A child process with a group of its own, stopped when the block is left."""
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield process
    finally:
        stop(process)


def stop(process):
    """End a child of `child()` and whatever it started."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def call(command, **options):
    """Run a child that uses this terminal; return its exit status."""
    with child(command, **options) as process:
        return process.wait()


def call_interactive(command, **options):
    """Run a child that owns the terminal: Ctrl-C is for it alone."""
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        restore = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
        return subprocess.call(command, **restore, **options)
    finally:
        signal.signal(signal.SIGINT, previous)


def output(command, remedy="", **options):
    """Run a quiet child and return what it printed; fail with its last line."""
    with child(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        **options,
    ) as process:
        printed, complaint = process.communicate()
    if process.returncode:
        last = (complaint.strip() or printed.strip() or "no message").splitlines()[-1]
        name = os.path.basename(str(command[0]))
        raise Failure(f"{name} failed: {last}{remedy and ': ' + remedy}")
    return printed
