"""Years in which a reaction leaves some customers alone, looked at every day.

What the addon says of an effect is compared with the effect that was planted. Nothing
of Odoo is needed: `analytics/experiment.py` alone speaks.
"""

import random
import sys
from statistics import fmean
from typing import NamedTuple

from .paths import ADDON

sys.path.insert(0, str(ADDON))

from analytics import experiment  # noqa: E402
from analytics.experiment import Arm  # noqa: E402

WATCHED = 90  # days after which it is known whether a customer came back
SALESPEOPLE = 5
DAYS = 365


class Settings(NamedTuple):
    """What happens in a simulated year."""

    per_month: int = 300
    share: int = 20  # percent left alone
    rate: float = 0.1  # of those left alone who come back
    change: float = 0.0  # of the rate, by acting
    days: int = DAYS + WATCHED


class Year(NamedTuple):
    """What was said of one year."""

    value: float  # the effect on the last day
    naive: float  # those a salesperson chose to call, less the others
    known_on: int | None  # the first day on which there is an effect
    was_right: bool  # the interval held the planted effect on every day


def draw_blocks(random, share):
    """Yield whether the next customer of a salesperson is left alone: in every block
    exactly as many as the share says, in an order drawn anew."""
    size = next(n for n in range(1, 101) if n * share % 100 == 0)
    while True:
        block = [seat < size * share // 100 for seat in range(size)]
        random.shuffle(block)
        yield from block


def live(settings, seed):
    """Live through one year, looking at the interval on every day."""
    dice = random.Random(seed)
    blocks = [draw_blocks(dice, settings.share) for _person in range(SALESPEOPLE)]
    arms = {True: [0, 0], False: [0, 0]}  # left alone: customers, returned
    chosen = {True: [0, 0], False: [0, 0]}  # called by choice: customers, returned
    watched, known_on, was_right, said = [], None, True, None
    for day in range(settings.days):
        if day < settings.days - WATCHED:
            watched.append(
                [_meet(dice, settings, blocks) for _each in _today(day, settings)]
            )
        if day >= WATCHED:
            for alone, returned, called, came in watched[day - WATCHED]:
                _add(arms[alone], returned)
                _add(chosen[called], came)
            said = _said(arms) if all(count for count, _back in arms.values()) else None
        if said and not said.low <= settings.change <= said.high:
            was_right = False
        if said and said.is_known and known_on is None:
            known_on = day
    naive = _rate(chosen[True]) - _rate(chosen[False])
    return Year(said.value, naive - settings.change, known_on, was_right)


def _today(day, settings):
    """Return the customers who fall silent on a day, evenly over the month."""
    per_day = settings.per_month * 12 / DAYS
    return range(int((day + 1) * per_day) - int(day * per_day))


def _meet(dice, settings, blocks):
    """Return of one customer whether it is left alone and comes back; and the same had
    its salesperson chosen, who feels who would come back anyway."""
    fate = dice.random()
    would = fate < settings.rate
    does = fate < settings.rate + settings.change
    called = dice.random() < (0.75 if would else 0.5)
    alone = next(dice.choice(blocks))
    return alone, would if alone else does, called, does if called else would


def _add(arm, returned):
    arm[0] += 1
    arm[1] += returned


def _rate(arm):
    return arm[1] / arm[0]


def _said(arms):
    acted, alone = (Arm(*arms[key], arms[key][1]) for key in (False, True))
    return experiment.effect([(acted, alone)])


class Result(NamedTuple):
    """Many years of the same settings."""

    found: float  # share of the years in which an effect was known
    coverage: float  # share in which the interval held the planted one every day
    bias: float
    naive_bias: float
    known_on: list  # days, in order, of the years in which it was known


def repeat(settings, years):
    """Live through many years."""
    lived = [live(settings, seed) for seed in range(years)]
    return Result(
        fmean(year.known_on is not None for year in lived),
        fmean(year.was_right for year in lived),
        fmean(year.value for year in lived) - settings.change,
        fmean(year.naive for year in lived),
        sorted(year.known_on for year in lived if year.known_on is not None),
    )


def announced(settings):
    """Return the day on which the planted change was announced to be known."""
    share = settings.share / 100
    needed = experiment.customers_needed(share, settings.rate, settings.change)
    return round(needed / (settings.per_month * 12 / DAYS)) + WATCHED
