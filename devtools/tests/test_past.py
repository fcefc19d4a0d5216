"""The simulator of statuses, lived through by hand."""

import unittest
from datetime import date, timedelta

from devtools.past import live

FIRST = date(2026, 1, 1)
THRESHOLDS = {"at_risk": 60, "dormant": 90, "lost": 365}


def after(days):
    return FIRST + timedelta(days=days)


class TestLive(unittest.TestCase):
    def test_a_silence_of_exactly_the_threshold_has_crossed_it(self):
        self.assertEqual(
            live({FIRST: True}, THRESHOLDS, after(365)),
            [
                (FIRST, None, "active"),
                (after(60), "active", "at_risk"),
                (after(90), "at_risk", "dormant"),
                (after(365), "dormant", "lost"),
            ],
        )

    def test_an_event_on_the_very_day_prevents_it(self):
        events = {FIRST: True, after(60): True}
        self.assertEqual(
            live(events, THRESHOLDS, after(119)), [(FIRST, None, "active")]
        )

    def test_a_prospect_until_the_first_purchase(self):
        events = {FIRST: False, after(100): True}
        self.assertEqual(
            live(events, THRESHOLDS, after(100)),
            [(FIRST, None, "prospect"), (after(100), "prospect", "active")],
        )
