"""A customer's health: measures from 0 to 100, weighed, and weights that are learned.

The score is the mean of the measures by their weights, a whole number. What each adds
to it is told in whole points, too, which add up to the score.

Weights are learned from customers on past days: how high each measure was, and whether
the customer stayed. A logistic regression whose coefficients are not negative, drawn to
0 by a small ridge: the weights are the coefficients' shares of their sum.
"""

from math import exp, floor, log1p
from operator import mul

NEUTRAL = 50.0  # where nothing is known
GONE_AFTER = 3.0  # usual gaps of silence, from which nothing is left
OUTCOMES = {"positive": 100.0, "neutral": NEUTRAL, "negative": 0.0}
RIDGE = 1.0
LOOSE = 1e-6  # ridge of the intercept: it is finite where everybody stayed
MAX_STEPS = 60
SWEEPS = 200
TOLERANCE = 1e-10
LEAST_WEIGHT = 1e-6
LONGEST = 600.0  # log odds, so that exp() of them is finite


def silence(days, gap):
    """Return the measure of the days since the last purchase, by the usual gap.

    >>> silence(20, 30), silence(60, 30), silence(90, 30)
    (100.0, 50.0, 0.0)
    """
    left = (GONE_AFTER - days / max(gap, 1.0)) / (GONE_AFTER - 1)
    return 100 * min(max(left, 0.0), 1.0)


def spend(of_late, in_all, age, days):
    """Return the measure of what was spent in the last ``days``, by what is usual.

    :param in_all: revenue since the first purchase, ``age`` days ago

    >>> spend(100, 800, 720, 180), spend(300, 800, 720, 180), spend(0, -5, 9, 180)
    (50.0, 100.0, 0.0)
    """
    if in_all <= 0:
        return 0.0
    usual = in_all * days / max(age, days)
    return 100 * min(max(of_late / usual, 0.0), 1.0)


def contact(outcome):
    """Return the measure of how the last contact went, neutral where there was none.

    >>> contact("negative"), contact(None)
    (0.0, 50.0)
    """
    return OUTCOMES.get(outcome, NEUTRAL)


def breadth(of_late, in_a_year):
    """Return the measure of the categories of a year that were bought of late, too.

    >>> breadth(3, 4), breadth(0, 0)
    (75.0, 0.0)
    """
    return 100 * of_late / in_a_year if in_a_year else 0.0


def score(values, weights):
    """Return the score of measures by their weights, None where these are all 0.

    >>> score([30, 90], [75, 25])
    45
    """
    total = sum(weights)
    return rounded(sum(map(mul, values, weights)) / total) if total else None


def rounded(number):
    """Return the nearest whole number; halves go up, as in PostgreSQL's FLOOR."""
    return floor(number + 0.5)


def whole_parts(parts):
    """Return parts as whole numbers that add up to their sum, rounded.

    By the largest remainder: each is less than 1 from what it was.

    >>> whole_parts([33.4, 33.4, 33.2])
    [34, 33, 33]
    """
    whole = [floor(part) for part in parts]
    missing = rounded(sum(parts)) - sum(whole)
    by_remainder = sorted(
        range(len(parts)), key=lambda place: whole[place] - parts[place]
    )
    for place in by_remainder[:missing]:
        whole[place] += 1
    return whole


def learn_weights(cells):
    """Return weights of the measures that add up to 100; None where none tells.

    :param cells: of customers alike (measures from 0 to 100, how many, how many stayed)
    """
    rows = [(1.0, *(value / 100 for value in values)) for values, _n, _kept in cells]
    counts = [(count, kept) for _values, count, kept in cells]
    _intercept, *slopes = _climb(rows, counts)
    total = sum(slopes)
    if total < LEAST_WEIGHT:
        return None
    return [100 * slope / total for slope in slopes]


def _climb(rows, counts):
    """Return the coefficients, the first one of any sign, the others not negative.

    Newton's method; each step minimises the quadratic within the bounds.
    """
    point = [0.0] * len(rows[0]) if rows else [0.0]
    value, gradient, hessian = _loss(rows, counts, point)
    for _step in range(MAX_STEPS):
        move = _bounded_move(gradient, hessian, point)
        promised = -sum(map(mul, gradient, move))  # what a step is to bring
        if promised <= TOLERANCE * abs(value):
            return [p + m for p, m in zip(point, move, strict=True)]
        length = 1.0
        while length > TOLERANCE:
            there = [max(p + length * m, 0.0) for p, m in zip(point, move, strict=True)]
            there[0] = point[0] + length * move[0]
            found = _loss(rows, counts, there)
            if found[0] <= value:
                break
            length /= 2
        else:
            break
        point, (value, gradient, hessian) = there, found
    return point


def _loss(rows, counts, point):
    """Return minus the log posterior, its gradient and its matrix of curvature."""
    size = len(point)
    ridge = [LOOSE] + [RIDGE] * (size - 1)
    value = sum(r * p * p for r, p in zip(ridge, point, strict=True)) / 2
    gradient = [r * p for r, p in zip(ridge, point, strict=True)]
    hessian = [[0.0] * size for _row in range(size)]
    for place in range(size):
        hessian[place][place] = ridge[place]
    for row, (count, kept) in zip(rows, counts, strict=True):
        odds = max(min(sum(map(mul, row, point)), LONGEST), -LONGEST)
        against = exp(-abs(odds))
        chance = 1 / (1 + against) if odds > 0 else against / (1 + against)
        value += count * (log1p(against) + max(odds, 0.0)) - kept * odds
        miss, curve = count * chance - kept, count * chance * (1 - chance)
        for i, fact in enumerate(row):
            gradient[i] += miss * fact
            for j in range(i + 1):
                hessian[i][j] += curve * fact * row[j]
    for i in range(size):
        for j in range(i):
            hessian[j][i] = hessian[i][j]
    return value, gradient, hessian


def _bounded_move(gradient, hessian, point):
    """Return the step that minimises the quadratic, no coefficient below 0."""
    move, slope = [0.0] * len(point), list(gradient)
    for _sweep in range(SWEEPS):
        longest = 0.0
        for place, row in enumerate(hessian):
            wanted = move[place] - slope[place] / row[place]
            if place:
                wanted = max(wanted, -point[place])
            change = wanted - move[place]
            if not change:
                continue
            move[place] = wanted
            longest = max(longest, abs(change))
            for other in range(len(point)):
                slope[other] += change * hessian[other][place]
        if longest < TOLERANCE:
            break
    return move
