from collections import defaultdict
from itertools import pairwise

from odoo.tests import TransactionCase, tagged

from ...analytics.return_curve import ReturnCurve
from ...demo.history import FORMER, MAIN
from ...models.policy.policy import THRESHOLDS

HOTELS = {"yonder"}  # whose policy is another


@tagged("post_install", "-at_install")
class TestDemoCurve(TransactionCase):
    def test_the_demo_tells_what_each_threshold_means(self):
        curve = ReturnCurve(self._gaps_of_repeat_buyers())
        defaults = self.env["customer.retention.policy"].default_get(THRESHOLDS)
        for name, days in defaults.items():
            with self.subTest(name):
                self.assertIsNotNone(curve.chance_to_return(days).chance)

    def _gaps_of_repeat_buyers(self):
        """Return ``{days: (ended, open)}``; the first gap of each is not theirs."""
        ended, still_open = defaultdict(int), defaultdict(int)
        for name, history in (MAIN | FORMER).items():
            _first, *days = sorted(history.orders, reverse=True) or [0]
            if days and name not in HOTELS:
                still_open[days[-1]] += 1
                for before, after in pairwise(days):
                    ended[before - after] += 1
        return {gap: (ended[gap], still_open[gap]) for gap in {*ended, *still_open}}
