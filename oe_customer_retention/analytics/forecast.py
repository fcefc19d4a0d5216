"""Range of a sum of expected revenue: how far it may be off.

What customers bring differs from what was expected for two reasons. Each of them does
other than expected by chance: the variance of that adds up over the customers, so that
it matters less the more they are. And all together may do better or worse than the
model thinks, whatever their number. Both are measured on windows of the past that are
over, predicted by a model that knew nothing of them.

The revenue of a customer is a number of purchases times what each is worth, so its
variance is taken as proportional to expected revenue times the value of a purchase
(Jørgensen & Paes de Souza, "Fitting Tweedie's compound Poisson model to insurance
claims data", Scandinavian Actuarial Journal, 1994). The sum is taken as lognormal.
"""

from math import exp, log, log1p, sqrt
from typing import NamedTuple

FOUR_OF_FIVE = 1.2816  # standard deviations around the mean that hold 80 %
PRIOR_WINDOWS = 2
PRIOR_SPREAD = 0.15
MOST_OFF = 10  # of a window that brought hardly anything


class Window(NamedTuple):
    """Sums over the customers of a window of the past, expected e and actual a."""

    expected: float
    actual: float
    actual_squared: float
    product: float
    expected_squared: float
    weight: float  # expected times the value of a purchase


class Errors(NamedTuple):
    """Measures of how a company's forecasts were wrong.

    bias        what came, by what was expected
    spread      standard deviation of the logarithm of that, from window to window
    dispersion  variance of what a customer brings, by its weight
    """

    bias: float
    spread: float
    dispersion: float


def errors(windows):
    """Learn from windows of the past; as if there had been two more that were right
    but for the usual spread.

    :return: :class:`Errors`; None without a window in which anything was expected

    >>> windows = [Window(100, actual, 900, 600, 500, 400) for actual in (120, 130)]
    >>> [round(value, 3) for value in errors(windows)]
    [1.118, 0.151, 0.41]
    """
    windows = [window for window in windows if window.expected > 0 < window.weight]
    if not windows:
        return None
    off = [
        log(min(max(w.actual / w.expected, 1 / MOST_OFF), MOST_OFF)) for w in windows
    ]
    known = len(windows) + PRIOR_WINDOWS
    mean = sum(off) / known
    squares = sum((each - mean) ** 2 for each in off) + PRIOR_WINDOWS * PRIOR_SPREAD**2
    bias = exp(mean)
    residual = sum(
        w.actual_squared - 2 * bias * w.product + bias**2 * w.expected_squared
        for w in windows
    )
    return Errors(
        bias=bias,
        spread=sqrt(squares / known * (1 + 1 / known)),
        dispersion=max(residual, 0) / sum(bias * w.weight for w in windows),
    )


def range_of(known, expected, weight):
    """Return the range that holds what comes four times of five.

    :param Errors known: of the company
    :param expected: sum of the customers' expected revenue
    :param weight: sum of expected revenue times the value of a purchase

    >>> few, many = (range_of(Errors(1, 0.1, 4), 100 * n, 5000 * n) for n in (1, 400))
    >>> [round(edge) for edge in few], [round(edge) for edge in many]
    ([15, 221], [33956, 46424])
    >>> range_of(Errors(1, 0.1, 4), 0, 0)
    (0.0, 0.0)
    """
    mean = known.bias * expected
    if mean <= 0:
        return 0.0, 0.0
    variance = known.dispersion * known.bias * weight + (known.spread * mean) ** 2
    width = log1p(variance / mean**2)
    centre, reach = log(mean) - width / 2, FOUR_OF_FIVE * sqrt(width)
    return exp(centre - reach), exp(centre + reach)
