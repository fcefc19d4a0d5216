"""Where Odoo 19 comes from: ODOO_HOME, else Debian's packages, else a clone."""

import os
import re
import shutil
from pathlib import Path

from . import debian, process
from .console import Failure
from .packages import fingerprint
from .paths import DEV

TITLE = "Odoo 19"
REPOSITORY = "https://github.com/odoo/odoo.git"
SERIES = "19.0"
FOLDER = DEV / "odoo"
STAMP = FOLDER / "imported-from"


def home():
    """The folder the package `odoo` is imported from."""
    if os.environ.get("ODOO_HOME"):
        return Path(os.environ["ODOO_HOME"]).resolve()
    return FOLDER / STAMP.read_text()


def addons_paths():
    """The folders of Odoo's own addons."""
    folders = (home() / "addons", home() / "odoo" / "addons")
    return [folder for folder in folders if folder.is_dir()]


def ready():
    """Whether there is an Odoo 19; fails when ODOO_HOME names something else."""
    if os.environ.get("ODOO_HOME"):
        _check(home())
        return True
    return STAMP.exists()


def make():
    """Get Odoo into the project's own folder."""
    partial = FOLDER.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    imported_from = debian.unpack(partial) if debian.available() else _clone(partial)
    _check(imported_from)
    (partial / STAMP.name).write_text(str(imported_from.relative_to(partial)))
    partial.rename(FOLDER)


def version():
    """What changes when Odoo does: templates made with another one are stale."""
    release = home() / "odoo" / "release.py"
    return fingerprint(release, release.read_text(), release.stat().st_mtime)


def _clone(folder):
    if not shutil.which("git"):
        raise Failure("neither apt nor git is here: set ODOO_HOME to an Odoo 19 source")
    process.output(
        ["git", "clone", "--quiet", "--depth=1", f"--branch={SERIES}"]
        + [REPOSITORY, str(folder)],
        remedy="Odoo's repository is not reachable: set ODOO_HOME to an Odoo 19 source",
    )
    return folder


def _check(folder):
    release = folder / "odoo" / "release.py"
    if not release.exists():
        raise Failure(f"{folder} has no odoo/release.py: ODOO_HOME must name a source")
    if not re.search(r"version_info = \(19, 0,", release.read_text()):
        raise Failure(f"{folder} is not Odoo {SERIES}: set ODOO_HOME to one that is")
