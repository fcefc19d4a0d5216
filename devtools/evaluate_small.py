"""Small companies: does what their own past teaches help where there is little of it?

Samples of the customers of a real history stand for companies. On days of the past the
chances are corrected by what the sample alone has taught by then.
"""

import sys
from random import Random
from statistics import fmean

from .evaluate import EVERY, HORIZON, known_at, mbg_nbd
from .paths import ADDON

sys.path.insert(0, str(ADDON))

from analytics import correction  # noqa: E402
from analytics.buckets import Bucket  # noqa: E402

SIZES = (30, 100, 300, 1000)
SAMPLES = 50
DAYS = (10 * EVERY, 13 * EVERY)  # after the first purchase of all
MOST_WORSE = 0.002  # of the Brier score, in the mean


def claims(found):
    """Yield for each size the claim, with what was found, and if it holds.

    :param dict found: the :func:`.evaluate.histories`
    """
    start = min(days[0] for days, _revenues in found.values())
    for size in SIZES:
        chance = Random(size)
        samples = [chance.sample(sorted(found), size) for _sample in range(SAMPLES)]
        worse = fmean(
            _worse({each: found[each] for each in sample}, start + day)
            for sample in samples
            for day in DAYS
        )
        claim = f"{SAMPLES} samples of {size:,} customers: Brier score changed by"
        yield f"{claim} {worse:+.5f}, at most {MOST_WORSE}", worse <= MOST_WORSE


def _worse(found, cut):
    """Return by how much the correction raises the Brier score of a day."""
    purchases = [
        [
            correction.Purchase(*pair)
            for pair in zip(*own, strict=True)
            if pair[0] <= cut
        ]
        for own in found.values()
    ]
    purchases = [own for own in purchases if own]
    learned = correction.learn(purchases, cut, HORIZON)
    if not learned:
        return 0.0
    [rows] = correction.histories(purchases, [cut])
    buckets = [Bucket(known.x, known.tx, known.T) for _number, known, _next in rows]
    parameters = mbg_nbd.fit(buckets).parameters
    returned = [each.returned for each in known_at(found, cut)]
    return fmean(
        (_chance(learned, parameters, row) - came) ** 2
        - (_chance(None, parameters, row) - came) ** 2
        for row, came in zip(rows, returned, strict=True)
    )


def _chance(learned, parameters, row):
    return correction.corrected(learned, parameters, row[1], HORIZON)
