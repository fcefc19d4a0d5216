"""Correction of the chance of an order by a company's own past: shifts its log odds.

The chance of :mod:`.mbg_nbd` knows the days of purchases only, and takes for granted
that customers go on as they have begun. What it gets wrong in one company can be
learned: on each past day, a month apart, whose horizon is over by now, a slice, the
chance of every customer is worked out from what was known then, and compared with what
came. A ridge logistic regression, with the log odds of that chance as its offset, tells
by how much to shift them, by the customer's :class:`Facts`.

It is used only where it predicted the last slice better than the chance without it;
how strongly is decided there as well.
"""

from collections import defaultdict
from math import exp, log, log1p
from operator import mul
from typing import NamedTuple

from .buckets import Bucket
from .mbg_nbd import fit, probability_of_order
from .minimise import inverted, minimise

EVERY = 30  # days between two slices
SLICES = 12
FIRST = 30  # days of history before the first slice
RECENT_HALF_LIFE = 120
BURST_HALF_LIFE = 60
LIMIT = 60.0  # of log odds: PostgreSQL's exp() raises beyond some 709
TINY = 1e-12
RIDGES = (30.0, 300.0, 3000.0)
SHARES = (0.5, 1.0)
MIN_SLICES = 2
MIN_EARLIER = 3  # with fewer to learn from, a trial says little about all of them
GRID = (0.2, 0.4, 0.1, 0.2)  # what of the facts counts as alike
LEAST_SPREAD = 1e-6
LONGEST = 600.0  # log odds, so that exp() of them is finite
TOLERANCE = 1e-10


class Purchase(NamedTuple):
    """A day on which a customer bought, as an ordinal, and its revenue."""

    day: int
    revenue: float


class History(NamedTuple):
    """A customer's past as of a day: x, tx and T as in :mod:`.mbg_nbd`, and more.

    ``recent`` and ``burst`` are the purchase days as of the last one, each counting
    half for every 120 and 60 days that it lay behind: 1 for a single one. ``spent`` is
    the revenue of these days, counting like ``recent``.
    """

    x: int
    tx: int
    T: int
    spent: float
    recent: float
    burst: float


class Facts(NamedTuple):
    """Figures of a customer by which the log odds are shifted.

    chance: log odds of the chance without correction
    spent: ln(1 + revenue of the purchase days), each counting half for every 120 days
        gone by
    recent: ln(1 + purchase days, each counting half for every 120 days gone by)
    burst: ln of the purchase days up to the last, each counting half for every 60 days
        before it: how closely the last ones followed each other
    """

    chance: float
    spent: float
    recent: float
    burst: float


class Correction(NamedTuple):
    """The shift of the log odds: ``intercept`` + the sum of ``weights`` · facts.

    ``centers`` are the mean facts of those it was learned from.
    """

    intercept: float
    weights: Facts
    centers: Facts


class Cell(NamedTuple):
    """Customers alike on a day: mean facts, how many they are, how many returned.

    ``half`` is 0 or 1: every second customer is in either.
    """

    day: int
    half: int
    facts: Facts
    customers: int
    returned: int

    @property
    def offset(self):
        """Return the log odds that the facts shift."""
        return self.facts.chance


def histories(purchases, days):
    """Return of each day who had bought by then: number, :class:`History`, next day.

    The next day is that of the first purchase after it, None where there was none.

    :param days: ascending
    :param purchases: for each customer a list of :class:`Purchase`, days ascending
    """
    found = [[] for _day in days]
    for customer, own in enumerate(purchases):
        for rows, row in zip(found, _states(own, days), strict=True):
            if row:
                rows.append((customer, *row))
    return found


def _states(own, days):
    """Yield the History and next purchase day of a customer on each of ``days``."""
    count, spent, recent, burst = 0, 0.0, 0.0, 0.0
    for day in days:
        while count < len(own) and own[count].day <= day:
            gap = own[count].day - own[max(count - 1, 0)].day
            spent = own[count].revenue + spent * 0.5 ** (gap / RECENT_HALF_LIFE)
            recent = 1 + recent * 0.5 ** (gap / RECENT_HALF_LIFE)
            burst = 1 + burst * 0.5 ** (gap / BURST_HALF_LIFE)
            count += 1
        if not count:
            yield None
            continue
        first, last = own[0].day, own[count - 1].day
        following = own[count].day if count < len(own) else None
        known = History(count - 1, last - first, day - first, spent, recent, burst)
        yield known, following


