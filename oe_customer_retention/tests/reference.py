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


def live(first_day, active_days, thresholds, today):
    """Live through every day from the first to ``today``; return the changes.

    Somebody is a prospect until the first of the active days.
    """
    changes, status, last, day = [], None, None, first_day
    while day <= today:
        silent_days = (day - last).days if last else 0
        if day in active_days:
            last = day
        new = status_after((day - last).days, thresholds) if last else "prospect"
        if new != status:
            changes.append(Change(day, status, new, silent_days))
            status = new
        day += DAY
    ends = [change.day for change in changes[1:]] + [None]
    return [
        change._replace(end_day=end) for change, end in zip(changes, ends, strict=True)
    ]


def status_on(changes, day):
    """Return the status at the end of a day, None before the first change."""
    return next((change.new for change in reversed(changes) if change.day <= day), None)
