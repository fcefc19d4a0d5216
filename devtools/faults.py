"""The faults of `./dev faults`, and what has to be true after each.

A fault takes a name for its database, breaks something and returns the sentence that
says what came of it; a `Wrong` says what should have.
"""

import os
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from . import cluster, databases, odoo, postgres
from .console import Failure, say, step
from .paths import ADDON

BASE = f"{ADDON.name}_faults"
SIZES = "customers=2000, orders=8000"
PATIENCE = 120  # seconds until a worker says a word
PROFILES = """
    SELECT company_id, count(*), md5(string_agg(concat_ws('|', partner_id, status,
               status_date, last_activity_date, purchase_count, revenue_total, user_id,
               (SELECT count(*) FROM customer_retention_transition t
                WHERE t.profile_id = p.id),
               (SELECT sum(revenue) FROM customer_retention_purchase d
                WHERE d.profile_id = p.id)), ',' ORDER BY partner_id))
    FROM customer_retention_profile p GROUP BY company_id ORDER BY company_id"""
RUNS = """
    SELECT state, coalesce(attempt_count, 0), coalesce(replace(error, chr(10), ' '), '')
    FROM customer_retention_run ORDER BY company_id, id"""
WORK = "faults_addon.work(env)"


class Wrong(Exception):
    """What came of a fault is not what should have."""


def run(names):
    """Run these faults, each on a database of its own; return an exit status."""
    wrong = 0
    with databases.throwaway("faults") as made, cluster.serving() as server:
        with step("Making a small business"):
            _load(made, server)
        with cluster.named(server):
            _prepare(made)
            for name in names:
                wrong += not _try(name, server)
    say(f"{len(names) - wrong} faults survived, {wrong} not")
    return min(wrong, 1)


def _load(made, server):
    databases.install(made, [ADDON.name])
    script = f"from devtools.load import scale\nscale.load(env, {SIZES})\n"
    odoo.run_script(made, f"{script}env.cr.commit()\n")
    cluster.copy_database(made, server)


def _prepare(made):
    """Queue all companies, and keep what an undisturbed refresh says of them."""
    postgres.sql(f'ALTER DATABASE "{made}" RENAME TO "{BASE}"')
    clear = "env['customer.retention.run'].search([]).unlink()"
    _script(BASE, clear, "faults_addon.enqueue(env)")
    postgres.sql(f'CREATE DATABASE "{BASE}_clean" TEMPLATE "{BASE}"')
    _script(f"{BASE}_clean", WORK)


def _try(name, server):
    """Run one fault; print and return whether all was as it should be."""
    database = f"{BASE}_{name}"
    postgres.sql(f'CREATE DATABASE "{database}" TEMPLATE "{BASE}"')
    start = time.monotonic()
    try:
        outcome, mark = ALL[name](database, server), "ok"
    except (Wrong, Failure) as error:
        outcome, mark = str(error), "WRONG"
    seconds = f"{time.monotonic() - start:.0f} s"
    say(f"{mark:6}{ALL[name].__doc__.splitlines()[0]} ({seconds})\n      {outcome}")
    postgres.sql(f'DROP DATABASE "{database}" WITH (FORCE)')
    return mark == "ok"


# The faults


def killed(database, _server):
    """The server is killed with SIGKILL in the middle of a refresh"""
    with _halted(database, "faults_addon.HALFWAY") as (worker, _gate):
        worker.kill()
        worker.wait()
    _expect(_states(database), ["running", "queued", "queued"], "states after it")
    _expect(_profiles(database), [], "profiles after it")
    _script(database, WORK)
    _check_repaired(database)
    return f"nothing half done; done again, after the others: {_runs(database)[0]}"


def killed_again(database, _server):
    """The server is killed every time it comes to the first company"""
    for _time in range(2):
        with _halted(database, "faults_addon.HALFWAY") as (worker, _gate):
            worker.kill()
            worker.wait()
    _script(database, WORK)
    _expect(_states(database), ["failed", "done", "done"], "states in the end")
    _check_others(database)
    return f"the others are done; the run says: {_runs(database)[0][2]}"


