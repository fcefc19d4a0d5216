import unittest

from devtools import claims
from devtools.evaluate import Result


def result(auc, brier):
    return Result(auc, 0.5, 0.6, 3.0, brier, 1.0, [])


def check(addon=(0.78, 0.11), recency=0.77, unlikelier=0, differences=0):
    """Which claims hold, of results that differ from perfect ones as told."""
    results = {
        claims.ADDON: result(*addon),
        claims.REFERENCE: result(0.78, 0.11),
        "recency": result(recency, None),
    }
    found = claims.check(results, unlikelier, differences)
    return [holds for _claim, holds in found]


class TestClaims(unittest.TestCase):
    def test_all_hold_where_addon_and_reference_agree(self):
        self.assertEqual(check(), [True] * 5)

    def test_auc_may_differ_by_the_margin_either_way(self):
        self.assertTrue(check(addon=(0.7785, 0.11))[0])
        self.assertFalse(check(addon=(0.7775, 0.11))[0])
        self.assertFalse(check(addon=(0.7825, 0.11))[0])

    def test_brier_score_may_differ_by_the_margin_either_way(self):
        self.assertTrue(check(addon=(0.78, 0.1115))[1])
        self.assertFalse(check(addon=(0.78, 0.1125))[1])
        self.assertFalse(check(addon=(0.78, 0.1075))[1])

    def test_recency_may_not_rank_better(self):
        self.assertTrue(check(recency=0.78)[2])
        self.assertFalse(check(recency=0.7801)[2])

    def test_the_fit_may_not_be_less_likely(self):
        self.assertFalse(check(unlikelier=2e-4)[3])

    def test_one_wrong_value_of_the_past_is_one_too_many(self):
        self.assertFalse(check(differences=1)[4])
