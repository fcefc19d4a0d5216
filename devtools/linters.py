"""The linters; each prints what it finds and returns whether it found anything."""

from . import node, packages, process, programs
from .console import warn
from .paths import ADDONS, ROOT

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
NOT_OUR_TERMS = (
    "po-pretty-format",  # empties a translation that is the same word
)
NAMES = [addon.name for addon in ADDONS]
SCRIPTS = [f"{addon.name}/static" for addon in ADDONS if (addon / "static").is_dir()]
LAID_OUT = [
    f"{name}/**/*.{suffix}" for name in NAMES for suffix in ("js", "xml", "scss")
]


def ruff():
    """Python layout, imports and common mistakes."""
    layout = _complains("ruff", "format", "--quiet", "--no-cache", "--diff", str(ROOT))
    return _complains("ruff", "check", "--quiet", "--no-cache", str(ROOT)) or layout


def pylint_odoo():
    """What pylint-odoo knows about Python in addons."""
    rules = ("--disable=all", "--enable=odoolint", f"--disable={','.join(NOT_OURS)}")
    tests = [f"{addon.name}/tests" for addon in ADDONS if (addon / "tests").is_dir()]
    found = _complains("pylint", *rules, "--ignore=tests", *NAMES)
    # It knows tests by their folder's name, and not in the folders below.
    return (
        _complains("pylint", *rules, "--disable=translation-required", *tests) or found
    )


def oca_checks():
    """What the OCA's hooks know about XML, CSV and translations in addons."""
    module = f"--disable={','.join(NOT_OUR_XML)}"
    found = _complains("oca-checks-odoo-module", module, *NAMES)
    translations = [str(path) for each in ADDONS for path in each.glob("i18n/*.po*")]
    terms = f"--disable={','.join(NOT_OUR_TERMS)}"
    untidy = translations and _complains("oca-checks-po", terms, *translations)
    return bool(untidy) or found


def prettier():
    """The layout of JavaScript, XML and SCSS."""
    return _complains_of_node("prettier", "--check", "--log-level=warn", *LAID_OUT)


def eslint():
    """What Odoo's own rules find in JavaScript."""
    return _complains_of_node("eslint", *SCRIPTS)


def mend():
    """Rewrite what the linters can mend by themselves."""
    _complains("ruff", "format", "--quiet", "--no-cache", str(ROOT))
    _complains("ruff", "check", "--quiet", "--no-cache", "--fix", str(ROOT))
    _complains_of_node("prettier", "--write", "--log-level=warn", *LAID_OUT)
    _complains_of_node("eslint", "--fix", *SCRIPTS)


ALL = (ruff, pylint_odoo, oca_checks, prettier, eslint)


def _complains(program, *arguments):
    command = [str(packages.LINT.folder / "bin" / program), *arguments]
    return process.call(command, cwd=ROOT) != 0


def _complains_of_node(program, *arguments):
    missing = programs.LINTING.missing()
    if missing:
        warn(f"{program} is left out: install {' and '.join(missing)} for it")
        return False
    anyway = "--no-error-on-unmatched-pattern"  # not every addon has every kind of file
    return process.call(node.LINT.command(program, anyway, *arguments), cwd=ROOT) != 0
