"""The linters; each prints what it finds and returns whether it found anything."""

import shutil
import subprocess
from xml.etree import ElementTree

from . import packages, process
from .console import say, warn
from .paths import ADDON, ROOT


def ruff():
    """Python style, imports and common mistakes."""
    command = [str(packages.LINT.folder / "bin" / "ruff"), "check", "--quiet"]
    return process.call([*command, "--no-cache", str(ROOT)]) != 0


def xml():
    """XML that does not parse."""
    return any([_bad_xml(path) for path in sorted(ADDON.rglob("*.xml"))])


def javascript():
    """JavaScript modules that do not parse."""
    if not shutil.which("node"):
        warn("JavaScript is not checked: install nodejs for that")
        return False
    paths = sorted((ADDON / "static").rglob("*.js"))
    return any([_bad_javascript(path) for path in paths])


ALL = (ruff, xml, javascript)


def _bad_xml(path):
    try:
        ElementTree.parse(path)
    except ElementTree.ParseError as error:
        say(f"{path.relative_to(ROOT)}: {error}")
        return True
    return False


def _bad_javascript(path):
    """Node checks the syntax of a module only from its standard input."""
    with open(path) as source:
        checked = subprocess.run(
            ["node", "--input-type=module", "--check", "-"],
            stdin=source,
            capture_output=True,
            text=True,
        )
    if checked.returncode:
        say(f"{path.relative_to(ROOT)}: {checked.stderr}")
    return bool(checked.returncode)
