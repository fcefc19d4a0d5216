"""The command line and environment Odoo is started with."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager

from . import console, node, packages, process, source
from .console import Failure
from .paths import DATA, DEV, LOGS, ROOT

_ours = ROOT  # the folder our own addons are taken from


@contextmanager
def addons_from(folder):
    """Take our own addons from another folder for the block."""
    global _ours
    _ours = folder
    try:
        yield
    finally:
        _ours = ROOT


def command(*arguments, subcommand=""):
    """The command that runs Odoo, with nothing taken from the user's own settings."""
    folders = [*source.addons_paths(), _ours]
    configuration = (DEV if _ours == ROOT else _ours) / "odoo.conf"
    configuration.write_text(
        "[options]\n"
        f"addons_path = {','.join(map(str, folders))}\n"
        f"data_dir = {DATA}\n"
        "http_interface = 127.0.0.1\n"
    )
    start = [str(packages.ODOO.python), "-m", "odoo", *subcommand.split()]
    return [*start, f"--config={configuration}", *arguments]


def environment():
    """The environment variables of an Odoo process."""
    variables = {**os.environ, "PYTHONPATH": f"{source.home()}{os.pathsep}{ROOT}"}
    variables["PATH"] = f"{node.RTL.programs}{os.pathsep}{os.environ['PATH']}"
    variables["PYTHONPYCACHEPREFIX"] = str(DEV / "pycache")
    for name in ("PYTHONDONTWRITEBYTECODE", "ODOO_RC", "PGDATABASE"):
        variables.pop(name, None)
    return variables


def free_port():
    """A port of 127.0.0.1 nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def level():
    """Odoo's option for how much it logs on this terminal."""
    return "--log-level=info" if console.verbose else "--log-level=warn"


def run(arguments, log_name, on_line):
    """Run Odoo to its end, its log going to a file and to `on_line`, line by line.

    Returns the exit status. Odoo is stopped when `on_line` raises.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    with (
        open(LOGS / f"{log_name}.log", "w", buffering=1) as log,
        process.child(
            command(*arguments),
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as running,
    ):
        for line in running.stdout:
            log.write(line)
            if console.verbose:
                sys.stdout.write(line)
            on_line(line)
        return running.wait()


def shell(database):
    """Open a prompt with `env` in a database, or run a script on standard input."""
    return process.call_interactive(_shell(database), env=environment())


def run_script(database, script):
    """Run Python with `env` in a database; fail when it does."""
    with script_running(database, script) as running:
        running.wait()
    if running.returncode:
        raise Failure(f"the script failed in {database}: see above")


def run_function(database, function, *arguments, **options):
    """Run a function of devtools in a database, as :func:`calling` does."""
    run_script(database, calling(function, *arguments, **options))


def ask(database, function, *arguments):
    """Run such a function; return what it printed. What Odoo warns of is a failure."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with script_running(database, calling(function, *arguments), **pipes) as running:
        printed = running.stdout.read()
    if running.returncode or " WARNING " in printed or " ERROR " in printed:
        raise Failure(f"{function} in {database}:\n{printed}")
    return printed


def calling(function, *arguments, **options):
    """The script that calls a function of devtools with `env`, and commits.

    :param str function: as in `load.scale.load`
    """
    module, _dot, name = function.rpartition(".")
    named = (f"{key}={value!r}" for key, value in options.items())
    given = ", ".join(["env", *map(repr, arguments), *named])
    return f"from devtools.{module} import {name}\n{name}({given})\nenv.cr.commit()\n"


@contextmanager
def script_running(database, script, **options):
    """Python that runs with `env` in a database during the block, and no longer."""
    with process.child(
        _shell(database), env=environment(), stdin=subprocess.PIPE, text=True, **options
    ) as running:
        running.stdin.write(script)
        running.stdin.close()
        yield running


def _shell(database):
    options = (f"--database={database}", level(), "--no-http")
    return command(*options, subcommand="shell")
