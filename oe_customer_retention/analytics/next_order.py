"""The next order of a customer, given how long it has been silent.

The logarithm of the next gap is spread around the mean of those known, the customer's
own and the company's. It is taken as logistic, with the quartiles of a normal one:
then the gap, given that it is longer than the silence so far, has a closed form.
"""

from math import exp, log, sqrt

QUARTILE = 0.6745  # standard deviations from the mean of a normal one to a quartile
LEAST_SPREAD = 0.05
UNKNOWN_SPREAD = 1.0
LONGEST_GAP = 36500
HORIZONS = (7, 14, 30, 60, 90, 180, 365)


def next_gap(log_gap, gaps, spread, silence, share=0.5):
    """Return the days after the last order by which the next one comes.

    S(g) = 1 ÷ (1 + (g ÷ m)ᵝ) is the share of gaps longer than g, m the typical one;
    the result is the g at which S(g) = (1 − share) · S(silence), a day after the
    silence at least.

    :param log_gap: mean of the logarithms of the gaps known
    :param gaps: how many these are
    :param spread: standard deviation of the logarithm of a customer's gaps
    :param silence: days since the last order
    :param share: of those who come back, the share that has by then

    >>> round(next_gap(log(30), 4, 0.8, silence=0))
    30
    >>> [round(next_gap(log(30), 4, 0.8, silence)) for silence in (20, 60, 365)]
    [43, 94, 536]
    """
    steepness = log(3) / (QUARTILE * max(spread, LEAST_SPREAD) * sqrt(1 + 1 / gaps))
    log_gap = min(log_gap, log(LONGEST_GAP))
    longer = (silence / exp(log_gap)) ** steepness
    odds = (share + longer) / (1 - share)
    return max(exp(log_gap + log(odds) / steepness), silence + 1)


def suggest_horizon(usual_gap):
    """Return the days ahead that fit a business with such gaps: about two of them.

    With a much longer horizon nearly everybody orders within it, with a much shorter
    one hardly anybody: the chances tell nobody from anybody.

    >>> [suggest_horizon(gap) for gap in (1, 9, 40, 400)]
    [7, 14, 90, 365]
    """
    return min(HORIZONS, key=lambda days: abs(log(days / (2 * usual_gap))))
