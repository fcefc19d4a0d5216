"""Run the tests on a fresh database; the last line is `N passed, N failed`.

Without TAGS all of them: plain Python, Odoo (tours included) and JavaScript.
"""

import os

from devtools import databases, postgres, setup, suites
from devtools.console import say
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
    setup.ensure()
    count = suites.Count()
    if options.tags in (None, "plain"):
        count += suites.run_plain()
    if options.tags != "plain":
        count += _run_in_odoo(options.tags, options.verbose)
    if not any(count):
        say("No test ran: is there one for these tags?")
    say(count)
    return count.status


def _run_in_odoo(tags, verbose):
    """The tests that need a database, made for them and thrown away."""
    database = f"{ADDON.name}_test_{os.getpid()}"
    with postgres.serving():
        try:
            databases.copy_template(database, demo=False)
            return _run_on(database, tags, verbose)
        finally:
            databases.drop(database)


def _run_on(database, tags, verbose):
    install = f"--init={ADDON.name}"
    if tags == "js":
        databases.install(database, install)
        count = suites.Count()
    else:
        python_tags = f"--test-tags={tags or suites.PYTHON_TAGS}"
        count = suites.run_odoo(
            "Python tests and tours",
            database,
            "test",
            install,
            python_tags,
            verbose=verbose,
        )
    if tags == "js" or (tags is None and suites.has_javascript()):
        javascript_tags = f"--test-tags={suites.JAVASCRIPT_TAGS}"
        count += suites.run_odoo(
            "JavaScript tests", database, "test-js", javascript_tags, verbose=verbose
        )
    if count.failed:
        say(f"Odoo's whole log is in {LOGS}")
    return count
