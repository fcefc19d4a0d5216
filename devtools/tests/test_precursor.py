import unittest

from devtools import precursor
from devtools.precursor import Settings


class TestPrecursor(unittest.TestCase):
    def test_what_was_planted_is_found_and_little_else(self):
        result = precursor.repeat(Settings(), 12)
        self.assertGreaterEqual(result.all_found, 0.8)
        self.assertLessEqual(result.false_share, 0.15)
        self.assertGreaterEqual(result.coverage, 0.85)
        self.assertGreater(result.crude, 0.3)


if __name__ == "__main__":
    unittest.main()
