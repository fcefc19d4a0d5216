from datetime import date, timedelta

from odoo.tests import BaseCase

from ...reports.dashboard.changes import StatusChanges

DAY = date(2026, 3, 10)


def day(number):
    return DAY + timedelta(days=number)


class TestStatusChanges(BaseCase):
    """Four customers come, one lapses and returns; a prospect waits."""

    def setUp(self):
        super().setUp()
        self.changes = StatusChanges(
            [
                (day(30), "dormant", "active", "returned", 1),
                (day(0), None, "active", "new", 3),
                (day(0), None, "prospect", None, 2),
                (day(10), "active", "at_risk", None, 1),
                (day(10), "prospect", "active", "new", 1),
                (day(20), "at_risk", "dormant", "lapsed", 1),
            ]
        )

    def test_before_the_first_change_there_is_nobody(self):
        self.assertFalse(self.changes.counts_on(day(-1)))
        self.assertEqual(self.changes.in_good_standing_on(day(-1)), 0)

    def test_a_change_counts_from_its_day_on(self):
        active = [self.changes.counts_on(day(n))["active"] for n in (9, 10, 11)]
        at_risk = [self.changes.counts_on(day(n))["at_risk"] for n in (9, 10, 11)]
        self.assertEqual((active, at_risk), ([3, 3, 3], [0, 1, 1]))

    def test_customers_at_risk_are_in_good_standing_and_dormant_ones_are_not(self):
        standing = [self.changes.in_good_standing_on(day(n)) for n in (0, 10, 20, 30)]
        self.assertEqual(standing, [3, 4, 3, 4])

    def test_a_flow_begins_after_its_start_and_includes_its_end(self):
        periods = [(-1, 0), (0, 9), (0, 10), (10, 30)]
        new = [self.changes.flow("new", day(a), day(b)) for a, b in periods]
        self.assertEqual(new, [3, 0, 1, 0])

    def test_each_change_belongs_to_one_flow(self):
        flows = {
            name: self.changes.flow(name, day(-1), day(99))
            for name in ("new", "returned", "lapsed")
        }
        self.assertEqual(flows, {"new": 4, "returned": 1, "lapsed": 1})

    def test_opening_and_flows_make_the_closing(self):
        opening = self.changes.in_good_standing_on(day(5))
        new, returned, lapsed = (
            self.changes.flow(name, day(5), day(25))
            for name in ("new", "returned", "lapsed")
        )
        closing = self.changes.in_good_standing_on(day(25))
        self.assertEqual(opening + new + returned - lapsed, closing)
