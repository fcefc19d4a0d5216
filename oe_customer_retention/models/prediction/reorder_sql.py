from odoo.tools import SQL

EXP_LIMIT = 60  # PostgreSQL's exp() raises beyond some 709, products underflow


def reorder_probability(*, x, tx, t, horizon, r, alpha, a, b):
    """Return the SQL of the probability of an order within ``horizon`` days.

    ``analytics.mbg_nbd.probability_of_order`` in SQL: P(alive) · P(order if alive).
    NULL where an argument is. Exponents are cut off some 26 digits behind the point, so
    that neither exp() nor a product with the probability raises an underflow.

    All arguments are SQL expressions, or numbers. They are taken as double precision:
    PostgreSQL would compute logarithms of integers and literals digit by digit.
    """
    values = {
        "x": x,
        "tx": tx,
        "t": t,
        "horizon": horizon,
        "r": r,
        "alpha": alpha,
        "a": a,
        "b": b,
        "limit": EXP_LIMIT,
    }
    values = {name: SQL("(%s)::float8", value) for name, value in values.items()}
    return SQL(
        """CASE WHEN %(r)s + %(x)s IS NOT NULL THEN
               (1 - EXP(GREATEST(-%(limit)s,
                   -(%(r)s + %(x)s) * LN(1 + %(horizon)s / (%(alpha)s + %(t)s)))))
               / (1 + EXP(LEAST(%(limit)s, LN(%(a)s / (%(b)s + %(x)s))
                   + (%(r)s + %(x)s)
                   * LN((%(alpha)s + %(t)s) / (%(alpha)s + %(tx)s)))))
           END""",
        **values,
    )


def revenue_at_risk(*, revenue, horizon, probability):
    """Return the SQL of what a year's ``revenue`` would bring in ``horizon`` days,
    times the chance of no order. NULL where the probability is."""
    return SQL(
        "(GREATEST(%s, 0)::float8 * %s / 365::float8 * (1 - %s))",
        revenue,
        horizon,
        probability,
    )
