"""Effect of contacting customers, adjusted for what the documents knew beforehand.

People contact those they expect to return, so contacted and left alone differ before
anybody is contacted. Two logistic regressions learn who is contacted, and who returns
when left alone; each corrects what the other misses (augmented inverse probability
weighting: Robins, Rotnitzky and Zhao, Journal of the American Statistical Association
89, 1994). Half of the customers is judged by what the other half taught (cross-fitting:
Chernozhukov and others, Econometrics Journal 21, 2018), three times with other halves:
the median counts, and how much they differ widens the interval. The effect is that on
those who were contacted; the months of a customer are one observation in its interval.

What salespeople knew and no document says stays in it. How strong that would have to be
is the E-value of VanderWeele and Ding, Annals of Internal Medicine 167 (2017).
"""

from collections import defaultdict
from math import sqrt
from operator import mul
from random import Random
from statistics import median
from typing import NamedTuple

from .correction import log_odds, probability, regress

RIDGE = 1.0
SPLITS = 3
FEWEST = 50  # contacted, and left alone, before anything is said
LIKELIEST = 0.9  # to be contacted: above it hardly anybody like that was left alone
LEAST_OVERLAP = 0.5
WIDTH = 1.96  # standard errors to either side: 95 % for who looks once
GRID = (0.25, 1.0, 0.5, 0.5, 0.5, 0.5, 1.0, 0.5, 0.1)  # what of the facts is alike
PRIOR = 20  # customer-months that a salesperson is taken to do as all do


class Facts(NamedTuple):
    """Knowledge of a customer when a month began.

    chance: log odds of an order, and ``curve``, their square
    silence: ln of the days since the last purchase in usual gaps
    spent: ln(1 + revenue of the last year as a buyer)
    purchases, age: ln of the purchase days, and of the days since the first
    is_lost: 1 where the status was lost
    contacts: ln(1 + days of contact in the months before)
    person: log odds that its salesperson contacts anybody
    """

    chance: float
    curve: float
    silence: float
    spent: float
    purchases: float
    age: float
    is_lost: float
    contacts: float
    person: float


class Month(NamedTuple):
    """A customer in a month: who it is, whose, what was done and what it did."""

    customer: int
    user: int
    is_contacted: bool
    has_returned: bool
    facts: Facts


class Alike(NamedTuple):
    """Customer-months whose facts are alike; ``returned`` of them did."""

    facts: Facts
    customers: int
    returned: int
    offset: float


class Adjusted(NamedTuple):
    """Effect of contact in parts of 1, from where to where it may be, and for how many.

    ``rate`` is at which those contacted returned, ``overlap`` the share of them who are
    comparable with anybody left alone. Without a value nothing can be said.
    """

    rate: float
    overlap: float
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_known(self):
        """Return whether it is more, or less, than nothing.

        >>> Adjusted(0.2, 1, 0.05, 0.01, 0.09).is_known, Adjusted(0.2, 1).is_known
        (True, False)
        """
        return self.value is not None and not self.low <= 0 <= self.high


def effect_of_contact(months):
    """Return the :class:`Adjusted` effect; None while too few are contacted or left
    alone.

    :param months: :class:`Month`, of the other facts than ``person``, which is learned
    """
    contacted = sum(month.is_contacted for month in months)
    if min(contacted, len(months) - contacted) < FEWEST:
        return None
    rate = sum(m.is_contacted and m.has_returned for m in months) / contacted
    tried = []
    for split in range(SPLITS):
        first, second = _halves(months, split)
        if not _can_teach(first) or not _can_teach(second):
            return None
        judged = [*_judged(second, first), *_judged(first, second)]
        tried.append(
            _estimate([row for row in judged if row[2] <= LIKELIEST], contacted)
        )
    overlap = median(overlap for overlap, _value, _variance in tried)
    if any(value is None for _overlap, value, _variance in tried):
        return Adjusted(rate, overlap)
    value = median(value for _overlap, value, _variance in tried)
    half = WIDTH * sqrt(
        median(variance + (each - value) ** 2 for _overlap, each, variance in tried)
    )
    return Adjusted(rate, overlap, value, value - half, value + half)


