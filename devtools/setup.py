"""From a clean checkout to a working Odoo: the parts in order, each made once."""

import fcntl
import os
from contextlib import contextmanager

from . import node, packages, postgres, programs, source
from .console import say, step
from .paths import DEV

PARTS = (
    (programs.RUNNING.title, programs.RUNNING),
    (packages.ODOO.title, packages.ODOO),
    (source.TITLE, source),
    (postgres.TITLE, postgres),
    (programs.LINTING.title, programs.LINTING),
    (node.RTL.title, node.RTL),
)


def ensure(report_ready=False):
    """Make every part that is not ready; print what is made and its time."""
    with _lock():
        for title, part in PARTS:
            _ensure(title, part, report_ready)


def ensure_only(*parts):
    """Make some parts that are not ready, and nothing else."""
    with _lock():
        for part in parts:
            _ensure(part.title, part)


def _ensure(title, part, report_ready=False):
    if not part.ready():
        with step(title):
            part.make()
    elif report_ready:
        say(f"{title}: nothing to do")


@contextmanager
def _lock():
    os.umask(0o022)
    DEV.mkdir(exist_ok=True)
    with open(DEV / "setup.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
