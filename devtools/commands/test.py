"""Run the tests on fresh databases; the last line is `N passed, N failed`.

Without TAGS all of them: plain Python; this repository's main addon alone, tours
included; beside the other modules a database usually has, the other addons of the
repository, the tests tagged `other_modules`, and JavaScript. They run in two processes
at once; the second has what is beside other modules and a share of the main addon's
tests, and says how they went afterwards.
"""

from functools import partial

from devtools import setup, suites
from devtools.console import Failure, say
from devtools.paths import ADDONS, LOGS


def add_arguments(parser):
    """Which tests, and where."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "tags",
        nargs="?",
        metavar="TAGS",
        help="plain, js, beside, second, or Odoo's test tags: :TestTimeline.test_day",
    )
    names = [addon.name for addon in ADDONS]
    which.add_argument("--addon", choices=names, help="only the tests of this one")
    parser.add_argument(
        "--others",
        action="store_true",
        help="run TAGS where the other modules and all addons are installed",
    )


def run(options):
    """Run the tests chosen; fail when one does, or when none ran."""
    count = suites.Count()
    try:
        setup.ensure()
        for suite in _suites(options):
            count += suite()
    except Failure as failure:
        say(f"dev: {failure}")
        count += suites.Count(failed=1)
    if not any(count):
        say("No test ran: is there one for these tags?")
    if count.failed:
        say(f"Odoo's whole logs are in {LOGS}")
    say(count)
    return count.status


def _suites(options):
    """The functions to call for these options."""
    tags, addons = options.tags, [options.addon] if options.addon else suites.NAMES
    if tags == "plain":
        return [suites.run_plain]
    beside = partial(suites.run_beside_others, suites.beside_others(addons), addons)
    if tags == "beside":
        return [beside]
    if tags == "second":
        return [beside, suites.run_second_half]
    if tags == "js":
        return [partial(suites.run_beside_others, None, addons)]
    if tags:
        others = options.others or suites.concern_others(tags)
        return [partial(suites.run_beside_others if others else suites.run_alone, tags)]
    if not options.addon:
        return [suites.run_everything]
    alone = partial(suites.run_alone, suites.ALONE)
    return [alone, beside] if options.addon == suites.MAIN else [beside]
