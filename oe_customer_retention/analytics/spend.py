"""Spend of late, of a customer who still buys, by what it used to be.

Spend is weighed by its age, half as much every 60 days, and compared with what that
would be at the customer's own average. It is counted in average purchases, so that
two more of them at the average can be added on both sides: the less the customer has
bought, the nearer to 1.
"""

from math import exp, log

HALF_LIFE = 60  # days
PRIOR_PURCHASES = 2
MIN_PURCHASE_DAYS = 6
LESS = 0.75
OLDEST = 60  # the exponent at which what is long ago counts for nothing
DECAY = log(2) / HALF_LIFE


def recent_spend(sales):
    """Return what was spent, weighed by its age on the day of the last purchase.

    :param sales: ``{days after the last purchase: revenue}``; mostly negative ones

    >>> recent_spend({0: 100, -60: 100, -120: 100, 10: -20})
    155.0
    """
    return sum(
        revenue * exp(max(min(days, 0) * DECAY, -OLDEST))
        for days, revenue in sales.items()
    )


def spend_trend(recent, silence, revenue_total, purchase_days, age):
    """Return spend of late by the customer's own average.

    :param recent: the :func:`recent_spend`
    :param silence: days since the last purchase
    :param age: days since the first purchase
    :return: 1 as usual, below it spends less; None where too little is known

    >>> round(spend_trend(600, 10, 2400, purchase_days=12, age=360), 2)
    0.97
    >>> round(spend_trend(600, 60, 2400, purchase_days=12, age=360), 2)
    0.72
    """
    if purchase_days < MIN_PURCHASE_DAYS or revenue_total <= 0:
        return None
    age = max(age, 1)
    value = revenue_total / purchase_days
    now = max(recent, 0) * exp(max(-silence * DECAY, -OLDEST)) / value
    usual = purchase_days / age * (1 - exp(max(-age * DECAY, -OLDEST))) / DECAY
    return (now + PRIOR_PURCHASES) / (usual + PRIOR_PURCHASES)
