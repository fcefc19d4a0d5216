"""What reactions should do, told in plain Python, one customer and one day at a time.

No Odoo in here. A customer is an object with the orders known so far; whoever looks at
it on a day walks the days since the last look and hears of each change of status.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest

from ..reference import DAY, status_after

THRESHOLDS = {"at_risk": 4, "dormant": 8, "lost": 14}
SILENT = (*THRESHOLDS,)


@dataclass(eq=False)
class Customer:
    name: str
    salesperson: str
    orders: list = field(default_factory=list)  # (day, amount), as entered so far
    shown: str = ""
    looked_on: object = None
    snoozed_until: object = None
    done_this_silence: set = field(default_factory=set)  # reactions
    open_calls: set = field(default_factory=set)  # reactions
    silence: int = 0  # how many there were before
    is_back: bool = False  # what was done last was for a silence over by then

    def status_on(self, day):
        last = max(d for d, _amount in self.orders if d <= day)
        return status_after((day - last).days, THRESHOLDS)

    def revenue_on(self, day):
        return sum(amount for d, amount in self.orders if d <= day)

    def changes_until(self, today):
        """Return ``(old, new)`` for each change since the last look."""
        changes, status = [], self.shown
        for number in range((today - self.looked_on).days):
            new = self.status_on(self.looked_on + (number + 1) * DAY)
            if new != status:
                changes.append((status, new))
                status = new
        if status != self.status_on(today):  # entered since, on the very same day
            changes.append((status, self.status_on(today)))
        return [
            change
            for change, after in zip_longest(changes, changes[1:])
            if not (after and change[1] in SILENT and after[1] in SILENT)
        ]  # of several steps down one silence, the last


@dataclass(frozen=True)
class Reaction:
    name: str
    old: tuple
    new: tuple
    due_days: int | None = None  # a mail has none
    user: str = ""  # instead of the salesperson
    minimum: float = 0
    daily_limit: int = 0  # none
    leaves_alone: object = lambda customer: False


class Oracle:
    """Keeps what should have been done: calls and mails, in order."""

    def __init__(self, reactions, fallback):
        self.reactions = reactions
        self.fallback = fallback
        self.calls = []  # (day, reaction, customer, user, deadline)
        self.mails = []  # (day, reaction, customer)
        self.withdrawn = []  # (day, reaction, customer)
        self.waiting = []  # (customer, reaction, status, silence), in turn
        self.postponed = set()  # (reaction, customer), for a daily limit
        self.done = Counter()  # by reaction and day
        self.left_alone = set()  # (reaction, customer)

    def look(self, customers, today):
        """A refresh of some customers: first what waited, then what is new."""
        changed = [(customer, self.hear(customer, today)) for customer in customers]
        self.wake(customers, today)
        for reaction in self.reactions:
            for customer, changes in changed:
                concerned = [
                    new
                    for old, new in changes
                    if old in reaction.old and new in reaction.new
                ]
                if concerned and customer.revenue_on(today) >= reaction.minimum:
                    self.fire(reaction, customer, concerned[-1], today)

    def hear(self, customer, today):
        """Return what there is to react to since the last look at a customer."""
        if customer.looked_on is None:  # new: nothing is done
            customer.shown, customer.looked_on = customer.status_on(today), today
            return []
        changes = customer.changes_until(today)
        shown_before, customer.shown = customer.shown, customer.status_on(today)
        customer.looked_on = today
        if customer.is_back or any(new == "active" for _old, new in changes):
            customer.is_back = False
            customer.silence += 1
            customer.done_this_silence.clear()
            needless = {
                reaction
                for reaction in customer.open_calls
                if {*reaction.new} & {*SILENT}
            }
            customer.open_calls -= needless
            self.withdrawn += (
                (today, reaction.name, customer.name) for reaction in needless
            )
        if customer.shown == shown_before:  # changed and changed back unseen
            return []
        return changes

    def fire(self, reaction, customer, status, today):
        if status in SILENT:
            if reaction in customer.done_this_silence:
                return
            customer.done_this_silence.add(reaction)
            customer.is_back = customer.shown == "active"
        if reaction in customer.open_calls:
            return
        if is_snoozed(customer, today):
            self.waiting.append((customer, reaction, status, customer.silence))
            return
        self.do(reaction, customer, status, today)

    def wake(self, customers, today):
        waiting, self.waiting = self.waiting, []
        for customer, reaction, status, silence in waiting:
            if customer not in customers or is_snoozed(customer, today):
                self.waiting.append((customer, reaction, status, silence))
                continue
            if status in SILENT:
                holds = silence == customer.silence and customer.shown in SILENT
            else:
                holds = customer.shown == status
            if holds:
                self.do(reaction, customer, status, today)

    def do(self, reaction, customer, status, today):
        if reaction.leaves_alone(customer):
            self.left_alone.add((reaction.name, customer.name))
            return
        if reaction.daily_limit and self.done[reaction, today] >= reaction.daily_limit:
            self.postponed.add((reaction.name, customer.name))
            self.waiting.append((customer, reaction, status, customer.silence))
            return
        self.done[reaction, today] += 1
        if reaction.due_days is None:
            self.mails.append((today, reaction.name, customer.name))
            return
        user = reaction.user or customer.salesperson or self.fallback
        deadline = today + reaction.due_days * DAY
        self.calls.append((today, reaction.name, customer.name, user, deadline))
        customer.open_calls.add(reaction)


def is_snoozed(customer, today):
    return bool(customer.snoozed_until and customer.snoozed_until >= today)
