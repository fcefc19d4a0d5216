"""The MBG/NBD model: who orders again, and how often.

While active, a customer orders at random with an own rate λ; after every order,
the first one included, the customer leaves for good with an own probability p.
Over all customers λ is Gamma(r, α) and p is Beta(a, b). Of a customer only three
numbers matter, all in days, several orders on one day being one order:

x   order days after the first
tx  days from the first order to the last
T   days from the first order to the day of the forecast

Sources: Batislam, Denizel & Filiztekin, "Empirical validation and comparison of
models for customer base analysis", IJRM 24 (2007); Wagner & Hoppe, "Erratum on the
MBG/NBD model", IJRM 25 (2008).

The model is fitted to buckets of customers who are alike, see :mod:`.buckets`.
"""

from collections import defaultdict
from math import ceil, exp, expm1, floor, lgamma, log, log1p, sqrt
from typing import NamedTuple

from .buckets import mean_gap, merge
from .minimise import minimise

START_CELLS = 4
MIN_CUSTOMERS = 100
MIN_HISTORY_DAYS = 365
UNKNOWN_GAP = 90.0
PRIOR_SPREAD = 1.0
CERTAIN = 37.0  # log odds beyond which 1 + odds and odds are the same float


class Parameters(NamedTuple):
    """r, alpha: shape and rate (days) of the order rates; a, b: of the leaving."""

    r: float
    alpha: float
    a: float
    b: float


class Fit(NamedTuple):
    """Parameters, and what they rest on.

    confidence is "low" below MIN_CUSTOMERS customers or MIN_HISTORY_DAYS days, else
    "normal". The fewer there are, the nearer are the parameters to those of
    :func:`default_parameters`.
    """

    parameters: Parameters
    customers: int
    history_days: int
    confidence: str


def probability_alive(parameters, x, tx, T):
    """Probability that the customer has not left for good.

    1 / (1 + z), z = a / (b + x) · ((α + T) / (α + tx))^(r + x). Only a step to the
    other two: it is near 1 for every one-time buyer, do not show it. z exceeds any
    float for frequent buyers long gone, hence its logarithm; in SQL cut that off at
    ±60, for PostgreSQL's exp() and power() raise on over- and underflow.

    >>> round(probability_alive(Parameters(0.8, 24, 0.3, 1.5), x=2, tx=60, T=70), 4)
    0.8949
    """
    r, alpha, a, b = parameters
    log_z = log(a / (b + x)) + (r + x) * log((alpha + T) / (alpha + tx))
    return 1 / (1 + exp(min(log_z, 700)))


def probability_of_order(parameters, x, tx, T, horizon):
    """Probability of at least one order in the next ``horizon`` days.

    P(alive) · (1 − ((α + T) / (α + T + horizon))^(r + x)): given that a customer is
    alive, λ is Gamma(r + x, α + T).

    >>> usual = Parameters(r=0.8, alpha=24, a=0.3, b=1.5)
    >>> round(probability_of_order(usual, x=2, tx=60, T=70, horizon=90), 4)
    0.7584
    >>> round(probability_of_order(usual, x=2, tx=60, T=400, horizon=90), 4)
    0.0464
    """
    r, alpha, _a, _b = parameters
    order_if_alive = -expm1(-(r + x) * log1p(horizon / (alpha + T)))
    return probability_alive(parameters, x, tx, T) * order_if_alive


def expected_purchases(parameters, x, tx, T, horizon):
    """Expected number of order days in the next ``horizon`` days.

    Wagner & Hoppe give it with Gauss' hypergeometric function::

        (a+b+x)/(a−1) · (1 − (1−z)^(r+x) · ₂F₁(r+x, b+x+1; a+b+x; z)) · P(alive)

    where z = horizon / (α + T + horizon). Written out it is the sum over j ≥ 0 of
    P(more than j orders if nobody left) · P(still there after j of them), the first
    negative binomial, the second Beta: positive terms, and no pole at a = 1. There
    are no more order days than days, so it ends there.

    >>> usual = Parameters(r=0.8, alpha=24, a=0.3, b=1.5)
    >>> round(expected_purchases(usual, x=2, tx=60, T=70, horizon=90), 4)
    2.1912
    """
    r, alpha, a, b = parameters
    k, stay, mean = r + x, b + x + 1, (r + x) * horizon / (alpha + T)
    log_pmf = -k * log1p(horizon / (alpha + T))
    more, staying, total = -expm1(log_pmf), 1.0, 0.0
    for j in range(ceil(horizon)):
        if j > mean and log_pmf < -CERTAIN:
            break
        total += more * staying
        staying *= (stay + j) / (a + stay + j)
        log_pmf += log((k + j) / (j + 1) * horizon / (alpha + T + horizon))
        more = max(more - exp(log_pmf), 0.0)
    return probability_alive(parameters, x, tx, T) * total


