"""What is printed, and how a command fails."""

import os
import sys
import time
from contextlib import contextmanager

CLEAR = "\x1b[K"  # what is left of a terminal's line
verbose = False  # whether Odoo's whole log is printed


class Failure(Exception):
    """What stopped a command: one line that names the remedy."""


def say(text=""):
    """Print a line at once."""
    print(text, flush=True)


def warn(text):
    """Print a line about what is missing but stops nothing."""
    print(f"dev: {text}", file=sys.stderr, flush=True)


@contextmanager
def step(title):
    """Print a title now, and how long it took when it is done.

    Yields a function that prints what is happening meanwhile: on a terminal in the
    title's place, else on a line of its own.
    """
    start = time.monotonic()
    interrupted = False

    def note(text):
        nonlocal interrupted
        if sys.stdout.isatty():
            width = os.get_terminal_size().columns - 1
            print(f"\r{text[:width]}{CLEAR}", end="", flush=True)
        else:
            say(text if interrupted else f"\n{text}")
        interrupted = True

    def end(text):
        clear = f"\r{CLEAR}" if sys.stdout.isatty() else ""
        say(f"{clear}{title} ... {text}" if interrupted else text)

    print(f"{title} ... ", end="", flush=True)
    try:
        yield note
    except BaseException:
        end("stopped")
        raise
    end(f"{time.monotonic() - start:.1f} s")