def restarted(database, server):
    """PostgreSQL is restarted in the middle of a refresh"""
    return _restart(database, server, "fast")


def crashed(database, server):
    """PostgreSQL crashes in the middle of a refresh"""
    return _restart(database, server, "immediate")


def _restart(database, server, mode):
    with _halted(database, "faults_addon.HALFWAY", quiet=True) as (worker, gate):
        server.restart(mode)
        gate.touch()
        if worker.wait(PATIENCE) == 0:
            raise Wrong("the worker did not notice")
    _expect(_profiles(database), [], "profiles after it")
    _script(database, WORK)
    _check_repaired(database)
    return "nothing half done; the next worker did all companies"


def timeout(database, _server):
    """A statement of the refresh takes longer than it may"""
    halt = "at=faults_addon.HALFWAY, fault=faults_addon.time_out"
    _script(database, f"faults_addon.work(env, {halt})", quiet=True)
    return _check_failed_then_mended(database, "statement timeout")


def broken_signal(database, _server):
    """A source of signals raises in one company"""
    _script(database, "faults_addon.break_signal(env)", WORK, quiet=True)
    return _check_failed_then_mended(database, "a source of signals is broken")


def broken_policy(database, _server):
    """The filter of a policy names a field that is gone"""
    return _break_policy(database, "[('no_such_field', '=', 1)]")


def malformed_policy(database, _server):
    """The filter of a policy is no Python at all"""
    return _break_policy(database, "[(")


def _break_policy(database, domain):
    _script(database, f'faults_addon.break_policy(env, "{domain}")', WORK, quiet=True)
    message, remedy = "Policy Broken: the filter", "faults_addon.mend_policy(env)"
    return _check_failed_then_mended(database, message, remedy, failed=1)


def two_at_once(database, _server):
    """Two workers and a button refresh the same companies at once"""
    with _halted(database, "faults_addon.HALFWAY") as (worker, gate):
        told = _script(database, "faults_addon.refresh_button(env)")
        _script(database, WORK)
        _expect(_states(database), ["running", "done", "done"], "states meanwhile")
        gate.touch()
        worker.wait(PATIENCE)
    if "told:" not in told:
        raise Wrong("the button was not told")
    _check_repaired(database)
    count = postgres.sql("SELECT count(*) FROM customer_retention_run", database)
    _expect(int(count), 3, "runs")
    return f"no company was done twice; the button was {told.strip()}"


def cancelled(database, _server):
    """A manager cancels the refresh that is running"""
    halt = "at=faults_addon.HALFWAY, fault=faults_addon.sleep"
    with _worker(database, f"faults_addon.work(env, {halt})") as worker:
        _wait_for_word(worker, "halfway")
        while worker.poll() is None:
            _script(database, "faults_addon.cancel(env)")
            _wait_briefly(worker)
    _expect(_states(database), ["cancelled", "done", "done"], "states")
    _check_others(database)
    return f"stopped, nothing half done: {_runs(database)[0][2]}"


def mass_import(database, _server):
    """200 orders are imported while their company is refreshed"""
    _script(database, "faults_addon.catch_up(env)", WORK)
    _script(database, "faults_addon.enqueue(env)")
    with _halted(database, "faults_addon.COMPUTED") as (worker, gate):
        _script(database, "faults_addon.import_orders(env)")
        gate.touch()
        worker.wait(PATIENCE)
    missed = _profiles(database)
    _script(database, "faults_addon.catch_up(env)")
    caught_up = _profiles(database)
    _check_equal_to_a_full_refresh(database)
    if missed == caught_up:
        raise Wrong("the import changed nothing: the fault did not happen")
    return "neither waited; the job between nights caught up with the import"


def people(database, _server):
    """A customer is deleted and two are merged while they are refreshed"""
    printed = _script(database, "faults_addon.create_deletable(env)")
    customers = [int(word) for word in printed.split("customers:")[1].split()]
    with _halted(database, "faults_addon.COMPUTED", quiet=True) as (worker, gate):
        _script(database, f"faults_addon.delete_and_merge(env, {customers})")
        gate.touch()
        worker.wait(PATIENCE)
    after = _runs(database)[0]
    if after[0] not in ("queued", "done"):
        raise Wrong(f"the run is {after}")
    _script(database, WORK)
    _expect(_states(database), ["done", "done", "done"], "states in the end")
    _check_equal_to_a_full_refresh(database)
    return f"the run then was {after}; the next worker repaired it"


