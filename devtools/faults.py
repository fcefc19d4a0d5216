"""The faults of `./dev faults`, and what has to be true after each.

They are those that a test within one transaction cannot show. A fault takes the name of
its database, breaks something and returns the sentence that says what came of it; a
`Wrong` says what should have.
"""

import os
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from . import databases, odoo, postgres
from .console import Failure, say, step
from .paths import ADDON

SIZE = {"customers": 2000, "orders": 8000}
PATIENCE = 120  # seconds until a worker ends
HALFWAY = "_write_days"  # profiles are written, their days and timeline are not
COMPUTED = "_write_differences"  # all is computed, nothing is written
PROFILES = """
    SELECT company_id, count(*), md5(string_agg(concat_ws('|', partner_id, status,
               status_date, last_activity_date, purchase_count, revenue_total, user_id,
               (SELECT count(*) FROM customer_retention_transition t
                WHERE t.profile_id = p.id),
               (SELECT sum(revenue) FROM customer_retention_purchase_day d
                WHERE d.profile_id = p.id)), ',' ORDER BY partner_id))
    FROM customer_retention_profile p GROUP BY company_id ORDER BY company_id"""
RUNS = """
    SELECT state, coalesce(attempt_count, 0), coalesce(replace(error, chr(10), ' '), '')
    FROM customer_retention_run ORDER BY company_id, id"""
CONNECTIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"""


class Wrong(Exception):
    """What came of a fault is not what should have."""


def run(names):
    """Run these faults, each on a database of its own; return an exit status."""
    wrong = 0
    with databases.throwaway("faults") as base:
        with step("Making a small business"):
            databases.install(base, [ADDON.name])
            odoo.run_function(base, "load.scale.load", **SIZE)
        _do(base, "enqueue")
        with databases.copied(base, "clean") as clean:
            _do(clean, "work")
            undisturbed = _profiles(clean)
        for name in names:
            with databases.copied(base, name) as database:
                wrong += not _try(name, database, undisturbed)
    say(f"{len(names) - wrong} faults survived, {wrong} not")
    return min(wrong, 1)


def _try(name, database, undisturbed):
    """Run one fault; print and return whether all was as it should be."""
    start = time.monotonic()
    try:
        outcome, mark = ALL[name](database, undisturbed), "ok"
    except (Wrong, Failure) as error:
        outcome, mark = str(error), "WRONG"
    seconds = f"{time.monotonic() - start:.0f} s"
    say(f"{mark:6}{ALL[name].__doc__.splitlines()[0]} ({seconds})\n      {outcome}")
    return mark == "ok"


# The faults


def killed(database, undisturbed):
    """The server is killed with SIGKILL in the middle of a refresh"""
    with _halted(database, HALFWAY) as (worker, _gate):
        worker.kill()
        worker.wait()
    _expect(_states(database), ["running", "queued", "queued"], "states after it")
    _expect(_profiles(database), [], "profiles after it")
    _do(database, "work")
    _check_repaired(database, undisturbed)
    return f"nothing half done; done again, after the others: {_runs(database)[0]}"


def crashed(database, undisturbed):
    """PostgreSQL ends the connection in the middle of a refresh, as when it crashes"""
    with _halted(database, HALFWAY, quiet=True) as (worker, gate):
        postgres.sql(CONNECTIONS.format(database))
        gate.touch()
        if worker.wait(PATIENCE) == 0:
            raise Wrong("the worker did not notice")
    _expect(_profiles(database), [], "profiles after it")
    _do(database, "work")
    _check_repaired(database, undisturbed)
    return "nothing half done; the next worker did all companies"


def two_at_once(database, undisturbed):
    """Two workers and a button refresh the same companies at once"""
    with _halted(database, HALFWAY) as (worker, gate):
        told = _do(database, "refresh_button")
        _do(database, "work")
        _expect(_states(database), ["running", "done", "done"], "states meanwhile")
        gate.touch()
        worker.wait(PATIENCE)
    if "told:" not in told:
        raise Wrong("the button was not told")
    _check_repaired(database, undisturbed)
    _expect(len(_runs(database)), 3, "runs")
    return f"no company was done twice; the button was {told.strip()}"


def people(database, _undisturbed):
    """A customer is deleted and two are merged while they are refreshed"""
    _do(database, "create_deletable")
    with _halted(database, COMPUTED, quiet=True) as (worker, gate):
        _do(database, "delete_and_merge")
        gate.touch()
        worker.wait(PATIENCE)
    after = _runs(database)[0]
    if after[0] not in ("queued", "done"):
        raise Wrong(f"the run is {after}")
    _do(database, "work")
    _expect(_states(database), ["done", "done", "done"], "states in the end")
    present = _profiles(database)
    _do(database, "enqueue")
    _do(database, "work")
    _expect(present, _profiles(database), "profiles before one more refresh")
    return f"the run then was {after}; the next worker repaired it"


def disk_full(database, _undisturbed):
    """The disk is full while the workbook is written"""
    _do(database, "work")
    with tempfile.TemporaryDirectory() as folder:
        with mock.patch.dict(os.environ, TMPDIR=folder):
            told = _do(database, "fill_disk")
        left = os.listdir(folder)
    if "told:" not in told:
        raise Wrong(f"the user was not told: {told}")
    _expect(left, [], "temporary files left")
    return told.strip()


ALL = {
    fault.__name__: fault for fault in (killed, crashed, two_at_once, people, disk_full)
}


# What has to be true


def _expect(found, wanted, what):
    if found != wanted:
        raise Wrong(f"{what}: {found} instead of {wanted}")


def _check_repaired(database, undisturbed):
    _expect(_states(database), ["done", "done", "done"], "states in the end")
    _expect(_profiles(database), undisturbed, "profiles")


def _profiles(database):
    return postgres.sql(PROFILES, database).splitlines()


def _runs(database):
    rows = postgres.sql(RUNS, database).splitlines()
    return [tuple(row.split("|", 2)) for row in rows]


def _states(database):
    return [row[0] for row in _runs(database)]


# Workers


def _do(database, function):
    """Run a function of `faults_addon` to its end; return what it printed."""
    with _worker(database, function) as worker:
        printed = worker.stdout.read()
    if worker.returncode:
        raise Wrong(f"{function} ended with {worker.returncode}")
    return printed


def _worker(database, function, *arguments, quiet=False):
    script = odoo.calling(f"faults_addon.{function}", *arguments)
    errors = subprocess.DEVNULL if quiet else None
    return odoo.script_running(database, script, stdout=subprocess.PIPE, stderr=errors)


@contextmanager
def _halted(database, at, quiet=False):
    """A worker that waits before a step of the first company, and its gate."""
    with tempfile.TemporaryDirectory() as folder:
        gate = Path(folder) / "gate"
        with _worker(database, "work", at, str(gate), quiet=quiet) as worker:
            if "halfway\n" not in iter(worker.stdout.readline, ""):
                raise Wrong("the worker ended before it came halfway")
            yield worker, gate
