"""What is printed, and how a command fails."""

import sys
import time
from contextlib import contextmanager


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
    """Print a title now, and how long it took when it is done."""
    print(f"{title} … ", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        say("stopped")
        raise
    say(f"{time.monotonic() - start:.1f} s")
