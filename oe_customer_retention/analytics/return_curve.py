"""The return curve: does a customer silent for d days order again?

Its data are gaps: for every order day of a customer, the days until the next one (an
event), or, after the last one, until today (censored). Counted by length they are a
histogram {days: (events, censored)}, however many customers there are.

Who has bought often comes back more often, and short gaps are mostly those of one-time
buyers: a curve of everybody is theirs. So there is one for each class of customers,
by the days on which they had bought when the silence began; and where one number has
to do for all, the mean over the customers who are there.

Source: Kaplan & Meier, "Nonparametric estimation from incomplete observations",
JASA 53 (1958).
"""

from bisect import bisect_right
from collections import defaultdict
from math import ceil
from typing import NamedTuple

MIN_FOLLOWED = 30
WITHIN = 180
LEVELS = (0.50, 0.25, 0.10)
CLASSES = (1, 2, 3, 6)  # purchase days from which on customers are of the next class


class Chance(NamedTuple):
    """Return of customers silent for ``days`` days, as far as it is known.

    chance    probability of an order in the days that follow, None where the data do
              not reach
    at_risk   gaps longer than ``days``
    followed  how many of them could be watched to the end of those days
    """

    days: int
    chance: float | None
    at_risk: int
    followed: float


class Suggestion(NamedTuple):
    """A threshold in days, made to mean that the chance to return falls under level.

    reason is "measured"; or "unreached", the data end first, or "always_below", the
    chance is lower from the day of the order on: the default then, unless a measured
    neighbour leaves it no room.
    """

    days: int
    default: int
    level: float
    reason: str


class Curve:
    """Questions to a curve that has ``_days`` and ``chance_to_return``."""

    def falls_under(self, level, within=WITHIN):
        """Days of silence from which on the chance to return stays under ``level``.

        "On" is as far as the data reach. None where they end before that day.

        >>> curve = ReturnCurve({10: (60, 0), 20: (20, 0), 30: (10, 0), 400: (0, 30)})
        >>> curve.falls_under(0.5), curve.falls_under(0.1), curve.falls_under(0)
        (20, 30, None)
        """
        under = None
        for point in reversed(self._told(within)):
            if point.chance >= level:
                break
            under = point.days
        return under

    def sample(self, within=WITHIN, marks=(), points=60):
        """The curve for a chart, evenly spaced as far as the data reach.

        :param marks: days to be among them, so that a line drawn there meets the curve
        :return: list of at most ``points`` :class:`Chance` and those of the marks,
            empty without data
        """
        told = self._told(within)
        last = told[-1].days if told else -1
        step = max(ceil(last / (points - 1)), 1)
        days = {*range(0, last + 1, step), *(day for day in marks if 0 <= day <= last)}
        return [self.chance_to_return(day, within) for day in sorted(days)]

    def _told(self, within):
        """The chances the data reach, one for each day on which the chance changes, and
        the day before: nobody has been watched for longer than the longest gap."""
        changes = {*self._days, *(day - within for day in self._days if day > within)}
        days = {0, *changes, *(day - 1 for day in changes if day)}
        chances = (self.chance_to_return(day, within) for day in sorted(days))
        return [point for point in chances if point.chance is not None]


class ReturnCurve(Curve):
    """Kaplan–Meier estimate over a histogram of gaps.

    :param gaps: {days: (events, censored)}, days ≥ 0
    :param min_followed: with fewer gaps followed to the end a chance is not told

    >>> curve = ReturnCurve({10: (5, 1), 20: (2, 0), 30: (0, 2)}, min_followed=2)
    >>> curve.survival(9), curve.survival(10), curve.survival(20)
    (1.0, 0.5, 0.25)
    >>> curve.chance_to_return(10, within=15)
    Chance(days=10, chance=0.5, at_risk=4, followed=4.0)
    >>> curve.chance_to_return(10, within=21)  # nobody was watched for 31 days
    Chance(days=10, chance=None, at_risk=4, followed=0.0)
    """

    def __init__(self, gaps, min_followed=MIN_FOLLOWED):
        self.min_followed = min_followed
        self._days = sorted(gaps)
        self._survival, self._at_risk = [1.0], [sum(map(sum, gaps.values()))]
        for days in self._days:
            events, censored = gaps[days]
            at_risk = self._at_risk[-1]
            stays = 1 - events / at_risk if at_risk else 1.0
            self._survival.append(self._survival[-1] * stays)
            self._at_risk.append(at_risk - events - censored)

    def survival(self, days):
        """Probability that a gap is longer than ``days`` days."""
        return self._survival[bisect_right(self._days, days)]

    def at_risk(self, days):
        """Number of gaps longer than ``days`` days, whether they have ended or not."""
        return self._at_risk[bisect_right(self._days, days)]

    def chance_to_return(self, days, within=WITHIN):
        """The chance that a customer silent for ``days`` orders ``within`` days more.

        1 − S(days + within) / S(days), of gaps longer than ``days``. Of those, some are
        cut off by today before the time is up. As many as were not, ``followed``, is
        at_risk(days + within) · S(days) / S(days + within): the ones seen silent to the
        end stand for the share S(days + within) / S(days) of them.

        :return: :class:`Chance`
        """
        at_risk, end = self.at_risk(days), days + within
        if not at_risk:
            return Chance(days, None, 0, 0.0)
        stays_silent = self.survival(end) / self.survival(days)
        followed = self.at_risk(end) / stays_silent if stays_silent else float(at_risk)
        reached = followed >= self.min_followed
        return Chance(days, 1 - stays_silent if reached else None, at_risk, followed)


