"""PostgreSQL servers of one's own, to be restarted and replicated at will.

They run the private server's programs in a folder that is thrown away. While a block
runs, the PG* variables name the server, and every other module uses it.
"""

import os
import secrets
import shutil
import socket
import tempfile
from contextlib import contextmanager
from pathlib import Path

from . import postgres
from .console import Failure

ADDRESS = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")


class Cluster:
    """One server: its folder, its port, and the role's password."""

    def __init__(self, home, password):
        self.home = Path(home)
        self.data = self.home / "data"
        self.password = password
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = str(probe.getsockname()[1])

    @property
    def address(self):
        """The PG* variables that name this server."""
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": self.port,
            "PGUSER": postgres.ROLE,
            "PGPASSWORD": self.password,
        }

    def start(self, **settings):
        """Start it with these settings besides the usual ones."""
        chosen = {**postgres.SETTINGS, "shared_buffers": "128MB", **settings}
        given = " ".join(f"-c {name}='{value}'" for name, value in chosen.items())
        self._control(
            "start", f"--log={self.home / 'log'}", f"-o-p {self.port} {given}"
        )

    def restart(self, mode):
        """Restart it: `fast` ends the sessions, `immediate` is as good as a crash."""
        self._control("restart", f"--mode={mode}", f"--log={self.home / 'log'}")

    def stop(self):
        """Stop it, whoever is connected."""
        self._control("stop", "--mode=immediate")

    def _control(self, command, *arguments):
        postgres.run_program(
            "pg_ctl", command, f"--pgdata={self.data}", "--silent", *arguments
        )


@contextmanager
def serving(**settings):
    """An empty server for the block."""
    with _home() as home:
        server = Cluster(home, secrets.token_urlsafe(16))
        postgres.make_cluster(server.data, server.password)
        with _running(server, **settings):
            yield server


@contextmanager
def replica(primary, **settings):
    """A streaming replica of a server for the block."""
    with _home() as home:
        standby = Cluster(home, primary.password)
        postgres.run_program(
            "pg_basebackup",
            f"--pgdata={standby.data}",
            "--write-recovery-conf",
            "--checkpoint=fast",
            f"--dbname=host=127.0.0.1 port={primary.port} user={postgres.ROLE}"
            f" password={primary.password}",
        )
        with _running(standby, hot_standby="on", **settings):
            yield standby


def copy_database(name, server):
    """Copy a database of the server in use into another one, under the same name."""
    dump = server.home / "dump"
    postgres.run_program("pg_dump", "--format=custom", f"--file={dump}", name)
    with named(server):
        postgres.sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
        postgres.run_program(
            "pg_restore", "--no-owner", "--no-acl", f"--dbname={name}", str(dump)
        )
    dump.unlink()


@contextmanager
def _home():
    if postgres.existing() and not postgres.ready():
        raise Failure("this needs the private PostgreSQL: unset PGHOST and the like")
    home = tempfile.mkdtemp(prefix="oe_retention_cluster-", dir="/var/tmp")
    postgres.hand_over(home)
    try:
        yield Path(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _running(server, **settings):
    server.start(**settings)
    try:
        yield
    finally:
        server.stop()


@contextmanager
def named(server):
    """Let the PG* variables name this server for the block."""
    before = {name: os.environ.get(name) for name in ADDRESS}
    os.environ.update(server.address)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
