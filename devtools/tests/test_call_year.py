import unittest

from devtools import call_year

SLIPPING = [(1, 70, 900.0), (2, 200, 5000.0), (3, 130, 50.0), (4, 90, 10.0)]


def called_on(days, rule, calls=1):
    """Return the customers called on each of ``days``."""
    called, order = {}, []
    for day in days:
        before = {who: len(found) for who, found in called.items()}
        call_year._call(called, rule, SLIPPING, day, calls)
        order.append(
            {who for who, found in called.items() if len(found) > before.get(who, 0)}
        )
    return order


class TestCalls(unittest.TestCase):
    def test_recent_buyers_come_first_then_what_is_at_stake(self):
        rule = call_year.Rule(call_year.by_tier, 10**5)
        order = called_on((0, 7, 14, 21), rule)
        self.assertEqual(order, [{1}, {4}, {2}, {3}])

    def test_a_customer_rests_until_the_sixtieth_day(self):
        rule = call_year.Rule(call_year.by_stake, 60)
        order = called_on((0, 59, 60), rule)
        self.assertEqual(order, [{2}, {1}, {2}])

    def test_who_was_called_in_vain_comes_after_who_was_not(self):
        rule = call_year.Rule(call_year.by_tier, 0)
        order = called_on((0, 1), rule, calls=3)
        self.assertEqual(order, [{1, 4, 2}, {1, 4, 3}])


if __name__ == "__main__":
    unittest.main()
