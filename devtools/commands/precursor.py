"""Live through simulated businesses in which some things make customers leave.

Compares what is found to have preceded losses with what was planted: how often all
of it was found, and how much of what was found is false. Fails when what
docs/evaluation.md claims does not hold.
"""

from devtools import precursor
from devtools.console import Failure
from devtools.precursor import Settings

PLANTED = {
    "three of ten, odds 3, 2.5 and 2": Settings(),
    "three of thirty": Settings(others=27),
}
ALONE = Settings(planted=(2.5,), others=9)
NOTHING = Settings(planted=(), others=10)


def add_arguments(parser):
    """Add how many businesses are lived through."""
    parser.add_argument("--worlds", type=int, default=300, metavar="N")


def run(options):
    """Print what was found in each kind of business; fail when a claim does."""
    failed = []
    for name, settings in PLANTED.items():
        result = precursor.repeat(settings, options.worlds)
        print(
            f"{name}: all found in {result.all_found:.1%}, "
            f"false {result.false_share:.1%} (unmatched {result.crude:.1%})"
        )
        if result.all_found < 0.9 or result.false_share > 0.1:
            failed.append(name)
    result = precursor.repeat(ALONE, options.worlds)
    print(f"one of ten: interval held the odds in {result.coverage:.1%}")
    if result.coverage < 0.93:
        failed.append("one of ten")
    result = precursor.repeat(NOTHING, options.worlds)
    print(f"nothing planted: anything found in {result.false_share:.1%}")
    if result.false_share > 0.1:
        failed.append("nothing planted")
    if failed:
        raise Failure("does not hold: " + "; ".join(failed))
