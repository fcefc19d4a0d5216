"""Worth of a customer ahead: revenue at risk, and revenue to be expected.

The pace is what was spent in the last twelve months, by the days the customer has been
one in them: the revenue of somebody new is not spread over a year it has not seen.
"""

DAYS_OF_YEAR = 365
PRIOR_PURCHASES = 2  # the company's mean counts as so many purchases of the customer


def pace(revenue_12m, age, horizon):
    """Return what the customer would spend in ``horizon`` days as in its last months.

    :param revenue_12m: revenue of the last 12 months
    :param age: days since the first purchase; below the horizon they count as it

    >>> pace(1460, age=2000, horizon=90), pace(1460, age=30, horizon=90)
    (360.0, 1460.0)
    """
    days = min(DAYS_OF_YEAR, max(horizon, age))
    return max(revenue_12m, 0) * horizon / days


def revenue_at_risk(revenue_12m, age, horizon, probability):
    """Return the pace times the chance that the customer stays away.

    :param probability: of an order within *twice* the horizon: who lets one go by is
        often merely slow

    >>> revenue_at_risk(1460, age=2000, horizon=90, probability=0.75)
    90.0
    """
    return pace(revenue_12m, age, horizon) * (1 - probability)


def purchase_value(revenue_total, purchase_days, mean_value):
    """Return what the customer spends on a day with purchases.

    Its own mean, leaning on the company's as if that were two more purchases of it.

    >>> purchase_value(400, purchase_days=2, mean_value=50)
    125.0
    """
    total = revenue_total + PRIOR_PURCHASES * mean_value
    return max(total, 0) / (purchase_days + PRIOR_PURCHASES)


def expected_revenue(purchases, revenue_total, purchase_days, mean_value):
    """Return the expected ``purchases`` times what each is worth.

    >>> expected_revenue(0.5, 400, purchase_days=2, mean_value=50)
    62.5
    """
    return purchases * purchase_value(revenue_total, purchase_days, mean_value)