def facts(parameters, history, horizon):
    """Return the :class:`Facts` of a customer.

    >>> from .mbg_nbd import Parameters
    >>> usual = Parameters(r=0.8, alpha=24, a=0.3, b=1.5)
    >>> [round(fact, 4) for fact in facts(usual, History(0, 0, 120, 99, 1, 1), 90)]
    [-1.5502, 3.922, 0.4055, 0.0]
    """
    x, tx, T, spent, recent, burst = history
    kept = 0.5 ** ((T - tx) / RECENT_HALF_LIFE)
    return Facts(
        log_odds(probability_of_order(parameters, x, tx, T, horizon)),
        log1p(max(spent, 0.0) * kept),
        log1p(recent * kept),
        log(burst),
    )


def shift(correction, facts):
    """Return by how much a customer's log odds are shifted."""
    return correction.intercept + sum(map(mul, correction.weights, facts))


def corrected(correction, parameters, history, horizon):
    """Return the probability of an order within ``horizon`` days, corrected.

    The rule learned for one horizon holds for others, with the chance within that many
    days as its first fact; its weight is never below -1, so that the chance grows with
    the days ahead.

    :param correction: None leaves the chance as it is
    """
    own = facts(parameters, history, horizon)
    return probability(own.chance + (shift(correction, own) if correction else 0))


def points(correction, own):
    """Return by how much the intercept and each fact move a chance: add up exactly.

    Facts are compared with the average customer. The move of all of them together is
    shared out by what each moves the log odds.

    :param Facts own: of a customer
    :return: what applies to everybody, and :class:`Facts`, as parts of 1
    """
    shifts = Facts(
        *(
            weight * (fact - center)
            for weight, fact, center in zip(
                correction.weights, own, correction.centers, strict=True
            )
        )
    )
    total = shift(correction, own)
    before = probability(own.chance)
    slope = before * (1 - before)
    if abs(total) > LEAST_SPREAD:
        slope = (probability(own.chance + total) - before) / total
    moved = Facts(*(slope * each for each in shifts))
    return slope * (total - sum(shifts)), moved


def log_odds(probability):
    """Return ln(p / (1 − p)), neither taken as less than ``TINY``.

    >>> log_odds(0.5), round(log_odds(0.0), 6), round(log_odds(1.0), 6)
    (0.0, -27.631021, 27.631021)
    """
    return log(max(probability, TINY) / max(1 - probability, TINY))


def probability(log_odds):
    """Return the probability of log odds, cut off at ± ``LIMIT``.

    >>> probability(0.0), 0 < probability(-1e9) < 1e-25
    (0.5, True)
    """
    return 1 / (1 + exp(-max(-LIMIT, min(LIMIT, log_odds))))


def learn(purchases, today, horizon):
    """Learn a :class:`Correction` from purchases up to a day; None where none helps.

    :param purchases: for each customer a list of :class:`Purchase`, days ascending
    :param int today: the last day of the purchases
    """
    days = slices(purchases, today, horizon)
    if len(days) < MIN_SLICES:
        return None
    known = dict(zip(days, histories(purchases, days), strict=True))
    cells = [cell for day, rows in known.items() for cell in _cells(rows, day, horizon)]
    choice = _choose(_trials(cells, days[-1], horizon))
    if not choice:
        return None
    ridge, share = choice
    [(intercept, weights, centers)] = regress(cells, [ridge])
    weights = Facts(max(share * weights[0], -1.0), *(share * w for w in weights[1:]))
    return Correction(share * intercept, weights, centers)


def slices(purchases, today, horizon):
    """Return the days to learn from, ascending: their horizon is over."""
    start = min((own[0].day for own in purchases if own), default=today) + FIRST
    last = today - horizon
    days = (last - number * EVERY for number in range(SLICES))
    return sorted(day for day in days if day >= start)


def _cells(rows, day, horizon):
    """Return customers on a day, counted together where their facts are alike.

    The chance is by a model of that day, of what was known by then.
    """
    buckets = [Bucket(known.x, known.tx, known.T) for _number, known, _next in rows]
    parameters = fit(buckets).parameters
    sums = defaultdict(lambda: [0.0] * len(GRID) + [0, 0])
    for number, known, following in rows:
        own = facts(parameters, known, horizon)
        alike = (round(f / g) for f, g in zip(own, GRID, strict=True))
        cell = sums[(number % 2, *alike)]
        for place, fact in enumerate(own):
            cell[place] += fact
        cell[-2] += 1
        cell[-1] += following is not None and following <= day + horizon
    return [
        Cell(day, half, Facts(*(total / n for total in totals)), n, returned)
        for (half, *_alike), (*totals, n, returned) in sorted(sums.items())
    ]


