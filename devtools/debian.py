"""Odoo 19 as Debian packages: downloaded and unpacked, not installed."""

import shutil
from pathlib import Path

from . import process
from .console import Failure
from .paths import CACHE, DEV

# Debian's Odoo links to fonts and scripts of these packages. Only Font Awesome 4
# has the file names it links to.
PACKAGES = {
    "odoo-19": "sid",
    "fonts-inconsolata": "sid",
    "fonts-montserrat": "sid",
    "fonts-ocr-b": "sid",
    "fonts-roboto-unhinted": "sid",
    "libjs-jquery": "sid",
    "libjs-jquery-form": "sid",
    "libjs-underscore": "sid",
    "fonts-font-awesome": "trixie",
}
# Named by an asset bundle, but not packaged: without it every page logs an error.
LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
STORE = CACHE / "debian"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def available():
    """Whether this is a Debian with its package tools."""
    os_release = Path("/etc/os-release")
    is_debian = (
        os_release.exists() and "ID=debian" in os_release.read_text().splitlines()
    )
    return is_debian and bool(shutil.which("apt-get") and shutil.which("dpkg"))


def fetch():
    """Return the packages' files, downloading those the cache does not have."""
    missing = [name for name in PACKAGES if not _stored(name)]
    if missing:
        _download(missing)
    return [_stored(name) for name in PACKAGES]


def unpack(folder):
    """Unpack Odoo and what it links to; return the folder it is imported from."""
    for package in fetch():
        process.output(["dpkg", "-x", str(package), str(folder)])
    home = folder / "usr/lib/python3/dist-packages"
    left_out = home / "odoo/addons" / LEFT_OUT
    left_out.parent.mkdir(parents=True, exist_ok=True)
    left_out.touch()
    return home


def _stored(name):
    return next(iter(sorted(STORE.glob(f"{name}_*.deb"), reverse=True)), None)


def _download(names):
    """Let apt fetch packages, with lists and settings of its own."""
    work = DEV / "apt"
    shutil.rmtree(work, ignore_errors=True)
    for folder in ("lists/partial", "cache/archives/partial", "debs"):
        (work / folder).mkdir(parents=True)
    (work / "sources.list").write_text(_sources())
    apt = ["apt-get", *_options(work)]
    remedy = "is the Debian archive reachable from here? Else set ODOO_HOME"
    process.output([*apt, "update"], remedy)
    wanted = [f"{name}/{PACKAGES[name]}" for name in names]
    process.output([*apt, "download", *wanted], remedy, cwd=work / "debs")
    STORE.mkdir(parents=True, exist_ok=True)
    for package in (work / "debs").iterdir():
        partial = STORE / f"{package.name}.partial"
        shutil.copyfile(package, partial)
        partial.replace(STORE / package.name)
    shutil.rmtree(work)


def _sources():
    signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    suites = sorted(set(PACKAGES.values()))
    return "".join(f"deb {signed}{archive()} {suite} main\n" for suite in suites)


def _options(work):
    settings = {
        "Dir::Etc::sourcelist": work / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State::Lists": work / "lists",
        "Dir::Cache": work / "cache",
        "Acquire::Languages": "none",
        "APT::Sandbox::User": "root",
        "APT::Get::List-Cleanup": "0",
    }
    return [f"-o{name}={value}" for name, value in settings.items()]


def archive():
    """The address of the Debian archive this machine is set up with."""
    targets = process.output(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    )
    for address in targets.split():
        if "security" not in address:
            return address
    raise Failure(
        "apt names no Debian archive: add one to its sources, or set ODOO_HOME"
    )
