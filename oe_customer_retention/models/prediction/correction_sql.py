from math import log

from odoo.tools import SQL

from ...analytics.correction import (
    BURST_HALF_LIFE,
    LIMIT,
    RECENT_HALF_LIFE,
    TINY,
    Facts,
)
from .reorder_sql import known_probability, reorder_probability

OLDEST = 100  # half-lives: what lies further behind counts like it, as good as nothing
RECENT = ("recent_revenue", "recent_purchase_days", "burst_purchase_days")
WEIGHTS = tuple(f"correction_{name}" for name in ("intercept", *Facts._fields))


def decayed(value, day, last, half_life):
    """Return the SQL of the sum of ``value``, halved for every ``half_life`` days that
    ``day`` lies before ``last``. In an aggregate."""
    return SQL(
        "SUM((%s) * POWER(0.5::float8, LEAST((%s - %s) / %s::float8, %s)))",
        value,
        last,
        day,
        half_life,
        OLDEST,
    )


def share_left(days, half_life):
    """Return the SQL of what is left after ``days`` of what halves so often."""
    return SQL(
        "EXP(GREATEST((%s) * %s::float8, %s::float8))",
        days,
        -log(2) / half_life,
        -log(2) * OLDEST,
    )


def recent_columns(day, last, revenue, is_purchase):
    """Return ``{name: SQL}`` of what a correction needs to know of recent purchases.

    Aggregates over days with purchases: as of the last of them, so that any later day
    can be derived. Rounded, as sums of floats depend on the order of the rows.
    """
    columns = (
        (revenue, RECENT_HALF_LIFE),
        (SQL("1"), RECENT_HALF_LIFE),
        (SQL("1"), BURST_HALF_LIFE),
    )
    return {
        name: SQL(
            "ROUND((%s FILTER (WHERE %s))::numeric, 9)::float8",
            decayed(value, day, last, half_life),
            is_purchase,
        )
        for name, (value, half_life) in zip(RECENT, columns, strict=True)
    }


def corrected(*, history, silence, parameters, horizon, recent, weights):
    """Return the SQL of the probability of an order within ``horizon`` days, corrected.

    ``analytics.correction.corrected`` in SQL. The probability of the model where there
    is no correction, or what it needs to know is not known yet.

    :param dict history: SQL of x, tx and t
    :param SQL silence: t − tx, in fewer steps than from these
    :param dict parameters: SQL, or numbers, of those of the model
    :param dict recent: SQL of each of ``RECENT``
    :param dict weights: SQL, or numbers, of each of ``WEIGHTS``
    """
    values = {
        "known": known_probability(**history, **parameters, horizon=horizon),
        "kept": share_left(silence, RECENT_HALF_LIFE),
        "least": SQL("%s::float8", TINY),
        "limit": LIMIT,
        **recent,
        **{name: SQL("(%s)::float8", value) for name, value in weights.items()},
    }
    log_odds_of_none = SQL(
        """(1 + %(correction_chance)s)
           * LN(GREATEST(1 / GREATEST(%(known)s, %(least)s) - 1, %(least)s))
           - %(correction_intercept)s
           - %(correction_spent)s
             * LN(1 + GREATEST(%(recent_revenue)s, 0) * %(kept)s)
           - %(correction_recent)s * LN(1 + %(recent_purchase_days)s * %(kept)s)
           - %(correction_burst)s * LN(%(burst_purchase_days)s)""",
        **values,
    )
    return SQL(
        """CASE WHEN %(correction_intercept)s IS NULL OR %(recent_revenue)s IS NULL
                THEN %(chance)s
                ELSE 1 / (1 + EXP(GREATEST(-%(limit)s,
                                           LEAST(%(limit)s, %(log_odds_of_none)s))))
           END""",
        chance=reorder_probability(**history, **parameters, horizon=horizon),
        log_odds_of_none=log_odds_of_none,
        **values,
    )
