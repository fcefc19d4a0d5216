"""How long the reorder model takes to fit to a million customers, in plain Python."""

import time
from random import Random

from .evaluate import Bucket, mbg_nbd, merge_buckets

CUSTOMERS = 1_000_000
YEARS = 4
TRUE = mbg_nbd.Parameters(r=0.7, alpha=70.0, a=0.5, b=0.9)


def report(customers=CUSTOMERS):
    """Lines of what :func:`measure` found."""
    seconds, buckets = measure(customers)
    yield f"fit to {customers:,} customers in {buckets:,} buckets: {seconds:.2f} s"


def measure(customers=CUSTOMERS):
    """Time a fit to customers drawn from the model.

    The buckets are made beforehand: in the addon that is PostgreSQL's part.

    :return: processor seconds, number of buckets
    """
    buckets = merge_buckets(draw(customers))
    start = time.process_time()
    mbg_nbd.fit(buckets)
    return time.process_time() - start, len(buckets)


def draw(customers, seed=7):
    """Yield a bucket for each customer, drawn from what the model assumes."""
    random = Random(seed)
    for _customer in range(customers):
        rate = random.gammavariate(TRUE.r, 1 / TRUE.alpha)
        leaves = random.betavariate(TRUE.a, TRUE.b)
        watched, x, last, at = random.randrange(365 * YEARS), 0, 0, 0.0
        while random.random() > leaves:
            at += 1 + random.expovariate(rate)
            if at > watched:
                break
            x, last = x + 1, int(at)
        yield Bucket(x, last, watched)


if __name__ == "__main__":
    for line in report():
        print(line)
