"""Run the tests on a fresh database; the last line is `N passed, N failed`.

Without TAGS all of them: plain Python, Odoo (tours included) and JavaScript.
"""

from devtools import databases, setup, suites
from devtools.console import Failure, say
from devtools.paths import ADDON, LOGS


def add_arguments(parser):
    """Which tests."""
    parser.add_argument(
        "tags",
        nargs="?",
        metavar="TAGS",
        help="plain, js, or Odoo's test tags, as in :TestTimeline.test_boundaries",
    )


def run(options):
    """Run the tests chosen; fail when one does, or when none ran."""
    count = suites.Count()
    try:
        setup.ensure()
        for suite in _suites(options.tags):
            count += suite()
    except Failure as failure:
        say(f"dev: {failure}")
        count += suites.Count(failed=1)
    if not any(count):
        say("No test ran: is there one for these tags?")
    say(count)
    return count.status


def _suites(tags):
    """The functions to call for these tags."""
    if tags in (None, "plain"):
        yield suites.run_plain
    if tags != "plain":
        yield lambda: _run_in_odoo(tags)


def _run_in_odoo(tags):
    """The tests that need a database, which is made for them."""
    count = suites.Count()
    with databases.throwaway("test") as database:
        if tags == "js":
            databases.install(database, [ADDON.name])
        else:
            count += suites.run_python(database, tags or suites.PYTHON_TAGS)
        if tags == "js" or (tags is None and suites.has_javascript()):
            count += suites.run_javascript(database)
    if count.failed:
        say(f"Odoo's whole log is in {LOGS}")
    return count
