"""Live through simulated years of hold-outs, looking at the effect every day.

Compares what is said with the effect that was planted: how often there is an effect
where none is, how often the interval held the truth on every day, how far off the
effect is, and when it was known. Fails when what docs/evaluation.md claims does not
hold.
"""

from devtools import holdout
from devtools.console import Failure
from devtools.holdout import Settings

NOTHING = {
    "40 customers a month, 20 % left alone": Settings(per_month=40),
    "300 customers a month, 20 % left alone": Settings(),
    "300 customers a month, 10 % of them": Settings(share=10),
}
LONG = Settings(change=0.05, days=900)


def add_arguments(parser):
    """Add how many years are lived through."""
    parser.add_argument("--years", type=int, default=1000, metavar="N")


def run(options):
    """Print what was said of each kind of year; fail when a claim does."""
    failed = []
    for name, settings in NOTHING.items():
        for change in (0, 0.05):
            result = holdout.repeat(settings._replace(change=change), options.years)
            print(f"{name}, effect {change:.0%}: {_describe(result)}")
            if not _holds(result, change):
                failed.append(f"{name}, effect {change:.0%}")
    result = holdout.repeat(LONG, options.years)
    print(_known(result, options.years))
    if _known_in_time(result) < holdout.experiment.POWER * options.years:
        failed.append("known later than announced")
    if failed:
        raise Failure("does not hold: " + "; ".join(failed))


def _describe(result):
    return (
        f"false alarms or finds {result.found:.1%}, coverage {result.coverage:.1%}, "
        f"bias {result.bias * 100:+.2f} points, naive {result.naive_bias * 100:+.1f}"
    )


def _holds(result, change):
    return (
        (change or result.found <= 0.05)
        and result.coverage >= 0.95
        and abs(result.bias) <= 0.005
        and result.naive_bias >= 0.06
    )


def _known(result, years):
    quartiles = [result.known_on[years * share // 100] for share in (25, 50, 75)]
    return (
        f"+5 points announced for day {holdout.announced(LONG)}: known by then in "
        f"{_known_in_time(result) / years:.0%} of the years, in half of them by day "
        f"{quartiles[1]} (quarters: {quartiles[0]}, {quartiles[2]})"
    )


def _known_in_time(result):
    return sum(day <= holdout.announced(LONG) for day in result.known_on)
