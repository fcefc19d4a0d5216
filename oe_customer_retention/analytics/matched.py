"""Odds that something preceded a loss, among customers who were alike.

Lost customers are compared with those who stayed within strata of like customers. The
odds ratio of all strata is that of Mantel and Haenszel (Journal of the National Cancer
Institute 22, 1959), the variance of its logarithm that of Robins, Breslow and Greenland
(Biometrics 42, 1986), which holds for few large strata and for many small ones. Asked
often enough, chance alone answers: of the questions asked together, those that are
called found are held to a false share of ``FALSE_SHARE`` by Benjamini and Hochberg
(Journal of the Royal Statistical Society B 57, 1995).
"""

from math import exp, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

FEWEST = 30  # lost customers with their like among those who stayed
FALSE_SHARE = 0.05
WIDTH = 1.96


class Stratum(NamedTuple):
    """Customers alike: how many were lost and stayed, and what had preceded whom."""

    lost: int
    lost_exposed: int
    stayed: int
    stayed_exposed: int


class Odds(NamedTuple):
    """Odds ratio, from where to where it may be, and how often chance does as much."""

    ratio: float
    low: float
    high: float
    p_value: float


def comparable(strata):
    """Return the strata with somebody to compare: both lost and stayed.

    >>> comparable([Stratum(3, 1, 0, 0), Stratum(1, 1, 2, 0)])
    [Stratum(lost=1, lost_exposed=1, stayed=2, stayed_exposed=0)]
    """
    return [stratum for stratum in strata if stratum.lost and stratum.stayed]


def odds(strata):
    """Return the :class:`Odds` of all strata; None where they are too few to say.

    >>> found = odds([Stratum(40, 20, 60, 10), Stratum(20, 8, 40, 6)])
    >>> [round(number, 3) for number in found]
    [4.542, 2.17, 9.503, 0.0]
    >>> odds([Stratum(29, 20, 60, 10)]), odds([Stratum(40, 20, 60, 0)])
    (None, None)
    """
    strata = comparable(strata)
    if sum(stratum.lost for stratum in strata) < FEWEST:
        return None
    r, s, pr, ps_qr, qs = (0.0,) * 5
    for lost, a, stayed, c in strata:
        b, d, n = lost - a, stayed - c, lost + stayed
        for_, against = a * d / n, b * c / n
        p, q = (a + d) / n, (b + c) / n
        r, s = r + for_, s + against
        pr, ps_qr, qs = pr + p * for_, ps_qr + p * against + q * for_, qs + q * against
    if not r or not s:
        return None
    error = sqrt(pr / (2 * r * r) + ps_qr / (2 * r * s) + qs / (2 * s * s))
    middle = log(r / s)
    return Odds(
        r / s,
        exp(middle - WIDTH * error),
        exp(middle + WIDTH * error),
        2 * NormalDist().cdf(-abs(middle) / error),
    )


def corrected(p_values):
    """Return each p-value corrected for the number of questions asked.

    >>> [round(value, 3) for value in corrected([0.01, 0.04, 0.03, 0.5])]
    [0.04, 0.053, 0.053, 0.5]
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__, reverse=True)
    found, least = [0.0] * len(p_values), 1.0
    for behind, place in enumerate(order):
        rank = len(p_values) - behind
        least = min(least, p_values[place] * len(p_values) / rank)
        found[place] = least
    return found
