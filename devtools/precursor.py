"""Businesses in which some things make customers leave, and many others do not.

What the addon finds to have preceded losses is compared with what was planted:
`analytics/matched.py` alone speaks.
"""

import random
import sys
from math import exp
from typing import NamedTuple

from .paths import ADDON

sys.path.insert(0, str(ADDON))

from analytics import matched  # noqa: E402
from analytics.matched import Stratum  # noqa: E402

MONTHS = 24
CHANCES = 5
VALUES = 3


class Settings(NamedTuple):
    """What happens in a simulated business."""

    a_month: int = 80  # customers looked at
    planted: tuple = (3.0, 2.5, 2.0)  # by how much each multiplies the odds of a loss
    others: int = 7  # things that happen and have no part in it


class Result(NamedTuple):
    """What was found in many businesses."""

    all_found: float  # share of them in which all that was planted was found
    false_share: float  # of what was found, on average
    coverage: float  # share of the intervals that held what was planted
    crude: float  # false share where nobody is matched


def live(settings, seed):
    """Return the customers of a business: stratum, whether lost, what had happened.

    Who is less likely to order again has more happening to it and leaves more often:
    compared without matching, everything precedes a loss.
    """
    dice = random.Random(seed)
    count = len(settings.planted) + settings.others
    usual = [dice.uniform(0.1, 0.3) for _cause in range(count)]
    customers = []
    for month in range(MONTHS):
        for _each in range(settings.a_month):
            chance, value = dice.randrange(CHANCES), dice.randrange(VALUES)
            had = [dice.random() < share * (1.6 - 0.25 * chance) for share in usual]
            odds = exp(-1.0 - 0.5 * chance - 0.2 * value)
            for is_there, factor in zip(had, settings.planted, strict=False):
                odds *= factor if is_there else 1
            is_lost = dice.random() < odds / (1 + odds)
            customers.append(((month, chance, value), is_lost, had))
    return customers


def strata(customers, cause, is_matched=True):
    """Return like customers, counted, of one cause."""
    counts = {}
    for stratum, is_lost, had in customers:
        own = counts.setdefault(stratum if is_matched else None, [0] * 4)
        own[0 if is_lost else 2] += 1
        own[1 if is_lost else 3] += had[cause]
    return [Stratum(*own) for own in counts.values()]


def found(customers, count, is_matched=True):
    """Return the odds of each cause, and which are called found."""
    odds = [
        matched.odds(strata(customers, cause, is_matched)) for cause in range(count)
    ]
    asked = [cause for cause, each in enumerate(odds) if each]
    corrected = matched.corrected([odds[cause].p_value for cause in asked])
    told = {
        cause
        for cause, value in zip(asked, corrected, strict=True)
        if value <= matched.FALSE_SHARE
    }
    return odds, told


def repeat(settings, worlds):
    """Live through many businesses."""
    planted = {*range(len(settings.planted))}
    count = len(planted) + settings.others
    complete, wrong, crude, held, asked = 0, 0.0, 0.0, 0, 0
    for seed in range(worlds):
        customers = live(settings, seed)
        odds, told = found(customers, count)
        complete += planted <= told
        wrong += len(told - planted) / max(len(told), 1)
        _odds, loosely = found(customers, count, is_matched=False)
        crude += len(loosely - planted) / max(len(loosely), 1)
        for each, factor in zip(odds, settings.planted, strict=False):
            asked += each is not None
            held += each is not None and each.low <= factor <= each.high
    return Result(
        complete / worlds, wrong / worlds, held / max(asked, 1), crude / worlds
    )
