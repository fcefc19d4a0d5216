"""Odoo as a server on 127.0.0.1, reachable while a block runs."""

import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from . import odoo, process
from .console import Failure, step

PATIENCE = 300  # seconds until the first page answers


@contextmanager
def serving(database, port, *options):
    """A running Odoo that answers; yields the process, which ends with the block."""
    command = odoo.command(
        f"--database={database}",
        f"--db-filter=^{database}$",
        "--no-database-list",
        f"--http-port={port}",
        odoo.level(),
        *options,
    )
    with process.child(command, env=odoo.environment()) as running:
        with step("Starting the server"):
            _wait_for(f"http://127.0.0.1:{port}/web/login", running)
        yield running


def _wait_for(page, running):
    deadline = time.monotonic() + PATIENCE
    while not _answers(page):
        if running.poll() is not None:
            raise Failure("the server ended at once: its reasons stand above")
        if time.monotonic() > deadline:
            raise Failure(f"{page} does not answer: run again with -v to see why")
        time.sleep(0.2)


def _answers(page):
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(page, timeout=60) as response:
            return response.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
