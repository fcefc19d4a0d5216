"""Customers who buy in one part of the year only are found, by a slow look at each."""

import random
from ast import literal_eval
from datetime import date

from odoo.tests import Form

from ..common import AS_OF, MANAGER, SALESMAN, RetentionCase, seeds


def window_of(days):
    """Return first month and length of the shortest window of whole months."""
    used = {day.month for day in days}
    best = None
    for first in range(1, 13):
        for length in range(1, 13):
            window = {(first + number - 1) % 12 + 1 for number in range(length)}
            if used <= window and (best is None or length < best[1]):
                best = (first, length)
    return best


def is_seasonal(days):
    """Return whether these days are those of a season, and not of luck."""
    first, length = window_of(days)
    seasons = {day.year - (day.month < first) for day in days}
    months = len({(day.year, day.month) for day in days})
    luck = months * (length / 12) ** (months - 1)
    lately = max(days) > AS_OF.replace(year=AS_OF.year - 2)
    return length <= 4 and len(seasons) >= 3 and luck <= 0.05 and lately


class TestSeasonalBuyers(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("seasonal_manager", MANAGER)

    def _policies(self, user=None):
        policies = self.env["customer.retention.policy"].with_user(user or self.manager)
        return policies.with_context(**self.env.context)

    def _found(self):
        return self._policies().get_seasonal_buyers()

    def _spring_buyers(self, count, months=(4, 5, 6)):
        buyers = [self._customer(f"Spring {number}") for number in range(count)]
        for buyer in buyers:
            for year in (2023, 2024, 2025):
                for month in months:
                    self._order(buyer, date(year, month, 12))
        self._refresh()
        return buyers

    def test_random_customers_are_found_as_a_slow_look_finds_them(self):
        for seed in seeds(3):
            dice = random.Random(seed)
            expected = {}
            for _number in range(40):
                customer, days = self._customer(), self._random_days(dice)
                for day in days:
                    self._order(customer, day)
                if is_seasonal(days):
                    expected[customer.id] = window_of(days)
            self._refresh()
            found = self._policies()._seasonal_windows()
            self.assertEqual({k: found.get(k) for k in expected}, expected, seed)
            self.env["customer.retention.profile"].search([]).active = False
            self.assertGreater(len(expected), 3)

    def _random_days(self, dice):
        first, length = dice.randint(1, 12), dice.randint(1, 5)
        return {
            date(
                dice.randint(*dice.choice(((2021, 2025), (2024, 2025), (2018, 2022)))),
                (first - 1 + dice.randrange(length)) % 12 + 1,
                dice.randint(1, 28),
            )
            for _day in range(dice.randint(2, 12))
        }

    def test_they_are_offered_a_policy_with_their_season(self):
        buyers = self._spring_buyers(3)
        [offer] = self._found()
        self.assertEqual(offer["text"], "3 customers buy only between April and June.")
        with Form(self._policies().with_context(**offer["action"]["context"])) as form:
            pass
        policy = form.save()
        self.assertEqual((policy.season_from, policy.season_until), ("04-01", "06-30"))
        thresholds = (policy.at_risk_days, policy.dormant_days, policy.lost_days)
        self.assertEqual(thresholds, (91, 136, 273))
        [(_path, _operator, ids)] = literal_eval(policy.partner_domain)
        self.assertEqual(ids, [buyer.id for buyer in buyers])

    def test_once_a_policy_is_for_them_they_are_not_offered_another(self):
        self._spring_buyers(3)
        [offer] = self._found()
        Form(self._policies().with_context(**offer["action"]["context"])).save()
        self.assertEqual(self._found(), [])

    def test_a_winter_goes_over_the_year(self):
        buyers = [self._customer() for _number in range(3)]
        for buyer in buyers:
            for year in (2022, 2023, 2024):
                self._order(buyer, date(year, 12, 5))
                self._order(buyer, date(year + 1, 1, 5))
        self._refresh()
        [offer] = self._found()
        context = offer["action"]["context"]
        self.assertEqual(context["default_season_from"], "12-01")
        self.assertEqual(context["default_season_until"], "01-31")

    def test_neighbouring_seasons_are_one(self):
        self._spring_buyers(2, months=(4, 5))
        self._spring_buyers(1, months=(5, 6))
        [offer] = self._found()
        self.assertEqual(offer["customers"], 3)
        self.assertIn("between April and June", offer["text"])

    def test_two_customers_are_no_season_for_a_company(self):
        self._spring_buyers(2)
        self.assertEqual(self._found(), [])

    def test_salespeople_are_offered_nothing(self):
        self._spring_buyers(3)
        seller = self._user("seasonal_seller", SALESMAN)
        self.assertEqual(self._policies(seller).get_seasonal_buyers(), [])

    def test_the_first_steps_offer_it_too(self):
        self._spring_buyers(3)
        steps = self.env["customer.retention.onboarding"].with_user(self.manager)
        last = steps.with_context(**self.env.context).get_steps()[-1]
        self.assertEqual(last["text"], "3 customers buy only between April and June.")
        self.assertEqual(last["action"]["res_model"], "customer.retention.policy")
