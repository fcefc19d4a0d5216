"""Live through simulated businesses that contact whom they expect to return.

Compares what is said of contact, adjusted for what the documents knew, with the
effect that was planted: where the documents tell all, where people sense more than
they do, and where contact follows a rule and nobody is comparable. Fails when what
docs/evaluation.md claims does not hold.
"""

from devtools import contact
from devtools.console import Failure
from devtools.contact import Settings

TOLD = {
    "the documents tell all, effect 5 points": Settings(),
    "the documents tell all, no effect": Settings(effect=0),
}
UNSEEN = Settings(unseen=1.0)
RULE = Settings(rule=True)


def add_arguments(parser):
    """Add how many businesses are lived through."""
    parser.add_argument("--worlds", type=int, default=200, metavar="N")


def run(options):
    """Print what was said of each kind of business; fail when a claim does."""
    failed = []
    for name, settings in TOLD.items():
        result = contact.repeat(settings, options.worlds)
        print(f"{name}: {_describe(result)}")
        if not _holds(result, options.worlds):
            failed.append(name)
    print(
        f"people sense more: {_describe(contact.repeat(UNSEEN, options.worlds // 4))}"
    )
    ruled = contact.repeat(RULE, options.worlds // 10)
    print(f"contacted by a rule: something was said of {ruled.said}")
    if ruled.said:
        failed.append("contacted by a rule")
    if failed:
        raise Failure("does not hold: " + "; ".join(failed))


def _describe(result):
    return (
        f"bias {result.bias * 100:+.2f} points, coverage {result.coverage:.1%}, "
        f"naive {result.naive_bias * 100:+.1f}"
    )


def _holds(result, worlds):
    return result.said == worlds and abs(result.bias) < 0.01 and result.coverage >= 0.93
