"""SQL of what is to be expected of a customer in a category, from its history in it.

A history is x, tx and t as in ``analytics.mbg_nbd``: of the days on which the customer
bought of the category.
"""

from odoo.tools import SQL

from ..prediction.reorder_sql import reorder_probability

PRIOR_GAPS = 2  # the usual gap of all counts as so many gaps of the customer itself
HORIZONS = 2  # of the policy, or gaps: who lets so many go by has stopped
LONGEST = 365  # days ahead of which anything is said
RHYTHM_DAYS = 3  # purchase days that show a rhythm
STOPPED, SLOWING = 0.4, 0.6  # of the chance after the last purchase, below which


def usual_gap(*, x, tx, mean_gap):
    """Return the SQL of the usual days between purchases, leaning on that of all."""
    return SQL(
        "((%(tx)s + %(prior)s * %(mean)s) / (%(x)s + %(prior)s))",
        tx=tx,
        x=x,
        prior=PRIOR_GAPS,
        mean=mean_gap,
    )


def horizon(*, policy_days, gap):
    """Return the SQL of the days ahead within which another purchase is looked for."""
    return SQL(
        "LEAST(%(longest)s, GREATEST(%(times)s * %(days)s, %(times)s * %(gap)s))",
        longest=LONGEST,
        times=HORIZONS,
        days=policy_days,
        gap=gap,
    )


def chance(*, x, tx, t, days, parameters):
    """Return the SQL of the chance of another purchase within ``days``."""
    return reorder_probability(x=x, tx=tx, t=t, horizon=days, **parameters)


def state(*, x, tx, t, days, policy_days, parameters):
    """Return the SQL of the state: new, regular, slowing, stopped, or NULL.

    NULL as long as the customer has shown no rhythm, and is not new.

    :param SQL days: the horizon of the chance
    :param SQL policy_days: the policy's horizon, within which a customer is new
    """
    now = chance(x=x, tx=tx, t=t, days=days, parameters=parameters)
    then = chance(x=x, tx=tx, t=tx, days=days, parameters=parameters)
    return SQL(
        """CASE WHEN %(x)s IS NULL THEN NULL
                WHEN %(t)s < %(policy_days)s THEN 'new'
                WHEN %(x)s + 1 < %(least)s THEN NULL
                WHEN %(share)s < %(stopped)s THEN 'stopped'
                WHEN %(share)s < %(slowing)s THEN 'slowing'
                ELSE 'regular' END""",
        t=t,
        x=x,
        policy_days=policy_days,
        least=RHYTHM_DAYS,
        share=SQL("(%s / %s)", now, then),
        stopped=STOPPED,
        slowing=SLOWING,
    )