class MixedCurve(Curve):
    """The mean of the curves of several classes, over the customers who are there.

    A class whose data do not reach so far is told by all of them together.

    :param gaps: {class: {days: (events, censored)}}
    :param customers: {class: number of customers}

    >>> often, seldom = {10: (30, 0)}, {10: (10, 20), 300: (0, 30)}
    >>> curve = MixedCurve({6: often, 2: seldom}, {6: 10, 2: 30})
    >>> [round(curve.curves[key].chance_to_return(5, 20).chance, 3) for key in (6, 2)]
    [1.0, 0.167]
    >>> round(curve.chance_to_return(5, within=20).chance, 3)
    0.375
    """

    def __init__(self, gaps, customers, min_followed=MIN_FOLLOWED):
        self.customers = customers
        self.curves = {
            key: ReturnCurve(histogram, min_followed) for key, histogram in gaps.items()
        }
        self.all = ReturnCurve(pool(gaps.values()), min_followed)
        self._days = self.all._days

    def chance_of(self, key, days, within=WITHIN):
        """The chance of a customer of a class, as far as the data tell."""
        if key in self.curves:
            told = self.curves[key].chance_to_return(days, within)
            if told.chance is not None:
                return told.chance
        return self.all.chance_to_return(days, within).chance

    def chance_to_return(self, days, within=WITHIN):
        """The chance that one of the customers silent for ``days`` comes back.

        :return: :class:`Chance`; None where a class with customers is not told
        """
        total, weighed = 0, 0.0
        everybody = self.all.chance_to_return(days, within)
        for key, customers in self.customers.items():
            chance = self.chance_of(key, days, within)
            if customers and chance is None:
                return everybody
            if customers:
                total += customers
                weighed += customers * chance
        return everybody._replace(chance=weighed / total) if total else everybody

    def expected(self, silent, within=WITHIN):
        """Number of silent customers who come back, and of how many.

        :param silent: {class: {days: customers}}
        :return: customers to whom a chance is told, and the sum of their chances

        >>> curve = MixedCurve({1: {10: (30, 0), 90: (0, 90)}}, {1: 90})
        >>> curve.expected({1: {5: 40}}, within=20)
        (40, 10.0)
        """
        told = [
            (customers, self.chance_of(key, days, within))
            for key, by_days in silent.items()
            for days, customers in by_days.items()
        ]
        told = [(customers, chance) for customers, chance in told if chance is not None]
        return (
            sum(customers for customers, _chance in told),
            sum(customers * chance for customers, chance in told),
        )


def class_of(purchase_days):
    """The class of a customer by its purchase days.

    >>> [class_of(days) for days in (1, 2, 3, 5, 6, 100)]
    [1, 2, 3, 3, 6, 6]
    """
    return CLASSES[bisect_right(CLASSES, purchase_days) - 1]


def pool(histograms):
    """One histogram of the gaps of several.

    >>> pool([{10: (1, 2)}, {10: (3, 0), 20: (0, 1)}])
    {10: (4, 2), 20: (0, 1)}
    """
    sums = defaultdict(lambda: (0, 0))
    for histogram in histograms:
        for days, (events, censored) in histogram.items():
            before = sums[days]
            sums[days] = (before[0] + events, before[1] + censored)
    return dict(sums)


def suggest_thresholds(curve, defaults=(60, 90, 365), levels=LEVELS, within=WITHIN):
    """Days of silence at which the chance to return falls under each level.

    :param defaults: increasing days, kept where the data do not tell
    :param levels: decreasing chances, one for each default
    :return: list of :class:`Suggestion`, their days positive and strictly increasing;
        a default without room between measured neighbours keeps its proportion to them

    >>> curve = ReturnCurve({10: (60, 0), 100: (20, 0), 300: (20, 0), 400: (0, 80)})
    >>> for suggestion in suggest_thresholds(curve):
    ...     suggestion.days, suggestion.reason
    (6, 'always_below')
    (10, 'measured')
    (365, 'unreached')
    """
    found = [curve.falls_under(level, within) for level in levels]
    days = [day or default for day, default in zip(found, defaults, strict=True)]
    _make_room(days, defaults, kept=[not day for day in found])
    return list(map(Suggestion, days, defaults, levels, map(_reason, found)))


def _make_room(days, defaults, kept):
    """Make days strictly increasing in place; defaults that were kept give way."""
    for i in reversed(range(len(days) - 1)):
        if kept[i] and days[i] >= days[i + 1]:
            days[i] = days[i + 1] * defaults[i] // defaults[i + 1]
    previous = 0
    for i in range(len(days)):
        if kept[i] and days[i] <= previous:
            days[i] = previous * defaults[i] // max(defaults[i - 1], 1)
        days[i] = previous = max(days[i], previous + 1)


def _reason(found):
    if found is None:
        return "unreached"
    return "measured" if found else "always_below"
