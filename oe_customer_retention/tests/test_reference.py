"""The simulator of statuses, lived through by hand."""

from datetime import date

from odoo.tests import BaseCase

from .reference import DAY, live, status_on

FIRST = date(2026, 1, 1)
THRESHOLDS = {"at_risk": 60, "dormant": 90, "lost": 365}


def after(days):
    return FIRST + days * DAY


class TestReference(BaseCase):
    def _lived(self, active_days, today):
        return [
            (change.day, change.old, change.new)
            for change in live(FIRST, active_days, THRESHOLDS, today)
        ]

    def test_a_silence_of_exactly_the_threshold_has_crossed_it(self):
        self.assertEqual(
            self._lived({FIRST}, after(365)),
            [
                (FIRST, None, "active"),
                (after(60), "active", "at_risk"),
                (after(90), "at_risk", "dormant"),
                (after(365), "dormant", "lost"),
            ],
        )

    def test_an_event_on_the_very_day_prevents_it(self):
        lived = self._lived({FIRST, after(60)}, after(119))
        self.assertEqual(lived, [(FIRST, None, "active")])

    def test_a_prospect_until_the_first_active_day(self):
        self.assertEqual(
            self._lived({after(100)}, after(100)),
            [(FIRST, None, "prospect"), (after(100), "prospect", "active")],
        )

    def test_a_return_ends_the_silence_and_says_how_long_it_was(self):
        changes = live(FIRST, {FIRST, after(100)}, THRESHOLDS, after(100))
        self.assertEqual(
            [(change.silent_days, change.end_day) for change in changes],
            [(0, after(60)), (60, after(90)), (90, after(100)), (100, None)],
        )

    def test_the_status_of_a_day_is_that_of_the_last_change_until_then(self):
        changes = live(FIRST, {FIRST}, THRESHOLDS, after(365))
        statuses = [status_on(changes, after(days)) for days in (-1, 0, 59, 60, 365)]
        self.assertEqual(statuses, [None, "active", "active", "at_risk", "lost"])
