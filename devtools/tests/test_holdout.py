import unittest

from devtools import holdout
from devtools.holdout import Settings

YEARS = 60


class TestHoldout(unittest.TestCase):
    def test_every_block_leaves_alone_what_the_share_says(self):
        for share in (5, 10, 15, 20, 35, 50):
            blocks = holdout.draw_blocks(holdout.random.Random(1), share)
            drawn = [next(blocks) for _customer in range(100)]
            self.assertEqual(sum(drawn), share)

    def test_nothing_is_found_where_nothing_is(self):
        result = holdout.repeat(Settings(), YEARS)
        self.assertLessEqual(result.found, 0.1)
        self.assertGreaterEqual(result.coverage, 0.9)

    def test_the_effect_is_right_where_comparing_those_chosen_is_not(self):
        result = holdout.repeat(Settings(change=0.05), YEARS)
        self.assertLess(abs(result.bias), 0.01)
        self.assertGreater(result.naive_bias, 0.06)
        self.assertGreater(result.found, 0.5)


if __name__ == "__main__":
    unittest.main()
