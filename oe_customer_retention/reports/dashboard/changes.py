"""Changes of status that a set of customers went through, day by day."""

from bisect import bisect_right
from collections import Counter
from operator import itemgetter

from odoo.tools import groupby

from ...models.status import GOOD_STANDING


class StatusChanges:
    """All changes of status of some customers, counted by day.

    Levels on any day and flows of any period follow from them without another read:
    for each day with a change, one counter has the customers of each status at its end
    and the number of changes of each flow up to it.
    """

    def __init__(self, changes):
        """Take the changes from the first day the customers are known.

        :param changes: an iterable of
            ``(date, from_status, to_status, flow, customers)``
        """
        self._days, self._totals = [], [Counter()]
        for day, changes_of_day in sorted(groupby(changes, itemgetter(0))):
            total = self._totals[-1].copy()
            for _day, from_status, to_status, flow, customers in changes_of_day:
                total[from_status] -= customers
                total[to_status] += customers
                total[flow] += customers
            self._days.append(day)
            self._totals.append(total)

    def counts_on(self, day):
        """Return ``{status: customers}`` at the end of ``day``, 0 where there are none.

        Besides, under the name of each flow, its changes up to then: see :meth:`flow`.

        :rtype: collections.Counter
        """
        return self._totals[bisect_right(self._days, day)]

    def in_good_standing_on(self, day):
        """Return how many were active or at risk at the end of ``day``."""
        return sum(self.counts_on(day)[status] for status in GOOD_STANDING)

    def flow(self, name, start, end):
        """Return how many changes made up a flow after ``start``, up to ``end``.

        :param str name: ``new``, ``returned`` or ``lapsed``
        """
        return self.counts_on(end)[name] - self.counts_on(start)[name]
