"""Windows of the year in which customers buy, found from their months.

Months are numbers from 1 to 12, and a set of months is a number with a bit for each.
"""

from itertools import combinations

MONTHS = 12
LONGEST = 4
LEAST_SEASONS = 3
# Of those who buy whenever they like, fewer than so many would look like this.
LUCK = 0.05


def month_after(first, months):
    """Return the month that is so many months after ``first``.

    >>> month_after(11, 3)
    2
    """
    return (first - 1 + months) % MONTHS + 1


def month_sets(longest=LONGEST):
    """Return ``{set of months: (first month, months)}`` of all that fit a window.

    >>> windows = month_sets()
    >>> windows[1 << 12 | 1 << 2]
    (12, 3)
    >>> len(windows)
    96
    """
    found = {}
    for first in range(1, MONTHS + 1):
        for count in range(longest):
            for others in combinations(range(1, longest), count):
                bits = [month_after(first, months) for months in (0, *others)]
                months = max((0, *others)) + 1
                found[sum(1 << month for month in bits)] = (first, months)
    return found


def merge(windows, longest=LONGEST):
    """Return the windows of few months that cover most customers, these first.

    :param windows: ``{customer: (first month, months)}``
    :return: list of ``(first month, months, customers)``, each customer in one

    >>> merge({1: (4, 2), 2: (5, 2), 3: (12, 3)})
    [(4, 3, [1, 2]), (12, 3, [3])]
    """
    left, found = dict(windows), []
    while left:
        first, covered = max(
            ((month, _within(left, month, longest)) for month in range(1, MONTHS + 1)),
            key=lambda choice: len(choice[1]),
        )
        starts = [(left[customer][0] - first) % MONTHS for customer in covered]
        ends = [
            start + left[customer][1]
            for start, customer in zip(starts, covered, strict=True)
        ]
        start = min(starts)
        found.append((month_after(first, start), max(ends) - start, covered))
        left = {key: window for key, window in left.items() if key not in {*covered}}
    return found


def _within(windows, month, longest):
    """Return whose windows lie within the ``longest`` months from ``month`` on."""
    return [
        customer
        for customer, (first, months) in windows.items()
        if (first - month) % MONTHS + months <= longest
    ]
