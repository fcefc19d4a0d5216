"""What reactions should do, told in plain Python, one customer and one day at a time.

No Odoo in here. A customer is an object with the orders known so far; whoever looks at
it on a day walks the days since the last look and hears of each change of status.
"""

from dataclasses import dataclass, field

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
    waiting: list = field(default_factory=list)  # (reaction, status)
    open_calls: set = field(default_factory=set)  # reactions

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
        return changes


@dataclass(frozen=True)
class Reaction:
    name: str
    old: tuple
    new: tuple
    due_days: int | None = None  # a mail has none
    user: str = ""  # instead of the salesperson
    minimum: float = 0


class Oracle:
    """Keeps what should have been done: calls and mails, in order."""

    def __init__(self, reactions, fallback):
        self.reactions = reactions
        self.fallback = fallback
        self.calls = []  # (day, reaction, customer, user, deadline)
        self.mails = []  # (day, reaction, customer)

    def look(self, customer, today):
        """A refresh of one customer."""
        if customer.looked_on is None:  # new: nothing is done
            customer.shown, customer.looked_on = customer.status_on(today), today
            return
        changes = customer.changes_until(today)
        shown_before, customer.shown = customer.shown, customer.status_on(today)
        customer.looked_on = today
        if any(new == "active" for _old, new in changes):
            customer.done_this_silence.clear()
        self.wake(customer, today)
        if customer.shown == shown_before:  # changed and changed back unseen
            return
        for reaction in self.reactions:
            concerned = [
                new
                for old, new in changes
                if old in reaction.old and new in reaction.new
            ]
            if concerned and customer.revenue_on(today) >= reaction.minimum:
                self.fire(reaction, customer, concerned[-1], today)

    def fire(self, reaction, customer, status, today):
        if status in SILENT:
            if reaction in customer.done_this_silence:
                return
            customer.done_this_silence.add(reaction)
        if reaction in customer.open_calls:
            return
        if customer.snoozed_until and customer.snoozed_until >= today:
            customer.waiting.append((reaction, status))
            return
        self.do(reaction, customer, today)

    def wake(self, customer, today):
        if customer.snoozed_until and customer.snoozed_until >= today:
            return
        for reaction, status in customer.waiting:
            if status in SILENT:
                same_silence = reaction in customer.done_this_silence
                holds = same_silence and customer.shown in SILENT
            else:
                holds = customer.shown == status
            if holds:
                self.do(reaction, customer, today)
        customer.waiting.clear()

    def do(self, reaction, customer, today):
        if reaction.due_days is None:
            self.mails.append((today, reaction.name, customer.name))
            return
        user = reaction.user or customer.salesperson or self.fallback
        deadline = today + reaction.due_days * DAY
        self.calls.append((today, reaction.name, customer.name, user, deadline))
        customer.open_calls.add(reaction)
