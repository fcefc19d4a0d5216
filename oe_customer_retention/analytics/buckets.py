"""Purchase histories, alike ones counted together.

A customer's history is x, tx and T as in :mod:`.mbg_nbd`, in days. A million customers
make some fifty thousand buckets, few enough to fit a model to in plain Python.
"""

from collections import defaultdict
from math import floor, log, log1p
from typing import NamedTuple

EXACT_X = 12
X_CELLS = 8
CELLS = 16


class Bucket(NamedTuple):
    """A number of customers who are alike, and their mean x, tx and T."""

    x: float
    tx: float
    T: float
    count: int = 1


def bucket_key(x, tx, T, cells=CELLS):
    """The bucket a customer is counted in: the definition the SQL follows.

    x is exact to 12, then on a log grid of 8 cells per e-fold, whose numbers go on
    after 12. tx and T are on a log grid of ``cells`` cells per e-fold of 1 + days, so
    that day 0 needs no case of its own. In SQL, with x, tx and t ≥ 0 in whole days::

        GROUP BY CASE WHEN x <= 12 THEN x ELSE floor(8 * ln(x)) END,
                 floor(16 * ln(1 + tx)), floor(16 * ln(1 + t))

    selecting avg(x)::float, avg(tx)::float, avg(t)::float, count(*).

    >>> bucket_key(0, 0, 0), bucket_key(12, 90, 400), bucket_key(13, 91, 401)
    ((0, 0, 0), (12, 72, 95), (20, 72, 95))
    """
    return (
        x if x <= EXACT_X else floor(X_CELLS * log(x)),
        floor(cells * log1p(tx)),
        floor(cells * log1p(T)),
    )


def merge(buckets, cells=CELLS):
    """Count together what has one :func:`bucket_key`.

    Sorted first, so that sums are the same to the last bit in whatever order rows
    come. The mean of x is taken over all buckets of the same x cell: few
    distinct values make the likelihood cheap.

    >>> merge([Bucket(1, 90, 400), Bucket(1, 91, 401, 3), Bucket(0, 0, 9)])
    [Bucket(x=0.0, tx=0.0, T=9.0, count=1), Bucket(x=1.0, tx=90.75, T=400.75, count=4)]
    """
    sums = defaultdict(lambda: [0.0, 0.0, 0])
    orders = defaultdict(lambda: [0.0, 0])
    for x, tx, T, count in sorted(buckets):
        key = bucket_key(x, tx, T, cells)
        cell, of_x = sums[key], orders[key[0]]
        cell[0] += count * tx
        cell[1] += count * T
        cell[2] += count
        of_x[0] += count * x
        of_x[1] += count
    mean_x = {key: total / count for key, (total, count) in orders.items()}
    return [
        Bucket(mean_x[key[0]], tx / count, T / count, count)
        for key, (tx, T, count) in sums.items()
    ]


def mean_gap(buckets):
    """Mean over the repeat buyers of their mean days between orders, or None.

    >>> mean_gap([Bucket(2, 60, 70), Bucket(1, 10, 30), Bucket(0, 0, 200)])
    20.0
    """
    repeat = [bucket for bucket in buckets if bucket.x > 0]
    if not repeat:
        return None
    total = sum(bucket.count * bucket.tx / bucket.x for bucket in repeat)
    return total / sum(bucket.count for bucket in repeat)
