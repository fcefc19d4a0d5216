"""How well ways of telling who orders again do on a real purchase history.

At a day of the past, a cut-off, each scorer ranks all customers who had bought by
then, knowing nothing later; then it is seen who bought within the horizon. Cut-offs
roll on by a month. Run as `python -m devtools.evaluate`.
"""

import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from statistics import fmean
from typing import NamedTuple

from .paths import ADDON

sys.path.insert(0, str(ADDON))

from analytics import backtest, mbg_nbd  # noqa: E402
from analytics.buckets import Bucket, mean_gap  # noqa: E402

HORIZON = 90
FIRST_CUT_OFF = 180
EVERY = 30


class Known(NamedTuple):
    """What was known of a customer at a cut-off, in days; and what followed."""

    customer: int
    x: int
    tx: int
    T: int
    revenue: float
    returned: bool

    @property
    def silent(self):
        """Days since the last purchase."""
        return self.T - self.tx


class Result(NamedTuple):
    """Means over all cut-offs; the last two are of all cut-offs together.

    The last three are None for scores that are no probabilities. ``expected_ratio``:
    purchases expected by purchases made, of customers with at least one.
    """

    auc: float
    average_precision: float
    top_hit_rate: float
    top_lift: float
    brier: float | None
    expected_ratio: float | None
    bands: list[backtest.Band] | None


def histories(purchases):
    """Purchase days and revenues: {customer: ([day], [revenue])}, days ascending.

    :param purchases: (customer, date, quantity, amount) as of the loader; those of a
        customer on one day count as one, those of no amount not at all
    """
    amounts = defaultdict(float)
    for customer, day, _quantity, amount in purchases:
        if amount > 0:
            amounts[customer, day.toordinal()] += amount
    found = defaultdict(lambda: ([], []))
    for (customer, day), amount in sorted(amounts.items()):
        found[customer][0].append(day)
        found[customer][1].append(amount)
    return found


def cut_offs(found, first=FIRST_CUT_OFF, every=EVERY, horizon=HORIZON):
    """Days to predict on: some history behind each, the whole horizon ahead."""
    start = min(days[0] for days, _revenues in found.values())
    end = max(days[-1] for days, _revenues in found.values())
    return range(start + first, end - horizon + 1, every)


def known_at(found, cut, horizon=HORIZON):
    """:class:`Known` of every customer who had bought by the cut-off."""
    known = []
    for customer, (days, revenues) in found.items():
        count = bisect_right(days, cut)
        if count:
            returned = bisect_right(days, cut + horizon) > count
            tx, T = days[count - 1] - days[0], cut - days[0]
            revenue = sum(revenues[:count])
            known.append(Known(customer, count - 1, tx, T, revenue, returned))
    return known


def score_recency(known, _cut):
    """The longer ago the last purchase, the lower."""
    return [-each.silent for each in known]


def score_own_gap(known, _cut):
    """The overdue ratio, negative: days silent by the customer's usual gap."""
    mean = mean_gap(as_buckets(known))
    return [-each.silent * (each.x + 2) / (each.tx + 2 * mean) for each in known]


def score_rfm(known, _cut):
    """Sum of the three scores from 1 to 5 of the customer's place among all."""
    columns = (
        [-each.silent for each in known],
        [each.x for each in known],
        [each.revenue for each in known],
    )
    return list(map(sum, zip(*map(_quintiles, columns), strict=True)))


def score_alive(known, _cut):
    """P(alive) of the model as the addon fits it."""
    parameters = mbg_nbd.fit(as_buckets(known)).parameters
    return [mbg_nbd.probability_alive(parameters, *each[1:4]) for each in known]


def score_order(known, _cut):
    """P(order within the horizon) as the addon fits it."""
    return chances(mbg_nbd.fit(as_buckets(known)).parameters, known)


