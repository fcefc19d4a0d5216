"""What `./dev install-check` does: the addon's whole life on one database."""

import random

from . import databases, odoo, postgres
from .console import say, step
from .paths import ADDON, ADDONS, DEV

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
        odoo.ask(database, "install_check_addon.keep_inventory", BEFORE)
        first = _install(database)
        _step(database, "Work as people do", "use")
        used = _profiles(database)
        with step("Update"):
            databases.install(database, [ADDON.name], "--update")
        problems = [] if _profiles(database) == used else ["the update changed facts"]
        _step(database, "Uninstall", "uninstall")
        problems += _differences(schema, _schema(database))
        differing = odoo.ask(database, "install_check_addon.compare_inventory", BEFORE)
        problems += differing.splitlines()
        say("\n".join(f"WRONG {problem}" for problem in problems) or "Nothing is left")
        _step(database, "Work without it", "work_without")
        again = _install(database)
    if again != first:
        problems.append(f"installed again: {again} instead of {first}")
        say(f"WRONG {problems[-1]}")
    say(f"{len(schema)} parts of the schema compared; {len(problems)} problems")
    return min(len(problems), 1)


def run_others():
    """Install and uninstall the other addons on demo data; return an exit status."""
    names = [addon.name for addon in ADDONS if addon != ADDON]
    seed = random.randrange(1000)
    with databases.throwaway("install_check", others=True, demo=True) as database:
        with step("Install"):
            databases.install(
                database, [ADDON.name], "--init", "--with-demo", "--skip-auto-install"
            )
        with step(f"Install and uninstall {len(names)} other addons (seed {seed})"):
            told = odoo.ask(database, "install_check_addon.try_others", names, seed)
    say(told)
    problems = told.count("WRONG")
    say(f"{len(names)} addons tried; {problems} problems")
    return min(problems, 1)


def _install(database):
    with step("Install"):
        databases.install(database, [ADDON.name])
    _step(database, "First refresh", "refresh")
    return _profiles(database)


def _profiles(database):
    return postgres.sql(PROFILES, database).strip()


def _schema(database):
    return set(postgres.sql(SCHEMA, database).splitlines())


def _differences(before, after):
    left = [f"left behind: {name}" for name in sorted(after - before)]
    return left + [f"missing: {name}" for name in sorted(before - after)]


def _step(database, title, function):
    with step(title):
        odoo.ask(database, f"install_check_addon.{function}")
