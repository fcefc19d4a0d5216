"""Run core's own test suites without the addon and beside it, and compare.

All of core's tests run once every addon is loaded, those included that core runs while
it installs. Fails when a test fails beside the addon that passes without it.
"""

from devtools import core_suites, packages, setup
from devtools.console import Failure, say


def add_arguments(parser):
    """Which suites."""
    names = ", ".join(core_suites.SUITES)
    parser.add_argument("suites", nargs="*", help=f"all when left out, of: {names}")


def run(options):
    """Print the counts side by side, and what fails because of the addon."""
    setup.ensure()
    setup.ensure_only(packages.LINT)
    ours = frozenset()
    for name, without, beside in core_suites.compare(_chosen(options.suites)):
        say(f"{name}: {without} without, {beside} with the addon")
        ours |= beside.failed - without.failed
    for test in sorted(ours):
        say(f"fails only with the addon: {test}")
    return int(bool(ours))


def _chosen(names):
    for name in names:
        if name not in core_suites.SUITES:
            raise Failure(f"no suite {name}: choose of {', '.join(core_suites.SUITES)}")
    return {name: core_suites.SUITES[name] for name in names or core_suites.SUITES}