def _trials(cells, last, horizon):
    """Return pairs of cells to learn from, and of the last slice to predict.

    Learned from are slices whose horizon was over by then. As long as these are fewer
    than ``MIN_EARLIER``, half of the customers are predicted from the other half.
    """
    earlier = [cell for cell in cells if cell.day + horizon <= last]
    if len({cell.day for cell in earlier}) >= MIN_EARLIER:
        return [(earlier, [cell for cell in cells if cell.day == last])]
    return [
        (
            [cell for cell in cells if cell.half != half],
            [cell for cell in cells if cell.half == half and cell.day == last],
        )
        for half in (0, 1)
    ]


def _choose(trials):
    """Return the ridge and share that predict the last slice best.

    None if none beats the chance without correction both in log loss and Brier score.
    """
    tried, plain = defaultdict(lambda: [0.0, 0.0]), [0.0, 0.0]
    for earlier, last in trials:
        if not earlier or not last:
            return None
        for ridge, found in zip(RIDGES, regress(earlier, RIDGES), strict=True):
            for share in SHARES:
                _add_losses(tried[ridge, share], last, found, share)
        _add_losses(plain, last, found, 0)
    better = {
        choice: loss
        for choice, (loss, brier) in tried.items()
        if loss < plain[0] and brier < plain[1]
    }
    return min(better, key=better.get, default=None)


def _add_losses(sums, cells, found, share):
    """Add log loss and Brier score of customers to ``sums``."""
    intercept, weights, _centers = found
    for cell in cells:
        moved = intercept + sum(map(mul, weights, cell.facts))
        chance = probability(cell.facts.chance + share * moved)
        kept_away = cell.customers - cell.returned
        sums[0] -= cell.returned * log(chance)
        sums[0] -= kept_away * log1p(-min(chance, 1 - TINY))
        sums[1] += cell.returned * (1 - chance) ** 2 + kept_away * chance**2


def regress(cells, ridges):
    """Fit logistic regressions with the log odds that are known as their offset.

    Facts are brought to mean 0 and variance 1; a ridge draws their coefficients, and
    the intercept, to 0: the higher, the more customers it takes to move them.

    :param cells: of ``facts`` (a named tuple), ``offset``, ``customers`` and of these
        ``returned``
    :return: for each ridge intercept, weights and centers, of the facts as they are
    """
    named = cells[0].facts._make
    counts = [cell.customers for cell in cells]
    customers = sum(counts)
    columns, scale = [[1.0] * len(cells)], []
    for column in zip(*(cell.facts for cell in cells), strict=True):
        center = sum(map(mul, column, counts)) / customers
        squares = (
            n * (fact - center) ** 2 for fact, n in zip(column, counts, strict=True)
        )
        spread = max((sum(squares) / customers) ** 0.5, LEAST_SPREAD)
        columns.append([(fact - center) / spread for fact in column])
        scale.append((center, spread))
    centers = named(center for center, _spread in scale)
    found, point = [], [0.0] * len(columns)
    inverse = inverted(_curvature(columns, cells, ridges[0] / customers))
    for ridge in ridges:
        objective = _objective(columns, cells, ridge / customers)
        point, inverse = minimise(objective, point, inverse, tolerance=TOLERANCE)
        pairs = zip(point[1:], scale, strict=True)
        weights = named(weight / spread for weight, (_center, spread) in pairs)
        found.append((point[0] - sum(map(mul, weights, centers)), weights, centers))
    return found


def _curvature(columns, cells, ridge):
    """Return the second derivatives of the objective where all coefficients are 0."""
    chances = [probability(cell.offset) for cell in cells]
    spreads = [
        cell.customers * chance * (1 - chance)
        for cell, chance in zip(cells, chances, strict=True)
    ]
    customers = sum(cell.customers for cell in cells)
    curvature = []
    for place, own in enumerate(columns):
        weighted = [*map(mul, spreads, own)]
        row = [sum(map(mul, weighted, other)) / customers for other in columns]
        row[place] += ridge
        curvature.append(row)
    return curvature


def _objective(columns, cells, ridge):
    """Minus the mean log posterior as a function of the coefficients."""
    rows = list(zip(*columns, strict=True))
    outcomes = [(cell.offset, cell.customers, cell.returned) for cell in cells]
    customers = sum(cell.customers for cell in cells)

    def objective(point):
        value, misses = 0.0, []
        for row, (offset, count, returned) in zip(rows, outcomes, strict=True):
            odds = max(offset + sum(map(mul, point, row)), -LONGEST)
            against = exp(-odds)
            value += count * log1p(against) + (count - returned) * odds
            misses.append(count / (1 + against) - returned)
        gradient = [
            sum(map(mul, misses, column)) / customers + ridge * weight
            for column, weight in zip(columns, point, strict=True)
        ]
        return value / customers + ridge / 2 * sum(map(mul, point, point)), gradient

    return objective