def disk_full(database, _server):
    """The disk is full while the workbook is written"""
    _script(database, WORK)
    with tempfile.TemporaryDirectory() as folder:
        told = _script(database, "faults_addon.fill_disk(env)", TMPDIR=folder)
        left = os.listdir(folder)
    if "told:" not in told:
        raise Wrong(f"the user was not told: {told}")
    _expect(left, [], "temporary files left")
    return told.strip()


ALL = {
    fault.__name__: fault
    for fault in (
        killed,
        killed_again,
        restarted,
        crashed,
        timeout,
        broken_signal,
        broken_policy,
        malformed_policy,
        two_at_once,
        cancelled,
        mass_import,
        people,
        disk_full,
    )
}


# What has to be true


def _expect(found, wanted, what):
    if found != wanted:
        raise Wrong(f"{what}: {found} instead of {wanted}")


def _check_repaired(database):
    _expect(_states(database), ["done", "done", "done"], "states in the end")
    _expect(_profiles(database), _profiles(f"{BASE}_clean"), "profiles")


def _check_others(database, failed=0):
    """The other companies are as in an undisturbed refresh; that one has nothing."""
    wanted = _profiles(f"{BASE}_clean")
    del wanted[failed]
    _expect(_profiles(database), wanted, "profiles")


def _check_failed_then_mended(database, message, *remedy, failed=0):
    """One company failed and says so; after the remedy the next run repairs."""
    wanted = ["done"] * 3
    wanted[failed] = "failed"
    _expect(_states(database), wanted, "states after it")
    error = _runs(database)[failed][2]
    if message not in error:
        raise Wrong(f"the run says {error!r}")
    _check_others(database, failed)
    _script(database, *remedy, "faults_addon.enqueue(env)", WORK)
    _expect(_profiles(database), _profiles(f"{BASE}_clean"), "profiles in the end")
    return f"the others are done; the run says: {error}"


def _check_equal_to_a_full_refresh(database):
    present = _profiles(database)
    _script(database, "faults_addon.enqueue(env)", WORK)
    _expect(present, _profiles(database), "profiles before one more refresh")


def _profiles(database):
    return postgres.sql(PROFILES, database).splitlines()


def _runs(database):
    rows = postgres.sql(RUNS, database).splitlines()
    return [tuple(row.split("|", 2)) for row in rows]


def _states(database):
    return [row[0] for row in _runs(database)]


# Workers


def _script(database, *calls, quiet=False, **variables):
    """Run calls inside Odoo to their end; return what they printed."""
    with _worker(database, *calls, quiet=quiet, **variables) as worker:
        printed = worker.stdout.read()
    if worker.returncode:
        raise Wrong(f"{calls[0]} ended with {worker.returncode}")
    return printed


@contextmanager
def _worker(database, *calls, quiet=False, **variables):
    script = "\n".join(["from devtools import faults_addon", *calls, ""])
    with (
        _variables(variables),
        odoo.script_running(
            database,
            script,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else None,
        ) as running,
    ):
        yield running


@contextmanager
def _halted(database, at, quiet=False):
    """A worker that waits at a step of the first company, and its gate."""
    with tempfile.TemporaryDirectory() as folder:
        gate = Path(folder) / "gate"
        fault = f"faults_addon.wait_for({str(gate)!r})"
        call = f"faults_addon.work(env, at={at}, fault={fault})"
        with _worker(database, call, quiet=quiet) as worker:
            _wait_for_word(worker, "halfway")
            yield worker, gate


@contextmanager
def _variables(variables):
    before = os.environ.copy()
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _wait_for_word(worker, word):
    for line in worker.stdout:
        if line.strip() == word:
            return
    raise Wrong(f"the worker ended before it said {word!r}")


def _wait_briefly(worker):
    try:
        worker.wait(1)
    except subprocess.TimeoutExpired:
        pass
