"""The addon as a wheel: built, installed beside Odoo, and loaded by it from there."""

import shutil
import sys

from . import databases, odoo, packages, postgres, process, source
from .console import Failure, step
from .paths import ADDON, DATA, DEV

FOLDER = DEV / "wheel"
BESIDE = FOLDER / "beside"


def build():
    """Build the wheel; returns its path."""
    folder = FOLDER / "dist"
    shutil.rmtree(folder, ignore_errors=True)
    pip = [str(packages.WHEEL.python), "-m", "pip", "wheel", "--quiet", "--no-deps"]
    quiet = ["--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    with step("Building the wheel"):
        process.output([*pip, *quiet, f"--wheel-dir={folder}", str(ADDON)])
    (path,) = folder.iterdir()
    return path


def install_beside_odoo(path):
    """Install a wheel in an environment that has Odoo; returns the addon's folder.

    Neither this checkout nor any addons path leads to the addon there.
    """
    with step("Installing it beside Odoo"):
        process.output([sys.executable, "-m", "venv", "--clear", str(BESIDE)])
        packages.pip_install(_python(), "--no-index", str(path))
        others = [packages.ODOO.site_packages, source.home()]
        site = next(BESIDE.glob("lib/*/site-packages"))
        (site / "odoo.pth").write_text("\n".join(map(str, others)))
    return site / "odoo" / "addons" / ADDON.name


def load():
    """Have that Odoo install the addon in a throwaway database; returns its version."""
    with databases.throwaway("wheel") as database:
        with step("Installing the addon from it in a database"):
            process.output(_odoo(database), cwd=FOLDER, env=_environment())
        query = (
            f"SELECT latest_version FROM ir_module_module WHERE name = '{ADDON.name}'"
        )
        installed = f"{query} AND state = 'installed'"
        version = postgres.sql(installed, database=database).strip()
    if not version:
        raise Failure(f"Odoo did not find {ADDON.name} among its installed packages")
    return version


def _python():
    return BESIDE / "bin" / "python"


def _odoo(database):
    options = [
        f"--addons-path={','.join(map(str, source.addons_paths()))}",
        f"--data-dir={DATA}",
        f"--database={database}",
        f"--init={ADDON.name}",
        "--stop-after-init",
        "--no-http",
    ]
    return [str(_python()), "-m", "odoo", *options]


def _environment():
    variables = odoo.environment()
    del variables["PYTHONPATH"]
    return variables
