"""A simulated year of Call today on a real purchase history.

Every week so many customers are called, in the order of a rule; calls change nothing.
Money is finally lost with a customer who came to be at risk in that time and never
bought again: its stake when it did. Who had been at risk before is called, not counted.
It is reached where the customer was called at least once after its last purchase.
Run as `python -m devtools.call_year`.
"""

import sys
from bisect import bisect_right
from collections import Counter
from typing import NamedTuple

from .evaluate import HORIZON, Known, as_buckets, histories, mbg_nbd
from .paths import ADDON

sys.path.insert(0, str(ADDON))

from analytics.stake import revenue_at_risk  # noqa: E402

WEEKS = 40
CALLS = 12
AFTERWARDS = 85  # days behind the last call in which somebody may still buy
AT_RISK, LOST = 60, 365  # the default policy
REST_DAYS = 60  # its default
RECENT_DAYS = 120  # as in models/call_list/profile.py
FIT_EVERY = 4  # weeks
LONG_WEEKS = 10
SMALL = 300  # customers of a small company
NEVER = -(10**6)


class Rule(NamedTuple):
    """How a list is made: its order, and for how long a call takes somebody off it."""

    order: callable
    rest_days: int


class Year(NamedTuple):
    """What a rule came to."""

    share: float  # of the money finally lost, reached
    calls: int
    customers: int
    most: int  # calls to one customer
    shortest: int  # days between two calls to one customer
    tail: int  # customers called whose last purchase was longer ago than RECENT_DAYS
    never: int  # customers who slipped for LONG_WEEKS and were not called


def by_silence(silent, _stake, _is_called):
    """The longest silence first."""
    return -silent


def by_stake(_silent, stake, _is_called):
    """What is at stake first."""
    return -stake


def by_tier(silent, stake, is_called):
    """As Call today: recent buyers first, then whoever was not called since the last
    purchase, then the others; in each what is at stake."""
    tier = 1 if silent <= RECENT_DAYS else 3 if is_called else 2
    return (tier, -stake)


RULES = {
    "longest silence": Rule(by_silence, 0),
    "longest silence, rest": Rule(by_silence, REST_DAYS),
    "stake, never again (before)": Rule(by_stake, 10**5),
    "stake, no rest": Rule(by_stake, 0),
    "stake, rest": Rule(by_stake, REST_DAYS),
    "Call today": Rule(by_tier, REST_DAYS),
}


def simulate(found, rules=RULES, weeks=WEEKS, calls=CALLS):
    """Live through the weeks by each rule.

    :param found: purchase days and revenues as of :func:`.evaluate.histories`
    :return: {name of the rule: :class:`Year`}
    """
    end = max(days[-1] for days, _revenues in found.values())
    start = end - AFTERWARDS - 7 * weeks
    called = {name: {} for name in rules}
    lost, slipped = {}, Counter()
    parameters = None
    for week in range(weeks):
        day = start + 7 * week
        known = list(_known(found, day))
        if week % FIT_EVERY == 0:
            parameters = mbg_nbd.fit(as_buckets(known)).parameters
        slipping = [*_slipping(known, parameters, found, day)]
        for customer, _silent, stake in slipping:
            slipped[customer] += 1
            if start - AT_RISK <= found[customer][0][-1] <= day:
                lost.setdefault(customer, stake)
        for name, rule in rules.items():
            _call(called[name], rule, slipping, day, calls)
    long = {customer for customer, count in slipped.items() if count >= LONG_WEEKS}
    return {
        name: _year(calls_of, lost, long, found) for name, calls_of in called.items()
    }


