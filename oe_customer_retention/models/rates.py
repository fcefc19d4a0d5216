"""Rates: which part of some customers did something. Of too few there is none."""

MIN_CUSTOMERS_FOR_RATE = 10


def makes_rate(customers):
    """Return whether so many customers are enough for a rate."""
    return customers >= MIN_CUSTOMERS_FOR_RATE


def rate(part, whole):
    """Return ``part`` of ``whole``, False where too few make a rate."""
    return part / whole if makes_rate(whole) else False
