"""The addon's past compared with the plain rule. Runs inside Odoo."""

import json
from collections import defaultdict
from datetime import timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from . import past
from .load import cdnow

SIMULATED = 1000
GOOD = ("active", "at_risk")


def check(env, gaps):
    """Load a real purchase history, refresh, and compare; print what was found.

    :param str gaps: path of the file to write the histogram of gaps to
    :raise SystemExit: something differs
    """
    cdnow.load(env)
    env["customer.retention.refresh"]._refresh(env.company)
    policy = env["customer.retention.policy"]._applicable(env.company)
    wrong = _compare_statuses(env, policy) + _compare_movement(env)
    histogram = policy._gap_histogram()
    rows = [(gap, *counts) for gap, counts in sorted(histogram.items())]
    Path(gaps).write_text(json.dumps(rows))
    if wrong:
        raise SystemExit(1)


def _compare_statuses(env, policy):
    """Return how many of some customers have another history than the rule's."""
    thresholds = {
        status: policy[f"{status}_days"] for status in ("at_risk", "dormant", "lost")
    }
    today = env.company._retention_today()
    profiles = env["customer.retention.profile"].search([], order="id")
    profiles = profiles[:: max(len(profiles) // SIMULATED, 1)][:SIMULATED]
    events, recorded = _events(env, profiles), _recorded(profiles)
    days = changes = wrong = 0
    for profile in profiles:
        bought = events[profile.partner_id.id]
        expected = past.live(bought, thresholds, today)
        days += (today - min(bought)).days + 1
        changes += len(expected)
        wrong += recorded[profile.id] != expected
    print(
        f"timeline: {len(profiles):,} customers, {days:,} days lived through one by "
        f"one, {changes:,} changes of status, {wrong} customers differ"
    )
    return wrong


def _events(env, profiles):
    """Return ``{partner: {day: whether anything was bought}}`` of all quotations
    and orders."""
    events = defaultdict(dict)
    zone = ZoneInfo(env.company._retention_timezone())
    orders = env["sale.order"].search([("partner_id", "in", profiles.partner_id.ids)])
    for order in orders:
        quoted = min(order.create_date, order.date_order)
        for at, has_bought in ((quoted, False), (order.date_order, True)):
            day = at.replace(tzinfo=timezone.utc).astimezone(zone).date()
            bought = events[order.partner_id.id]
            is_purchase = has_bought and order.amount_untaxed > 0
            bought[day] = bought.get(day, False) or is_purchase
    return events


def _recorded(profiles):
    recorded = defaultdict(list)
    for change in profiles.transition_ids.sorted("date"):
        row = (change.date, change.from_status or None, change.to_status)
        recorded[change.profile_id.id].append(row)
    return recorded


def _compare_movement(env):
    """Return how many months do not reconcile, or close with other customers."""
    names = ("opening", "new", "returned", "lapsed", "closing")
    months = env["customer.retention.movement"]._read_group(
        [], ["month:month"], [f"{name}:sum" for name in names]
    )
    transitions = env["customer.retention.transition"]
    wrong, closed = 0, 0
    for month, opening, new, returned, lapsed, closing in months:
        standing = transitions.search_count(
            [("in_force_on", "=", _last_day(env, month)), ("to_status", "in", GOOD)]
        )
        reconciles = opening + new + returned - lapsed == closing == standing
        wrong += not (reconciles and opening == closed)
        closed = closing
    print(f"movement: {len(months)} months reconcile, {wrong} do not")
    return wrong


def _last_day(env, month):
    last = month.replace(day=28)
    while (last + past.DAY).month == month.month:
        last += past.DAY
    return min(last, env.company._retention_today())
