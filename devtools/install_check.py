"""What `./dev install-check` does: the addon's whole life on one database."""

import subprocess

from . import databases, odoo, postgres
from .console import Failure, say, step
from .paths import ADDON, DEV

BEFORE = str(DEV / "install-check.json")
SCHEMA = """
    SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns
    WHERE table_schema = 'public'
    UNION ALL SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid > 0
    UNION ALL SELECT 'relation ' || relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('S', 'v', 'm', 'r')
    UNION ALL SELECT 'function ' || proname FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal"""
PROFILES = """
    SELECT count(*), md5(string_agg(concat_ws('|', company_id, partner_id, status,
               status_date, purchase_count, revenue_total), ','
               ORDER BY company_id, partner_id)),
           (SELECT count(*) FROM customer_retention_transition)
    FROM customer_retention_profile"""


def run(customers, orders):
    """Go through all steps on a throwaway database; return an exit status."""
    with databases.throwaway("install_check") as database:
        size = {"customers": customers, "orders": orders}
        odoo.run_function(database, "load.scale.load", **size)
        schema = _schema(database)
        _call(database, f"keep_inventory(env, {BEFORE!r})")
        first = _install(database)
        _step(database, "Work as people do", "use(env)")
        used = _profiles(database)
        with step("Update"):
            databases.install(database, [ADDON.name], "--update")
        problems = [] if _profiles(database) == used else ["the update changed facts"]
        _step(database, "Uninstall", "uninstall(env)")
        problems += _differences(schema, _schema(database))
        problems += _call(database, f"compare_inventory(env, {BEFORE!r})").splitlines()
        say("\n".join(f"WRONG {problem}" for problem in problems) or "Nothing is left")
        _step(database, "Work without it", "work_without(env)")
        again = _install(database)
    if again != first:
        problems.append(f"installed again: {again} instead of {first}")
        say(f"WRONG {problems[-1]}")
    say(f"{len(schema)} parts of the schema compared; {len(problems)} problems")
    return min(len(problems), 1)


def _install(database):
    with step("Install"):
        databases.install(database, [ADDON.name])
    _step(database, "First refresh", "refresh(env)")
    return _profiles(database)


def _profiles(database):
    return postgres.sql(PROFILES, database).strip()


def _schema(database):
    return set(postgres.sql(SCHEMA, database).splitlines())


def _differences(before, after):
    left = [f"left behind: {name}" for name in sorted(after - before)]
    return left + [f"missing: {name}" for name in sorted(before - after)]


def _step(database, title, call):
    with step(title):
        _call(database, call)


def _call(database, call):
    """Run a function of `install_check_addon`; return what it printed. Whatever Odoo
    warns of is a failure."""
    script = f"from devtools import install_check_addon\ninstall_check_addon.{call}\n"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with odoo.script_running(database, script, **pipes) as running:
        printed = running.stdout.read()
    if running.returncode or " WARNING " in printed or " ERROR " in printed:
        raise Failure(f"{call} in {database}:\n{printed}")
    return printed
