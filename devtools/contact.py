"""Customers who are contacted because somebody expects them to return.

What the addon says of contact, adjusted for what the documents knew, is compared with
the effect that was planted: `analytics/adjusted.py` alone speaks.
"""

import random
import sys
from math import exp, log
from statistics import fmean
from typing import NamedTuple

from .paths import ADDON

sys.path.insert(0, str(ADDON))

from analytics import adjusted  # noqa: E402
from analytics.adjusted import Facts, Month  # noqa: E402

SALESPEOPLE = 8
MONTHS = 12


class Settings(NamedTuple):
    """What happens in a simulated business."""

    customers: int = 1200
    effect: float = 0.05
    unseen: float = 0.0  # how strongly people sense who will return, beyond documents
    rule: bool = False  # contacted is by a rule of the documents alone


class World(NamedTuple):
    """What was said of one business."""

    naive: float
    said: adjusted.Adjusted | None


def live(settings, seed):
    """Live through the months of one business, and ask what contact brought."""
    dice = random.Random(seed)
    keen = [dice.gauss(0, 0.6) for _person in range(SALESPEOPLE)]
    months = []
    for customer in range(settings.customers):
        months.extend(_months(dice, settings, customer, keen))
    return World(_naive(months), adjusted.effect_of_contact(months))


def _months(dice, settings, customer, keen):
    """Yield the months of a customer, until it returns."""
    user = dice.randrange(SALESPEOPLE)
    log_gap, spent = dice.gauss(3.5, 0.5), max(dice.gauss(7, 1), 0)
    purchases, age = dice.randint(1, 15), dice.randint(200, 1500)
    contacts, start = 0, dice.randint(90, 200)
    for number in range(dice.randint(1, MONTHS)):
        days = start + 30 * number
        silence = log(days) - log_gap
        chance = -1.5 - 0.9 * silence + 0.5 * log(purchases)
        facts = Facts(
            chance,
            chance**2,
            silence,
            spent,
            log(purchases),
            log(age),
            float(days >= 365),
            log(1 + contacts),
            0.0,
        )
        fate, share = dice.random(), _share(chance + 0.3 * (spent - 7))
        would = fate < share
        wish = -1 + 1.2 * (chance + 2) + 0.7 * (spent - 7) + keen[user]
        wish += 0.5 * log(1 + contacts) + settings.unseen * would
        is_contacted = dice.random() < _share(wish)
        if settings.rule:
            is_contacted = chance > -2
        returns = fate < share + (settings.effect if is_contacted else 0)
        yield Month(customer, user, is_contacted, returns, facts)
        contacts += is_contacted
        if returns:
            return


def _share(log_odds):
    return 1 / (1 + exp(-log_odds))


def _naive(months):
    """Return the rate of those contacted less that of those left alone."""
    acted, alone = (
        fmean(month.has_returned for month in months if month.is_contacted == contacted)
        for contacted in (True, False)
    )
    return acted - alone


class Result(NamedTuple):
    """Many businesses with the same settings."""

    said: int  # of how many anything was said
    naive_bias: float
    bias: float | None
    coverage: float | None


def repeat(settings, worlds):
    """Live through many businesses."""
    lived = [live(settings, seed) for seed in range(worlds)]
    said = [w.said for w in lived if w.said and w.said.value is not None]
    naive = fmean(world.naive for world in lived) - settings.effect
    if not said:
        return Result(0, naive, None, None)
    return Result(
        len(said),
        naive,
        fmean(each.value for each in said) - settings.effect,
        fmean(each.low <= settings.effect <= each.high for each in said),
    )
