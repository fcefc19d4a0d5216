"""Quality of predictions: discrimination and calibration.

A prediction is a score for each customer, higher where a return is thought likelier;
afterwards it is known who returned. Customers with one score are counted together in
a :class:`Scored`, so that SQL can add them up.
"""

from collections import defaultdict
from typing import NamedTuple

BANDS = 5
TOP = 0.1


class Scored(NamedTuple):
    """Customers who were given one score, and how many of them returned."""

    score: float
    customers: int
    returned: int


class Band(NamedTuple):
    """Customers given a probability from ``lower`` on, how many of them returned, and
    the predicted and actual share."""

    lower: float
    upper: float
    customers: int
    returned: int
    predicted: float | None
    actual: float | None


class Backtest(NamedTuple):
    """The measures of this module for one prediction; None where undefined."""

    customers: int
    returned: int
    expected: float
    auc: float | None
    brier: float | None
    average_precision: float | None
    top_hit_rate: float | None
    top_lift: float | None
    bands: list[Band]


def evaluate(scored):
    """All measures of scores that are probabilities.

    :param scored: list of (score, customers, returned), in any order

    >>> figures = evaluate([(0.1, 50, 5), (0.5, 40, 20), (0.9, 10, 9)])
    >>> figures.customers, figures.returned, round(figures.expected, 6)
    (100, 34, 34.0)
    >>> round(figures.auc, 4), figures.top_hit_rate, round(figures.top_lift, 2)
    (0.803, 0.9, 2.65)
    """
    scored = merge(scored)
    customers, returned = _totals(scored)
    return Backtest(
        customers=customers,
        returned=returned,
        expected=sum(row.score * row.customers for row in scored),
        auc=auc(scored),
        brier=brier(scored),
        average_precision=average_precision(scored),
        top_hit_rate=top_hit_rate(scored),
        top_lift=top_lift(scored),
        bands=bands(scored),
    )


def auc(scored):
    """Chance that of a returned and another customer the returned one scored higher.

    A tie counts half: the Mann–Whitney statistic divided by the number of pairs. None
    without both kinds of customers.

    >>> auc([(3, 1, 1), (2, 2, 1), (1, 1, 0)])
    0.875
    """
    customers, returned = _totals(scored)
    pairs = returned * (customers - returned)
    wins, others_below = 0.0, 0
    for row in merge(scored):
        others = row.customers - row.returned
        wins += row.returned * (others_below + others / 2)
        others_below += others
    return wins / pairs if pairs else None


def best_threshold(silent):
    """Return the days of silence that tell best who is gone, and their :func:`auc`.

    The rule: who was silent for fewer days comes back, the others do not.

    :param silent: list of (days of silence, customers, returned)
    :return: (days, auc); None without both kinds of customers

    >>> best_threshold([(10, 4, 3), (50, 4, 2), (90, 4, 0)])[0]
    90
    """
    customers, returned = _totals(silent)
    others = customers - returned
    if not returned or not others:
        return None
    found, hits, false_hits = None, 0, 0
    rows = merge(silent)
    for row, following in zip(rows, rows[1:] + [None], strict=True):
        hits += row.returned
        false_hits += row.customers - row.returned
        pairs = (1 + hits / returned - false_hits / others) / 2
        days = round(following.score if following else row.score + 1)
        if not found or pairs > found[1]:
            found = days, pairs
    return found


def brier(scored):
    """Mean squared difference of probability and outcome (Brier 1950): 0 is best.

    >>> brier([(0.5, 4, 2), (1.0, 4, 4)])
    0.125
    """
    customers, _returned = _totals(scored)
    total = sum(
        returned * (1 - score) ** 2 + (count - returned) * score**2
        for score, count, returned in scored
    )
    return total / customers if customers else None


def average_precision(scored):
    """Mean, over those who returned, of the share of returns among all scored as high.

    Ties are taken together, as one step of the precision-recall curve.

    >>> round(average_precision([(3, 1, 1), (2, 1, 0), (1, 2, 1)]), 6)  # (1 + 2/4) / 2
    0.75
    """
    _customers, returned = _totals(scored)
    total, seen, hits = 0.0, 0, 0
    for row in reversed(merge(scored)):
        seen += row.customers
        hits += row.returned
        total += row.returned * hits / seen
    return total / returned if returned else None


def top_hit_rate(scored, share=TOP):
    """Share that returned of the ``share`` of customers with the highest scores.

    Of customers tied at the edge the part that still fits counts.

    >>> top_hit_rate([(0.9, 5, 4), (0.5, 10, 2), (0.1, 85, 0)])
    0.5
    """
    customers, _returned = _totals(scored)
    wanted = room = customers * share
    hits = 0.0
    for row in reversed(merge(scored)):
        taken = min(row.customers, room)
        hits += row.returned * taken / row.customers
        room -= taken
    return hits / wanted if wanted else None


def top_lift(scored, share=TOP):
    """Return how many times the hit rate of all customers :func:`top_hit_rate` is.

    >>> top_lift([(0.9, 5, 4), (0.5, 10, 2), (0.1, 85, 4)])
    5.0
    """
    customers, returned = _totals(scored)
    return top_hit_rate(scored, share) * customers / returned if returned else None


def bands(scored, count=BANDS):
    """Calibration: probabilities in ``count`` bands of equal width, lowest first.

    >>> bands([(0.05, 10, 1), (0.15, 10, 2), (1.0, 4, 4)], count=2)[0]
    Band(lower=0.0, upper=0.5, customers=20, returned=3, predicted=0.1, actual=0.15)
    """
    members = [[] for _band in range(count)]
    for row in map(Scored._make, scored):
        members[min(int(row.score * count), count - 1)].append(row)
    return [_band(i / count, (i + 1) / count, rows) for i, rows in enumerate(members)]


def merge(scored):
    """Count equal scores together, lowest score first.

    >>> [tuple(row) for row in merge([(0.5, 2, 1), (0.1, 3, 0), (0.5, 1, 1)])]
    [(0.1, 3, 0), (0.5, 3, 2)]
    """
    totals = defaultdict(lambda: [0, 0])
    for score, customers, returned in scored:
        totals[score][0] += customers
        totals[score][1] += returned
    return [Scored(score, *total) for score, total in sorted(totals.items())]


def _band(lower, upper, rows):
    customers, returned = _totals(rows)
    if not customers:
        return Band(lower, upper, 0, 0, None, None)
    predicted = sum(row.score * row.customers for row in rows) / customers
    return Band(lower, upper, customers, returned, predicted, returned / customers)


def _totals(scored):
    """Number of customers, and of those who returned."""
    return (
        sum(customers for _score, customers, _returned in scored),
        sum(returned for _score, _customers, returned in scored),
    )
