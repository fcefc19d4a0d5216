"""Effect of acting on customers, compared with those left alone at random.

The interval holds on all days at once: whoever looks every day, and stops when the
answer pleases, is wrong no more often than ``ALPHA``. It is the asymptotic confidence
sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit
theory and asymptotic confidence sequences", Annals of Statistics 52 (2024). How many
customers it takes is the usual formula for two shares (Chow, Shao and Wang, "Sample
Size Calculations in Clinical Research", 4.2), with this interval's width in the place
of the 1.96 of who looks only once.
"""

from math import ceil, inf, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

ALPHA = 0.05
POWER = 0.8  # an effect that is foretold is known in time four times out of five
TIGHT_AT = 500  # customers at whom the interval is as narrow as it can be
FEWEST = 50  # customers acted upon, and left alone, before anything is said

_RHO_SQUARED = (-2 * log(ALPHA) + log(1 - 2 * log(ALPHA))) / TIGHT_AT
_POWER_WIDTH = NormalDist().inv_cdf(POWER)


class Arm(NamedTuple):
    """Customers who were all acted upon, or all left alone, and what they did: came
    back (0 or 1), or spent."""

    customers: int
    total: float
    squares: float  # the sum of the squares

    @property
    def mean(self):
        """Return what one of them did.

        >>> Arm(50, total=10, squares=10).mean
        0.2
        """
        return self.total / self.customers

    def variance(self, unit):
        """Return the variance of what one of them did.

        As if there were two more, one who did nothing and one who did ``unit`` (Agresti
        and Caffo, 2000): that nobody has come back yet does not say nobody will.

        >>> Arm(8, total=0, squares=0).variance(1)
        0.09
        """
        customers = self.customers + 2
        mean = (self.total + unit) / customers
        return (self.squares + unit**2) / customers - mean**2


class Effect(NamedTuple):
    """Difference that acting makes, and from where to where it may be."""

    value: float
    low: float
    high: float

    @property
    def is_known(self):
        """Return whether it is more, or less, than nothing.

        >>> Effect(0.04, -0.01, 0.09).is_known, Effect(0.04, 0.01, 0.07).is_known
        (False, True)
        """
        return not self.low <= 0 <= self.high


def effect(pairs, unit=1):
    """Return the effect in several groups together, None while they are too few.

    Each group is compared within itself: a larger share left alone from some month on,
    or another reaction, confounds nothing.

    :param pairs: two ``Arm`` a group: acted upon, left alone
    :param unit: what somebody does who does something: 1, or the usual amount

    >>> found = effect([(Arm(400, 60, 60), Arm(100, 10, 10))])
    >>> [round(number, 3) for number in found]
    [0.05, -0.059, 0.159]
    >>> effect([(Arm(400, 60, 60), Arm(20, 2, 2))]), effect([])
    (None, None)
    """
    pairs = [pair for pair in pairs if all(arm.customers for arm in pair)]
    sizes = [sum(pair[side].customers for pair in pairs) for side in (0, 1)]
    if min(sizes) < FEWEST:
        return None
    customers = sum(sizes)
    value = variance = 0
    for acted, alone in pairs:
        share = (acted.customers + alone.customers) / customers
        value += share * (acted.mean - alone.mean)
        variance += share**2 * sum(
            arm.variance(unit) / arm.customers for arm in (acted, alone)
        )
    half = width(customers) * sqrt(variance)
    return Effect(value, value - half, value + half)


def width(customers):
    """Return how many standard errors the interval reaches to either side.

    >>> [round(width(customers), 2) for customers in (50, 500, 5000)]
    [3.86, 3.04, 3.24]
    """
    scaled = customers * _RHO_SQUARED
    return sqrt(2 * (scaled + 1) / scaled * log(sqrt(scaled + 1) / ALPHA))


def _error(share, rate, change):
    """Return the standard error of the difference, of one customer."""
    acted = rate + change
    return sqrt(acted * (1 - acted) / (1 - share) + rate * (1 - rate) / share)


def is_enough(customers, share, rate, change):
    """Return whether ``customers`` make a change of the rate known.

    :param share: of them who are left alone
    :param rate: at which those come back
    :param change: of the rate, by acting

    >>> is_enough(4005, 0.2, 0.1, 0.05), is_enough(4006, 0.2, 0.1, 0.05)
    (False, True)
    """
    if customers * min(share, 1 - share) < FEWEST:
        return False
    widths = width(customers) + _POWER_WIDTH
    return change >= widths * _error(share, rate, change) / sqrt(customers)


def customers_needed(share, rate, change):
    """Return how many customers make a change of the rate known.

    >>> customers_needed(0.5, 0.1, 0.05)
    2796
    """
    low, high = 0, 1
    while not is_enough(high, share, rate, change):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if is_enough(middle, share, rate, change):
            high = middle
        else:
            low = middle
    return high


def detectable(customers, share, rate):
    """Return the smallest change of the rate that so many customers make known, None
    where they are too few for any.

    >>> detectable(2796, 0.5, 0.1), detectable(50, 0.2, 0.1)
    (0.05, None)
    """
    steps = range(1, int((1 - rate) * 1000))
    return next(
        (
            step / 1000
            for step in steps
            if is_enough(customers, share, rate, step / 1000)
        ),
        None,
    )


def months_needed(customers, per_month, watched_months):
    """Return after how many months so many customers are known to the end.

    >>> months_needed(2000, per_month=200, watched_months=3), months_needed(9, 0, 3)
    (13, inf)
    """
    if per_month <= 0:
        return inf
    return ceil(customers / per_month) + watched_months
