import unittest

from devtools import contact
from devtools.contact import Settings


class TestContact(unittest.TestCase):
    def test_it_is_right_where_the_documents_tell_all(self):
        result = contact.repeat(Settings(), 8)
        self.assertEqual(result.said, 8)
        self.assertLess(abs(result.bias), 0.02)
        self.assertGreater(result.naive_bias, 0.05)
        self.assertGreaterEqual(result.coverage, 0.75)

    def test_it_is_wrong_where_people_sense_more(self):
        self.assertGreater(contact.repeat(Settings(unseen=1.0), 2).bias, 0.05)

    def test_nothing_is_said_where_nobody_is_comparable(self):
        result = contact.repeat(Settings(rule=True), 1)
        self.assertEqual(result.said, 0)


if __name__ == "__main__":
    unittest.main()
