from odoo.tools import SQL

from ...analytics.next_order import LEAST_SPREAD, LONGEST_GAP, QUARTILE
from ...analytics.stake import DAYS_OF_YEAR, PRIOR_PURCHASES

EXP_LIMIT = 60  # PostgreSQL's exp() raises beyond some 709, products underflow


def reorder_probability(*, x, tx, t, horizon, r, alpha, a, b):
    """Return the SQL of the probability of an order within ``horizon`` days.

    ``analytics.mbg_nbd.probability_of_order`` in SQL: P(alive) · P(order if alive).
    NULL where an argument is. Exponents are cut off some 26 digits behind the point, so
    that neither exp() nor a product with the probability raises an underflow.

    All arguments are SQL expressions, or numbers.
    """
    arguments = {"x": x, "tx": tx, "t": t, "r": r, "alpha": alpha, "a": a, "b": b}
    return SQL(
        "CASE WHEN (%s) + (%s) + (%s) IS NOT NULL THEN %s END",
        r,
        x,
        tx,
        known_probability(**arguments, horizon=horizon),
    )


def known_probability(*, x, tx, t, horizon, r, alpha, a, b):
    """Return the SQL of the :func:`reorder_probability`, no argument being NULL."""
    values = _doubles(x=x, tx=tx, t=t, horizon=horizon, r=r, alpha=alpha, a=a, b=b)
    return SQL("((1 - %s) / (1 + %s))", _kept_away(values), _odds_gone(values))


def expected_purchases(*, x, tx, t, horizon, r, alpha, a, b):
    """Return the SQL of the purchase days expected within ``horizon`` days.

    ``analytics.mbg_nbd.expected_purchases_at_nodes`` in SQL: P(alive) · the mean over
    two shares of leaving. NULL where an argument is. 1 − (1 + y)^−k is written as
    2 ÷ (1 + 1 ÷ tanh(k · atanh(y ÷ (2 + y)))), which loses no digits where y is small.

    All arguments are SQL expressions, or numbers.
    """
    values = _doubles(x=x, tx=tx, t=t, horizon=horizon, r=r, alpha=alpha, a=a, b=b)
    k = SQL("(%(r)s + %(x)s)", **values)
    total = SQL("(%(a)s + %(b)s + %(x)s + 1)", **values)
    root = SQL(
        "SQRT((%(a)s + 1) * (%(b)s + %(x)s + 2) / (%(total)s + 1))",
        **values,
        total=total,
    )
    nodes = {
        sign: SQL("((%s + 1 %s %s) / (%s + 2))", values["a"], SQL(sign), root, total)
        for sign in "-+"
    }
    at_node = {
        sign: SQL(
            """2 / (%(node)s * (1 + 1 / TANH(%(k)s * ATANH(1 / (1 + 2
                   * (%(alpha)s + %(t)s) / (%(node)s * %(horizon)s))))))""",
            node=node,
            k=k,
            **values,
        )
        for sign, node in nodes.items()
    }
    lean = SQL(
        "(2 * %(a)s - %(total)s) / (2 * %(total)s * %(root)s)",
        total=total,
        root=root,
        **values,
    )
    return SQL(
        """CASE WHEN %(r)s + %(x)s + %(tx)s IS NOT NULL THEN LEAST(%(horizon)s,
               ((0.5 - %(lean)s) * %(low)s + (0.5 + %(lean)s) * %(high)s)
                   / (1 + %(odds_gone)s))
           END""",
        **values,
        odds_gone=_odds_gone(values),
        lean=lean,
        low=at_node["-"],
        high=at_node["+"],
    )


def next_gap(*, log_gap, gaps, spread, silence, share):
    """Return the SQL of the whole days from the last order to the next one:
    ``analytics.next_order.next_gap``, rounded. NULL where an argument is."""
    values = _doubles(log_gap=log_gap, gaps=gaps, spread=spread, silence=silence)
    typical = SQL(
        "LEAST(%(log_gap)s, LN(%(longest)s::float8))", **values, longest=LONGEST_GAP
    )
    steepness = SQL(
        """(LN(3::float8) / (%(quartile)s * GREATEST(%(spread)s, %(least)s)
            * SQRT(1 + 1 / %(gaps)s)))""",
        **values,
        quartile=QUARTILE,
        least=LEAST_SPREAD,
    )
    return SQL(
        """CASE WHEN %(log_gap)s + %(gaps)s + %(spread)s + %(silence)s IS NOT NULL
           THEN GREATEST(%(silence)s + 1, ROUND(EXP(%(typical)s + LN(
                (%(share)s + CASE WHEN %(silence)s > 0 THEN
                    EXP(%(steepness)s * (LN(%(silence)s) - %(typical)s)) ELSE 0 END)
                / (1 - %(share)s)) / %(steepness)s)))::integer END""",
        **values,
        typical=typical,
        steepness=steepness,
        share=SQL("%s::float8", share),
    )


def revenue_at_risk(*, revenue, age, horizon, probability):
    """Return the SQL of what a customer would spend in ``horizon`` days at its pace,
    times the chance that it stays away: ``analytics.stake.revenue_at_risk``.

    :param SQL revenue: of the last 12 months
    :param SQL age: days since the first purchase
    :param SQL probability: of an order within twice the horizon
    """
    return SQL(
        """(GREATEST(%(revenue)s, 0)::float8 * %(horizon)s
            / LEAST(%(year)s, GREATEST(%(horizon)s, %(age)s))
            * (1 - %(probability)s))""",
        revenue=revenue,
        horizon=horizon,
        year=DAYS_OF_YEAR,
        age=age,
        probability=probability,
    )


def purchase_value(*, revenue, days, mean_value):
    """Return the SQL of what a customer spends on a day with purchases, leaning on
    the company's mean: ``analytics.stake.purchase_value``."""
    return SQL(
        """(GREATEST(%(revenue)s + %(prior)s * %(mean)s, 0)::float8
            / (%(days)s + %(prior)s))""",
        revenue=revenue,
        prior=PRIOR_PURCHASES,
        mean=mean_value,
        days=days,
    )


def _kept_away(values):
    """Return the SQL of the chance that somebody who is alive does not order."""
    return SQL(
        """EXP(GREATEST(-%(limit)s,
            -(%(r)s + %(x)s) * LN(1 + %(horizon)s / (%(alpha)s + %(t)s))))""",
        limit=SQL("%s::float8", EXP_LIMIT),
        **values,
    )


def _odds_gone(values):
    return SQL(
        """(%(a)s / (%(b)s + %(x)s) * EXP(LEAST(%(limit)s,
            (%(r)s + %(x)s) * LN((%(alpha)s + %(t)s) / (%(alpha)s + %(tx)s)))))""",
        limit=SQL("%s::float8", EXP_LIMIT),
        **values,
    )


def _doubles(**values):
    """Return the expressions in double precision: PostgreSQL would compute logarithms
    of integers and literals digit by digit."""
    return {name: SQL("(%s)::float8", value) for name, value in values.items()}
