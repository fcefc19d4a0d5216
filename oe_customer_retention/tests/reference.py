"""The status of a customer on every day, by the plain rule, one day after the other.

Slow and obvious, without Odoo, and without a line in common with the addon: what is
compared with it agrees only where both are right.
"""

from datetime import timedelta
from typing import NamedTuple

DAY = timedelta(days=1)


class Change(NamedTuple):
    """A day on which the status became another one.

    ``silent_days`` had passed without activity when it came; it ends with the change
    of ``end_day``, None for the last one.
    """

    day: object
    old: str | None
    new: str
    silent_days: int
    end_day: object = None


def status_after(silent_days, thresholds):
    """Return the status after that many days of silence.

    :param thresholds: ``{status: days of silence from which on it holds}``
    """
    crossed = [days for days in thresholds.values() if silent_days >= days]
    by_days = {days: status for status, days in thresholds.items()}
    return by_days[max(crossed)] if crossed else "active"


def counts(day, season):
    """Return whether a day without activity is one of silence.

    :param season: first and last "MM-DD" of the season, both empty for all year
    """
    first, last = season
    if not first:
        return True
    month_day = day.isoformat()[5:]
    if first <= last:
        return first <= month_day <= last
    return not last < month_day < first


def silence(last, day, season):
    """Return the days of silence on ``day`` after activity on ``last``."""
    numbers = range(1, (day - last).days + 1)
    if not season[0]:
        return len(numbers)
    return sum(counts(last + number * DAY, season) for number in numbers)


def live(first_day, active_days, thresholds, today, season=("", "")):
    """Live through every day from the first to ``today``; return the changes.

    Somebody is a prospect until the first of the active days.
    """
    changes, status, silent_days, day = [], None, None, first_day
    longest = max(thresholds.values())
    statuses = [status_after(days, thresholds) for days in range(longest + 1)]
    while day <= today:
        if silent_days is not None:
            silent_days += counts(day, season)
        before = silent_days or 0
        if day in active_days:
            silent_days = 0
        is_prospect = silent_days is None
        new = "prospect" if is_prospect else statuses[min(silent_days, longest)]
        if new != status:
            changes.append(Change(day, status, new, before))
            status = new
        day += DAY
    ends = [change.day for change in changes[1:]] + [None]
    return [
        change._replace(end_day=end) for change, end in zip(changes, ends, strict=True)
    ]


def status_on(changes, day):
    """Return the status at the end of a day, None before the first change."""
    return next((change.new for change in reversed(changes) if change.day <= day), None)
