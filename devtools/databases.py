"""Databases: made from cached templates that hold what the addon depends on."""

import ast
import fcntl
import os
import re
import shutil
from contextlib import contextmanager

from . import odoo, packages, postgres, source, testlog
from .console import Failure, say, step
from .paths import ADDON, ADDONS, DATA, DEV

# Checkouts that share a server do not share templates: their files lie apart.
TEMPLATE = f"{ADDON.name}_template_{packages.fingerprint(DATA)[:6]}"
# What most databases have besides: the addon does more, or differently, beside it.
OTHER_MODULES = {
    "mass_mailing",
    "point_of_sale",
    "sale_stock",
    "stock",
    "website",
    "website_sale",
}


def exists(name):
    """Whether there is a database of this name."""
    return postgres.sql(_about(name)).strip() == "1"


def require(name):
    """Fail unless there is a database of this name."""
    if not exists(name):
        raise Failure(f"there is no database {name}: make it with ./dev new {name}")


def create(name, demo=False, others=False):
    """A database with the addon installed, with or without demo data.

    :param others: with the other modules as well, and every addon of this repository
    """
    if exists(name):
        raise Failure(f"the database {name} exists: remove it with ./dev drop {name}")
    copy_template(name, demo, others)
    addons = [addon.name for addon in (ADDONS if others else [ADDON])]
    try:
        with step(f"Installing {', '.join(addons)} in {name}"):
            install(name, addons)
    except BaseException:
        drop(name)
        raise


def copy_template(name, demo=False, others=False):
    """A database with what the addon depends on installed, but not the addon.

    :param others: with the other modules as well
    """
    _check_name(name)
    with open(DEV / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        template = _template(demo, others)
        with step(f"Copying the {_kind(demo, others)} template to {name}"):
            _copy(template, name)


@contextmanager
def throwaway(purpose, others=False, demo=False):
    """A copy of a template for the block; yields its name."""
    name = f"{ADDON.name}_{purpose}_{os.getpid()}"
    with postgres.serving():
        try:
            copy_template(name, demo=demo, others=others)
            yield name
        finally:
            drop(name)


@contextmanager
def copied(name, purpose):
    """A copy of a database for the block; yields its name."""
    copy = f"{name}_{purpose}"
    try:
        _copy(name, copy)
        yield copy
    finally:
        drop(copy)


def _copy(name, to):
    postgres.sql(f'CREATE DATABASE "{to}" TEMPLATE "{name}"')
    if _filestore(name).exists():
        shutil.copytree(_filestore(name), _filestore(to), copy_function=os.link)


def drop(name):
    """Remove a database and its files, whoever is connected."""
    _check_name(name)
    postgres.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(_filestore(name), ignore_errors=True)


def set_parameters(name, parameters):
    """Set system parameters (texts without quotes in them)."""
    values = ", ".join(f"('{key}', '{value}')" for key, value in parameters.items())
    postgres.sql(
        f"INSERT INTO ir_config_parameter (key, value) VALUES {values}"
        " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
        database=name,
    )


def install(name, modules, option="--init", *more, log="install"):
    """Have Odoo install or update modules; fail with what it complained about."""
    reader = testlog.Reader()
    change = f"{option}={','.join(modules)}"
    arguments = [f"--database={name}", "--stop-after-init", "--no-http", change, *more]
    status = odoo.run(arguments, log, reader.line)
    problems = "".join(reader.outcome.problems)
    if status or not _installed(name, modules):
        say()
        raise Failure(f"Odoo could not finish {change} in {name}:\n{problems}")
    if problems:
        say(f"\n{problems}")


def _installed(name, modules):
    names = ", ".join(f"'{module}'" for module in modules)
    query = f"SELECT count(*) FROM ir_module_module WHERE name IN ({names})"
    count = postgres.sql(f"{query} AND state = 'installed'", database=name)
    return int(count) == len(modules)


def modules(others=False):
    """What the addon depends on, and its fellow addons where `others` are meant."""
    if not others:
        return depends(ADDON)
    needed = OTHER_MODULES.union(*map(depends, ADDONS))
    return sorted(needed - {addon.name for addon in ADDONS})


def depends(addon):
    """What the manifest of an addon says it depends on."""
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
    return sorted(manifest["depends"])


def _template(demo, others):
    """The name of an up-to-date template."""
    prefix = f"{TEMPLATE}_{_kind(demo, others)}_"
    name = prefix + template_key(modules(others), source.version())
    if not exists(name):
        origin = _template(demo, others=False) if others else "template0"
        _make_template(name, prefix, origin, demo, others)
    return name


def template_key(modules, odoo_version):
    """Changes when a template is no longer what the addons are to be tested on.

    A template lists the addons there are, with what each depends on.
    """
    listed = [f"{addon.name}: {depends(addon)}" for addon in ADDONS]
    return packages.fingerprint(odoo_version, *modules, *listed)


def _make_template(name, prefix, origin, demo, others):
    partial = f"{prefix}partial"
    stale = postgres.sql(
        f"SELECT datname FROM pg_database WHERE datname LIKE '{prefix}%'"
    ).split()
    for each in {*stale, partial, name}:  # files may be left of one that is gone
        drop(each)
    with step(f"Making the {_kind(demo, others)} template, once"):
        _copy(origin, partial)
        data = "--with-demo" if demo else "--without-demo"
        install(partial, modules(others), "--init", data, log="template")
        if not (demo or others):
            _prepare_assets(partial)
        postgres.sql(f'ALTER DATABASE "{partial}" RENAME TO "{name}"')
        if _filestore(partial).exists():
            _filestore(partial).rename(_filestore(name))


def _prepare_assets(name):
    """Build the pages' scripts and styles, so that tests build only what differs."""
    script = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
    odoo.run_script(name, script)


def _kind(demo, others):
    return ("others_" if others else "") + ("demo" if demo else "bare")


def _filestore(name):
    return DATA / "filestore" / name


def _about(name):
    return f"SELECT 1 FROM pg_database WHERE datname = '{_check_name(name)}'"


def _check_name(name):
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}", name):
        raise Failure(f"{name!r} is no database name: use letters, digits, _ . and -")
    return name
