"""The linters; each prints what it finds and returns whether it found anything."""

import shutil
import subprocess
from xml.etree import ElementTree

from . import packages, process
from .console import say, warn
from .paths import ADDON, ROOT

# Rules of the Odoo Community Association that are not ours.
NOT_OURS = (
    "manifest-required-author",  # we are somebody else
    "missing-readme",  # README.md, not .rst
    "missing-return",  # methods that return nothing extend such methods
    "no-search-all",  # the nightly job does mean every company
    "consider-merging-classes-inherited",  # one concern a file
)
NOT_OUR_XML = (
    "prefer-readme-rst",
    "xml-tag-position",  # the order of attributes
    "xml-header-wrong",  # any spelling of UTF-8 will do
    "xml-field-numeric-without-eval",  # Odoo converts by the field's type
)


def ruff():
    """Python style, imports and common mistakes."""
    return _complains("ruff", "check", "--quiet", "--no-cache", str(ROOT))


def pylint_odoo():
    """What pylint-odoo knows about Python in addons."""
    rules = ("--disable=all", "--enable=odoolint", f"--disable={','.join(NOT_OURS)}")
    return _complains("pylint", *rules, str(ADDON))


def oca_checks():
    """What the OCA's hooks know about XML, CSV and translations in addons."""
    module = f"--disable={','.join(NOT_OUR_XML)}"
    translations = [str(path) for path in sorted(ADDON.glob("i18n/*.po*"))]
    found = _complains("oca-checks-odoo-module", module, str(ADDON))
    return bool(translations and _complains("oca-checks-po", *translations)) or found


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


ALL = (ruff, pylint_odoo, oca_checks, xml, javascript)


def _complains(program, *arguments):
    command = [str(packages.LINT.folder / "bin" / program), *arguments]
    return process.call(command, cwd=ROOT) != 0


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