def _halves(months, seed):
    """Return the months of either half of the customers, drawn by lot."""
    customers = [*dict.fromkeys(month.customer for month in months)]
    Random(seed).shuffle(customers)
    first = {*customers[: len(customers) // 2]}
    return [
        [month for month in months if (month.customer in first) == is_first]
        for is_first in (True, False)
    ]


def _can_teach(months):
    contacted = sum(month.is_contacted for month in months)
    return 0 < contacted < len(months)


def _judged(known, others):
    """Return of each of ``others`` its month, its surprise and its chance of contact:
    the return less what was to be expected had it been left alone."""
    people, mean = _people(known), _mean(known, "is_contacted")
    # those learned from must not know of their own contact by their salesperson's
    taught = _with_person(known, _people(others), mean)
    contact = _learn(taught, "is_contacted")
    alone = _learn([month for month in taught if not month.is_contacted])
    return [
        (
            month,
            month.has_returned - _predict(alone, month.facts),
            _predict(contact, month.facts),
        )
        for month in _with_person(others, people, mean)
    ]


def _mean(months, name):
    return sum(getattr(month, name) for month in months) / len(months)


def _people(months):
    """Return how many customer-months each salesperson has, and contacted."""
    people = defaultdict(lambda: [0, 0])
    for month in months:
        people[month.user][0] += 1
        people[month.user][1] += month.is_contacted
    return people


def _with_person(months, people, mean):
    """Return the months with how readily others of the salesperson are contacted."""
    odds = {
        user: log_odds((contacted + PRIOR * mean) / (count + PRIOR))
        for user, (count, contacted) in people.items()
    }
    usual = log_odds(mean)
    return [
        month._replace(facts=month.facts._replace(person=odds.get(month.user, usual)))
        for month in months
    ]


def _learn(months, name="has_returned"):
    """Return intercept and weights of the log odds of what is asked, by the facts."""
    offset = log_odds((sum(getattr(m, name) for m in months) + 0.5) / (len(months) + 1))
    sums = defaultdict(lambda: [[0.0] * len(Facts._fields), 0, 0])
    for month in months:
        facts = month.facts
        cell = sums[tuple(round(f / g) for f, g in zip(facts, GRID, strict=True))]
        cell[0] = [total + fact for total, fact in zip(cell[0], facts, strict=True)]
        cell[1] += 1
        cell[2] += getattr(month, name)
    cells = [
        Alike(Facts(*(total / n for total in totals)), n, yes, offset)
        for totals, n, yes in sums.values()
    ]
    [(intercept, weights, _centers)] = regress(cells, [RIDGE])
    return offset + intercept, weights


def _predict(learned, facts):
    intercept, weights = learned
    return probability(intercept + sum(map(mul, weights, facts)))


def _estimate(judged, contacted):
    """Return overlap, effect on those contacted and its variance, of rows that are
    comparable; no effect where they are too few."""
    acted = [
        (month.customer, miss, 1.0)
        for month, miss, _chance in judged
        if month.is_contacted
    ]
    alone = [
        (month.customer, miss, chance / (1 - chance))
        for month, miss, chance in judged
        if not month.is_contacted
    ]
    overlap = len(acted) / contacted
    if overlap < LEAST_OVERLAP or min(map(_size, (acted, alone))) < FEWEST:
        return overlap, None, None
    shares, means = defaultdict(float), []
    for rows, sign in ((acted, 1), (alone, -1)):
        total = sum(weight for _customer, _miss, weight in rows)
        mean = sum(miss * weight for _customer, miss, weight in rows) / total
        means.append(mean)
        for customer, miss, weight in rows:
            shares[customer] += sign * weight * (miss - mean) / total
    variance = sum(share**2 for share in shares.values())
    return overlap, means[0] - means[1], variance * len(shares) / (len(shares) - 1)


def _size(rows):
    """Return as how many the rows count, weighted as they are (Kish, 1965)."""
    weights = [weight for _customer, _miss, weight in rows]
    return sum(weights) ** 2 / sum(w * w for w in weights) if weights else 0


def needed_to_explain(rate, effect):
    """Return how many times as likely something unseen would have to make both contact
    and return, at least, to be all of the effect.

    :param rate: at which those contacted returned
    :param effect: on it

    >>> round(needed_to_explain(0.2, 0.1), 2), needed_to_explain(0.2, 0)
    (3.41, 1.0)
    >>> round(needed_to_explain(0.1, -0.1), 2)
    3.41
    """
    without = max(rate - effect, 1e-6)
    ratio = max(rate, 1e-6) / without
    ratio = max(ratio, 1 / ratio)
    return ratio + sqrt(ratio * (ratio - 1))