def expected_purchases_at_nodes(parameters, x, tx, T, horizon):
    """Expected number of order days, as SQL can reckon it: :func:`expected_purchases`
    within 1 in 1,000 as long as the horizon is no longer than histories are.

    Whoever leaves after each order with probability p orders, while active,
    g(p) = (1 − (1 + p · horizon ÷ (α + T))^−(r+x)) ÷ p times. Of an active customer p
    is Beta(a, b + x + 1); its mean over g is taken by Gauss' quadrature with two
    nodes, the roots of the second Jacobi polynomial (Abramowitz & Stegun 25.4.33).

    >>> usual = Parameters(r=0.8, alpha=24, a=0.3, b=1.5)
    >>> round(expected_purchases_at_nodes(usual, x=2, tx=60, T=70, horizon=90), 4)
    2.19
    """
    r, alpha, a, b = parameters
    total = a + b + x + 1
    root = sqrt((a + 1) * (b + x + 2) / (total + 1))
    lean = (2 * a - total) / (2 * total * root)
    mean = 0.0
    for side in (-1, 1):
        node = (a + 1 + side * root) / (total + 2)
        orders = -expm1(-(r + x) * log1p(node * horizon / (alpha + T))) / node
        mean += (0.5 + side * lean) * orders
    return min(horizon, probability_alive(parameters, x, tx, T) * mean)


def default_parameters(mean_gap=None):
    """The usual parameters: what is assumed of a business before its customers tell.

    :param mean_gap: mean days between the orders of a repeat buyer, None if nobody
        ever ordered twice

    >>> default_parameters(30)
    Parameters(r=0.8, alpha=24.0, a=0.3, b=1.5)
    """
    gap = UNKNOWN_GAP if mean_gap is None else max(mean_gap, 1.0)
    return Parameters(r=0.8, alpha=0.8 * gap, a=0.3, b=1.5)


def log_likelihood(parameters, buckets):
    """Log-likelihood of buckets, by the formula of :func:`_likelihood`.

    >>> round(log_likelihood(Parameters(0.8, 24, 0.3, 1.5), [(2, 60, 70, 1)]), 6)
    -10.080984
    """
    return _likelihood(parameters, _by_x(buckets))[0]


def fit(buckets, history_days=None):
    """Fit the model to all customers of a business.

    The likelihood is maximised over the logarithms of the parameters, first on a
    coarse grid from :func:`default_parameters`, then on the full one from there.
    A normal prior on the logarithms (the defaults, give or take a factor of e) weighs
    as much as a few customers: it decides where there are few, and keeps the parameters
    finite where the data do not determine them, say because nobody ever ordered twice.

    :param buckets: iterable of (x, tx, T, count), see :mod:`.buckets`
    :param history_days: days since the first order of all, default the largest T
    :return: :class:`Fit`; with the default parameters where there is no customer, or
        no day has passed since the first order of any

    >>> fit([(0, 0, 20, 3), (1, 30, 400, 1)]).confidence
    'low'
    >>> fit([(0, 0, 0, 500)]).parameters == default_parameters()
    True
    """
    fine = merge(buckets)
    customers = sum(bucket.count for bucket in fine)
    if history_days is None:
        history_days = floor(max((bucket.T for bucket in fine), default=0))
    parameters = default_parameters(mean_gap(fine))
    if any(bucket.T for bucket in fine):
        parameters = _maximise(fine, parameters)
    enough = customers >= MIN_CUSTOMERS and history_days >= MIN_HISTORY_DAYS
    return Fit(parameters, customers, history_days, "normal" if enough else "low")


