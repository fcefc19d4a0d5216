"""Serve a demo database, made on first use and brought up to date afterwards."""

import socket

from devtools import databases, postgres, programs, server, setup
from devtools.console import Failure, say, step
from devtools.paths import ADDON, ADDONS

FIRST_PORT = 8069
WELCOME = """
Customer Retention is served at {address}
  admin / admin   the administrator
  maya / maya     a sales manager
  nora / nora     a salesperson, who sees her own customers

Open the app menu "Customer Retention". Ctrl-C stops it; ./dev demo --fresh makes the
data anew."""


def add_arguments(parser):
    """Where to serve, and whether to begin anew."""
    parser.add_argument("--port", type=int, help="default: the first free from 8069")
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="make the database anew, with today's dates",
    )
    parser.add_argument(
        "--others",
        action="store_true",
        help="with stock, point of sale, website … and all addons of this repository",
    )


def run(options):
    """Serve until interrupted."""
    setup.ensure()
    programs.RUNNING.complain()
    port = options.port or _first_free_port()
    if not _is_free(port):
        raise Failure(f"port {port} is taken: choose another with --port")
    database = f"{ADDON.name}_demo{'_others' if options.others else ''}"
    with postgres.serving():
        _prepare(database, options)
        address = f"http://127.0.0.1:{port}"
        databases.set_parameters(
            database, {"report.url": address, "web.base.url": address}
        )
        with server.serving(database, port) as running:
            say(WELCOME.format(address=address))
            return running.wait()


def _prepare(database, options):
    if options.fresh:
        databases.drop(database)
    if databases.exists(database):
        addons = [addon.name for addon in (ADDONS if options.others else [ADDON])]
        with step(f"Updating {', '.join(addons)} in {database}"):
            databases.install(database, addons, "--update")
    else:
        databases.create(database, demo=True, others=options.others)


def _first_free_port():
    return next(filter(_is_free, range(FIRST_PORT, FIRST_PORT + 100)))


def _is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
