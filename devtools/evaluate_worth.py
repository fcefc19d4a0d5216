"""What the addon says of money and silences, and what came, on a real history.

On days of the past, a month apart, the model is fitted to what was known, and the sums
over all customers are compared with what they bought afterwards. Runs inside Odoo.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from random import Random
from statistics import fmean
from typing import NamedTuple

from odoo.addons.oe_customer_retention.analytics.forecast import range_of
from odoo.addons.oe_customer_retention.analytics.return_curve import (
    MixedCurve,
    class_of,
)

from .evaluate import EVERY, HORIZON, cut_offs
from .evaluate_past import day_of

FIRST = 120
YEAR = 365
SILENT = range(60, 90)  # days
# Within so many days, told on the last days these follow: every so many, how many.
RETURN_DAYS = ((180, 10, 4), (90, EVERY, 6))
LOSS = (0.95, 1.20)
EXPECTED = (0.85, 1.10)
RETURNS = (0.90, 1.10)
COVERED = (0.75, 0.85)
FIRST_FORECAST = 210  # a window of the past behind it, and history behind that
SAMPLES = (30, 100, 300, 1000, 5000)
SAMPLES_OF_DAY = 60
SEED = 7


class Ratio(NamedTuple):
    """What was said, and what came, each a sum over some days of the past."""

    said: float
    came: float
    days: int

    @property
    def value(self):
        return self.said / self.came

    def __str__(self):
        return (
            f"{self.value:.3f} ({self.said:,.0f} by {self.came:,.0f}, {self.days} days)"
        )


def claims(env, shift, found, told):
    """Yield each claim about money and silences, with what was found, and if it holds.

    :param timedelta shift: from the days of the file to those of the database
    :param dict found: the :func:`..evaluate.histories`
    :param dict told: what the addon tells, of :func:`.evaluate_past.tell`
    """
    silent = (
        f"expected returns of customers silent for {SILENT[0]} to {SILENT[-1]} days"
    )
    ratios = {
        "revenue at risk by lasting loss": (lasting_loss(found, told), LOSS),
        "expected revenue by what came": (expected(found, told), EXPECTED),
    }
    for within, every, days in RETURN_DAYS:
        cuts = cut_offs(found, FIRST, 1, within)[-1 - every * (days - 1) :: every]
        ratio = returns(env, shift, found, cuts, within)
        ratios[f"{silent} within {within} by those who came back"] = (ratio, RETURNS)
    for claim, (ratio, (low, high)) in ratios.items():
        claim = f"{claim} between {low:.2f} and {high:.2f}: {ratio}"
        yield claim, low <= ratio.value <= high
    held, sizes = coverage(found, told)
    low, high = COVERED
    shares = ", ".join(f"{size:,}: {share:.0%}" for size, share in sizes.items())
    claim = f"the range of a forecast holds {low:.0%} to {high:.0%}"
    yield f"{claim}: {held:.1%} ({shares})", low <= held <= high


def lasting_loss(found, told):
    """Revenue at risk by the pace of those who then bought nothing in two horizons."""
    cuts = cut_offs(found, FIRST, EVERY, 2 * HORIZON)
    lost = sum(
        _pace(history, cut)
        for cut in cuts
        for history in found.values()
        if history[0][0] <= cut and not _bought(history, cut, cut + 2 * HORIZON)
    )
    return Ratio(sum(told[cut].stake for cut in cuts), lost, len(cuts))


def expected(found, told):
    """Expected revenue by what all customers of that day spent in the horizon."""
    came = sum(
        _revenue(history, cut, cut + HORIZON)
        for cut in told
        for history in found.values()
        if history[0][0] <= cut
    )
    return Ratio(sum(each.expected for each in told.values()), came, len(told))


def returns(env, shift, found, cuts, within):
    """Returns the curves tell by those that came within so many days."""
    policy = env["customer.retention.policy"]._applicable(env.company)[-1]
    said = came = 0
    for cut in cuts:
        known = policy.with_context(retention_as_of=day_of(cut, shift))
        silent = defaultdict(Counter)
        for history in found.values():
            count = bisect_right(history[0], cut)
            if count and cut - history[0][count - 1] in SILENT:
                silent[class_of(count)][cut - history[0][count - 1]] += 1
                came += _bought(history, cut, cut + within)
        gaps, _silences = known._gap_histogram()
        said += MixedCurve(gaps, {}).expected(silent, within)[1]
    return Ratio(said, came, len(cuts))


def coverage(found, told):
    """Return how often the range held what came, in all and by number of customers.

    Samples of the customers, drawn with replacement, and all of them, on each day.
    """
    chance, held = Random(SEED), defaultdict(list)
    for cut in cut_offs(found, FIRST_FORECAST, EVERY, HORIZON):
        known, rows = told[cut].errors, sorted(told[cut].forecasts)
        held["all"].append(_holds(known, rows))
        for size in SAMPLES:
            for _sample in range(SAMPLES_OF_DAY):
                held[size].append(_holds(known, chance.choices(rows, k=size)))
    shares = {
        size if size != "all" else len(rows): fmean(hits) for size, hits in held.items()
    }
    return fmean(hit for hits in held.values() for hit in hits), shares


def _holds(known, rows):
    expected, weight, actual = map(sum, zip(*rows, strict=True))
    low, high = range_of(known, expected, weight)
    return low <= actual <= high


def _pace(history, cut):
    """Revenue of a horizon as in the year before, or since the first purchase."""
    spread = min(YEAR, max(HORIZON, cut - history[0][0]))
    return _revenue(history, cut - YEAR, cut) * HORIZON / spread


def _revenue(history, after, until):
    """Revenue after a day, up to and including another."""
    days, revenues = history
    return sum(revenues[bisect_right(days, after) : bisect_right(days, until)])


def _bought(history, after, until):
    return bisect_left(history[0], after + 1) < bisect_right(history[0], until)
