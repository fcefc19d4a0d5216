"""The status of a customer on every day, by the plain rule, one day after the other."""

from datetime import timedelta

DAY = timedelta(days=1)


def live(events, thresholds, today):
    """Return the changes of status as ``(day, from, to)``, oldest first.

    :param events: ``{day: whether anything was bought}``, the customer's active days
    :param thresholds: ``{status: days of silence from which it holds}``
    :param date today: the last day lived through
    """
    changes, status, has_bought, last, day = [], None, False, None, min(events)
    while day <= today:
        if day in events:
            last, has_bought = day, has_bought or events[day]
        now = _status((day - last).days, thresholds) if has_bought else "prospect"
        if now != status:
            changes.append((day, status, now))
            status = now
        day += DAY
    return changes


def _status(silent_days, thresholds):
    crossed = [days for days in thresholds.values() if silent_days >= days]
    by_days = {days: status for status, days in thresholds.items()}
    return by_days[max(crossed)] if crossed else "active"