def small_company(found):
    """Return every so manieth customer, :data:`SMALL` of them in all."""
    customers = sorted(found)
    return {each: found[each] for each in customers[:: len(customers) // SMALL][:SMALL]}


def _known(found, day):
    for customer, (days, _revenues) in found.items():
        if count := bisect_right(days, day):
            tx, T = days[count - 1] - days[0], day - days[0]
            yield Known(customer, count - 1, tx, T, 0, False)


def _slipping(known, parameters, found, day):
    """Yield customer, silence and revenue at risk of those at risk or dormant."""
    for each in known:
        if AT_RISK <= each.silent < LOST:
            days, revenues = found[each.customer]
            within = slice(bisect_right(days, day - 365), bisect_right(days, day))
            chance = mbg_nbd.probability_of_order(parameters, *each[1:4], 2 * HORIZON)
            spent, age = sum(revenues[within]), each[3]
            if spent > 0:
                stake = revenue_at_risk(spent, age, HORIZON, chance)
                yield each.customer, each.silent, stake


def _call(called, rule, slipping, day, calls):
    """Call the first of the list by a rule; ``called``: {customer: [(day, silent)]}."""
    free = []
    for customer, silent, stake in slipping:
        since = day - called.get(customer, [(NEVER, 0)])[-1][0]
        if since >= rule.rest_days:
            rank = rule.order(silent, stake, since <= silent)
            free.append((rank, customer, silent))
    for _rank, customer, silent in sorted(free)[:calls]:
        called.setdefault(customer, []).append((day, silent))


def _year(called, lost, long, found):
    reached = {
        customer
        for customer, calls in called.items()
        if customer in lost and calls[-1][0] >= found[customer][0][-1]
    }
    counts = Counter({customer: len(calls) for customer, calls in called.items()})
    gaps = [
        later[0] - earlier[0]
        for calls in called.values()
        for earlier, later in zip(calls, calls[1:], strict=False)
    ]
    return Year(
        share=sum(lost[customer] for customer in reached) / sum(lost.values()),
        calls=counts.total(),
        customers=len(counts),
        most=max(counts.values()),
        shortest=min(gaps, default=0),
        tail=sum(
            any(silent > RECENT_DAYS for _day, silent in calls)
            for calls in called.values()
        ),
        never=len(long - called.keys()),
    )


def report(years):
    """Lines of a table of :class:`Year`."""
    columns = "reached  calls  customers  most  shortest  tail  never"
    yield f"{'a year of calls':28}  {columns}"
    for name, year in years.items():
        yield (
            f"{name:28}  {year.share:6.1%}  {year.calls:5}  {year.customers:9}"
            f"  {year.most:4}  {year.shortest:8}  {year.tail:4}  {year.never:5}"
        )


def claims(years, small):
    """Yield each claim of docs/evaluation.md, with what was found, and if it holds.

    :param small: the years of :func:`small_company`
    """
    ours, silence = years["Call today"], years["longest silence"]
    again = years["stake, no rest"]
    claim = (
        f"Call today reaches more than silence: {ours.share:.1%}, {silence.share:.1%}"
    )
    yield claim, ours.share > silence.share
    claim = f"and more than stake without rest: {ours.share:.1%}, {again.share:.1%}"
    yield claim, ours.share > again.share
    claim = f"nobody is called twice within {REST_DAYS} days: {ours.shortest} at least"
    yield claim, not ours.shortest or ours.shortest >= REST_DAYS
    claim = f"no call is left out: {ours.calls} of {WEEKS * CALLS}"
    yield claim, ours.calls == WEEKS * CALLS
    never = small["Call today"].never
    claim = (
        f"of {SMALL} customers nobody slips for {LONG_WEEKS} weeks uncalled: {never}"
    )
    yield claim, not never


def tell(purchases):
    """Print both tables; return the claims."""
    found = histories(purchases)
    years, small = simulate(found), simulate(small_company(found))
    print(*report(years), f"the same with {SMALL} customers", sep="\n")
    print(*report(small), sep="\n")
    return claims(years, small)


def main():
    """Simulate on CDNOW, fetched when not yet there, and print what was found."""
    from .load.cdnow_file import fetch, read_purchases

    found = list(tell(read_purchases(fetch())))
    for claim, holds in found:
        print("holds:" if holds else "FAILS:", claim)
    sys.exit(not all(holds for _claim, holds in found))


if __name__ == "__main__":
    main()