def score_unfitted(known, _cut):
    """P(order within the horizon) by the values the fit begins with."""
    return chances(mbg_nbd.default_parameters(mean_gap(as_buckets(known))), known)


def chances(parameters, known):
    """P(order within the horizon) of each customer by these parameters."""
    return [
        mbg_nbd.probability_of_order(parameters, *each[1:4], HORIZON) for each in known
    ]


SCORERS = {
    "recency": score_recency,
    "own-gap ratio": score_own_gap,
    "RFM sum": score_rfm,
    "P(alive)": score_alive,
    "P(order)": score_order,
    "P(order), not fitted": score_unfitted,
}


def evaluate(purchases, extra_scorers=None, cuts=None, scorers=None):
    """Evaluate all scorers.

    :param extra_scorers: more of them, {name: scorer}; a scorer takes the list of
        :class:`Known` and the cut-off (an ordinal day) and gives a score for each,
        higher where a purchase is likelier. The addon's own, asked in a database, is
        such a scorer.
    :param cuts: ordinal days, default :func:`cut_offs`
    :param scorers: evaluated besides these, default ``SCORERS``
    :return: {name: :class:`Result`}
    """
    found = histories(purchases)
    scored = defaultdict(list)
    scorers = (SCORERS if scorers is None else scorers) | (extra_scorers or {})
    for cut in cuts or cut_offs(found):
        known = known_at(found, cut)
        for name, scorer in scorers.items():
            scores = scorer(known, cut)
            rows = zip(scores, (each.returned for each in known), strict=True)
            scored[name].append(backtest.merge((s, 1, int(r)) for s, r in rows))
    return {name: _result(cuts) for name, cuts in scored.items()}


def _result(cuts):
    """Of one scorer, from its scored customers at each cut-off."""
    ranking = (
        backtest.auc,
        backtest.average_precision,
        backtest.top_hit_rate,
        backtest.top_lift,
    )
    means = [fmean(map(measure, cuts)) for measure in ranking]
    pooled = backtest.merge(row for rows in cuts for row in rows)
    if pooled[0].score < 0 or pooled[-1].score > 1:
        return Result(*means, None, None, None)
    expected = sum(row.score * row.customers for row in pooled)
    ratio = expected / sum(row.returned for row in pooled)
    brier = fmean(map(backtest.brier, cuts))
    return Result(*means, brier, ratio, backtest.bands(pooled))


def as_buckets(known):
    """Return the histories of ``known`` customers, each a bucket of its own."""
    return [Bucket(each.x, each.tx, each.T) for each in known]


def _quintiles(values):
    """Scores from 1 to 5: by the share of lower values and half the equal ones."""
    ranked = sorted(values)
    scores = {}
    for value in set(values):
        twice_lower = bisect_left(ranked, value) + bisect_right(ranked, value)
        scores[value] = min(1 + 5 * twice_lower // (2 * len(ranked)), 5)
    return [scores[value] for value in values]


def report(results):
    """Lines of a table of results, then of the bands of each calibrated scorer."""
    yield f"{'':24}   AUC    AP  top10  lift  Brier  exp/actual"
    for name, result in results.items():
        line = f"{name:24}  {result.auc:.3f} {result.average_precision:.3f}"
        line += f"  {result.top_hit_rate:.3f}  {result.top_lift:.2f}"
        if result.bands:
            line += f"  {result.brier:.4f}  {result.expected_ratio:.2f}"
        yield line
    for name, result in results.items():
        for band in result.bands or ():
            line = f"{name:24}  {band.lower:.1f} to {band.upper:.1f}: "
            if band.customers:
                line += f"predicted {band.predicted:.3f}, actual {band.actual:.3f}, "
            yield line + f"{band.customers} customers"


def main():
    """Evaluate on CDNOW, fetched when not yet there, and print the report."""
    from .load.cdnow_file import fetch, read_purchases

    for line in report(evaluate(read_purchases(fetch()))):
        print(line)


if __name__ == "__main__":
    main()