def _maximise(fine, prior):
    """Parameters of the highest likelihood of the buckets, within reach of a prior."""
    start = [log(value) for value in prior]
    point, inverse_hessian = start, None
    for buckets in (merge(fine, START_CELLS), fine):
        objective = _objective(buckets, start)
        point, inverse_hessian = minimise(objective, point, inverse_hessian)
    return Parameters(*map(exp, point))


def _objective(buckets, prior):
    """Minus the mean log posterior as a function of the parameters' logarithms."""
    groups = _by_x(buckets)
    customers = sum(bucket.count for bucket in buckets)

    def objective(point):
        parameters = Parameters(*map(exp, point))
        value, gradient = _likelihood(parameters, groups)
        offsets = [(p - q) / PRIOR_SPREAD for p, q in zip(point, prior, strict=True)]
        value -= sum(offset**2 for offset in offsets) / 2
        slopes = [
            (offset / PRIOR_SPREAD - slope * parameter) / customers
            for slope, parameter, offset in zip(
                gradient, parameters, offsets, strict=True
            )
        ]
        return -value / customers, slopes

    return objective


def _by_x(buckets):
    """Buckets as {x: [(tx, T, count)]}: what depends on x alone is computed once."""
    groups = defaultdict(list)
    for x, tx, T, count in buckets:
        groups[x].append((tx, T, count))
    return groups


def _likelihood(parameters, groups):
    """Log-likelihood and its gradient by r, alpha, a and b.

    A customer's is, with k = r + x and z the odds of having left::

        lnΓ(k) − lnΓ(r) + r lnα − k ln(α+T) + lnB(a, b+x+1) − lnB(a, b) + ln(1+z)
        z = a / (b+x) · ((α+T) / (α+tx))^k
    """
    r, alpha, a, b = parameters
    value = by_r = by_alpha = by_a = by_b = 0.0
    for x, rows in groups.items():
        k, end = r + x, a + b + x + 1
        n, left, log_T, log_odds, left_log, inv_T, left_inv = _sums(parameters, x, rows)
        value += n * (lgamma(k) - lgamma(r) + r * log(alpha)) - k * log_T + log_odds
        value += n * (lgamma(b + x + 1) - lgamma(end) - lgamma(b) + lgamma(a + b))
        by_r += n * (digamma(k) - digamma(r) + log(alpha)) - log_T + left_log
        by_alpha += n * r / alpha - k * inv_T + k * left_inv
        common = n * (digamma(a + b) - digamma(end))
        by_a += common + left / a
        by_b += common + n * (digamma(b + x + 1) - digamma(b)) - left / (b + x)
    return value, (by_r, by_alpha, by_a, by_b)


def _sums(parameters, x, rows):
    """Count-weighted sums over customers of one x; the only loop over all buckets.

    With q = P(left): of 1, q, ln(α+T), ln(1+z), q ln((α+T)/(α+tx)), 1/(α+T) and
    q (1/(α+T) − 1/(α+tx)).
    """
    r, alpha, a, b = parameters
    k, base = r + x, log(a / (b + x))
    n = left = log_T = log_odds = left_log = inv_T = left_inv = 0.0
    for tx, T, count in rows:
        now, last = alpha + T, alpha + tx
        log_now, silent = log(now), log(now / last)
        log_z = base + k * silent
        if log_z < CERTAIN:
            z = exp(log_z)
            log_odds += count * log1p(z)
            q = count * z / (1 + z)
        else:
            log_odds += count * log_z
            q = count
        n += count
        left += q
        log_T += count * log_now
        left_log += q * silent
        inv_T += count / now
        left_inv += q * (1 / now - 1 / last)
    return n, left, log_T, log_odds, left_log, inv_T, left_inv


def digamma(x):
    """Derivative of lnΓ, for x > 0.

    Recurrence up to 8, then the asymptotic series (Abramowitz & Stegun 6.3.5, 6.3.18).

    >>> round(digamma(1), 12)  # minus Euler's constant
    -0.577215664902
    """
    shift = 0.0
    while x < 8:
        shift += 1 / x
        x += 1
    s = 1 / (x * x)
    series = s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s / 132))))
    return log(x) - 0.5 / x - series - shift
