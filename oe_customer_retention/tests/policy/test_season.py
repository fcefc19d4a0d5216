"""Customers who buy in one part of the year only, under a policy with that season."""

import random
from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tests import Form

from ..common import MANAGER, RetentionCase, seeds
from ..reference import Change, counts, live, silence, status_after
from .test_policy_preview import values_of

SPRING = {"season_from": "04-01", "season_until": "05-31"}
SILENT = ("at_risk", "dormant", "lost")
SEASONS = (
    ("04-01", "05-31"),
    ("11-01", "02-28"),
    ("11-15", "02-29"),
    ("02-29", "04-30"),
    ("09-10", "06-20"),
)


class SeasonCase(RetentionCase):
    def _bought(self, *days):
        customer = self._customer()
        for day in days:
            self._order(customer, day)
        return customer

    def _seen(self, customer, day):
        """Refresh as of a day, and return the profile as it was then."""
        self._refresh(as_of=day)
        return self._profile(customer).with_context(retention_as_of=day)


class TestSeasonalCustomer(SeasonCase):
    """Four years of purchases in April and May, under the usual thresholds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.write({**SPRING, "at_risk_days": 45, "dormant_days": 75})
        cls.policy.write({"no_order_days": 75})
        cls.buyer = cls._customer()
        for year in (2022, 2023, 2024, 2025):
            for month, day in ((4, 10), (5, 20)):
                cls._order(cls.buyer, date(year, month, day))

    def _look(self, day):
        profile = self._seen(self.buyer, day)
        return profile.status, profile.days_since_activity, profile.next_status_date

    def test_off_season_the_customer_stays_active(self):
        self.assertEqual(
            self._look(date(2025, 11, 20)), ("active", 11, date(2026, 5, 4))
        )
        reason = self._profile(self.buyer).with_context(
            retention_as_of=date(2025, 11, 20)
        )
        self.assertEqual(
            reason.status_reason,
            "Off season until April 1; bought in each of the last 4 seasons.",
        )
        self.assertFalse(reason.no_order)

    def test_in_season_the_days_of_the_season_count(self):
        profile = self._seen(self.buyer, date(2026, 5, 4))
        self.assertEqual((profile.status, profile.days_since_activity), ("at_risk", 45))
        self.assertEqual(
            profile.status_reason,
            "Inactive for 45 season days, since 05/20/2025; at risk from 45 season "
            "days.",
        )
        self.assertEqual(profile.next_status_date, date(2027, 4, 3))

    def test_a_missed_season_is_told_in_july(self):
        self.assertEqual(
            self._look(date(2026, 7, 10)), ("at_risk", 72, date(2027, 4, 3))
        )
        profile = self._seen(self.buyer, date(2027, 7, 10))
        self.assertEqual((profile.status, profile.season_streak), ("dormant", 0))
        self.assertTrue(profile.no_order)
        self.assertEqual(
            profile.status_reason,
            "Off season until April 1. Inactive for 133 season days, since 05/20/2025; "
            "dormant from 75 season days.",
        )

    def test_a_purchase_after_a_missed_season_is_a_winback(self):
        self._order(self.buyer, date(2027, 5, 10))
        self._refresh(as_of=date(2027, 11, 1))
        changes = self.env["customer.retention.transition"].search(
            [("profile_id", "=", self._profile(self.buyer).id)], order="date"
        )
        self.assertEqual(
            [(c.date, c.to_status, c.lapsed_days) for c in changes[1:]],
            [
                (date(2026, 5, 4), "at_risk", 45),
                (date(2027, 4, 3), "dormant", 75),
                (date(2027, 5, 10), "active", 112),
            ],
        )
        self.assertEqual(changes[-1].winback_date, date(2027, 5, 10))

    def test_the_dashboard_counts_the_customer_by_that_status(self):
        manager = self._user("season_manager", MANAGER)
        expected = {
            date(2025, 11, 20): "active",
            date(2026, 5, 10): "at_risk",
            date(2027, 7, 10): "dormant",
        }
        for day, status in expected.items():
            self._refresh(as_of=day)
            dashboard = self.env["customer.retention.dashboard"]
            dashboard = dashboard.with_user(manager).with_context(
                **{**self.env.context, "retention_as_of": day}
            )
            found = {
                row["status"]: row["count"]
                for row in dashboard.get_data([])["statuses"]
                if row["count"]
            }
            self.assertEqual(found, {status: 1}, day)

    def test_the_next_order_and_the_rhythm_are_in_the_season(self):
        profile = self._seen(self.buyer, date(2025, 11, 20))
        for name in ("date", "from", "to"):
            day = profile[f"expected_next_order_{name}"]
            self.assertIn(day.month, (4, 5), name)
            self.assertGreater(day, date(2025, 5, 20))
        self.assertEqual(profile.rhythm, "on_time")
        self.assertIn("11 season days ago", profile.rhythm_reason)

    def test_without_a_season_the_same_customer_is_dormant(self):
        self.policy.write({"season_from": False, "season_until": False})
        self.assertEqual(self._look(date(2025, 11, 20))[0], "dormant")
        self.assertFalse(self._profile(self.buyer).season_streak)

    def test_seasons_in_a_row_are_the_last_ones(self):
        skipped = self._bought(date(2022, 4, 1), date(2024, 5, 31), date(2025, 4, 1))
        once = self._bought(date(2025, 6, 1), date(2025, 4, 2))
        for day, expected in (
            (date(2025, 12, 1), (4, 2, 1)),
            (date(2026, 4, 30), (4, 2, 1)),
            (date(2026, 6, 1), (0, 0, 0)),
        ):
            self._refresh(as_of=day)
            found = tuple(
                self._seen(customer, day).season_streak
                for customer in (self.buyer, skipped, once)
            )
            self.assertEqual(found, expected, day)

    def test_a_customer_who_bought_today_off_season_is_active_today(self):
        customer = self._bought(date(2025, 8, 1))
        profile = self._seen(customer, date(2025, 8, 1))
        self.assertEqual(profile.status_reason, "Active today.")


class TestSeasonEdges(SeasonCase):
    def _statuses(self, last, *days):
        customer = self._bought(last)
        return [self._seen(customer, day).status for day in days]

    def test_a_threshold_is_crossed_on_the_day_the_season_has_counted(self):
        self.policy.write(SPRING)  # at risk after 60 days: 30 of May, 30 of April
        self.assertEqual(
            self._statuses(
                date(2025, 5, 1), date(2026, 4, 29), date(2026, 4, 30), date(2026, 5, 1)
            ),
            ["active", "at_risk", "at_risk"],
        )

    def test_a_threshold_falls_on_the_last_day_of_the_season(self):
        self.policy.write(SPRING)
        last = date(2025, 5, 31)
        days = [date(2026, 5, 29), date(2026, 5, 30), date(2026, 5, 31)]
        self.assertEqual(self._statuses(last, *days), ["active", "at_risk", "at_risk"])

    def test_the_leap_day_counts_in_leap_years(self):
        self.policy.write({"season_from": "02-01", "season_until": "02-29"})
        self.policy.write({"at_risk_days": 28})
        self.assertEqual(
            self._statuses(date(2024, 1, 31), date(2024, 2, 27), date(2024, 2, 28)),
            ["active", "at_risk"],
        )
        self.policy.write({"at_risk_days": 29})
        days = [date(2024, 2, 28), date(2024, 2, 29)]
        self.assertEqual(
            self._statuses(date(2024, 1, 31), *days), ["active", "at_risk"]
        )
        days = [date(2025, 2, 28), date(2026, 1, 31), date(2026, 2, 1)]
        self.assertEqual(
            self._statuses(date(2025, 1, 31), *days), ["active", "active", "at_risk"]
        )

    def test_a_winter_season_goes_on_after_the_year(self):
        self.policy.write({"season_from": "11-01", "season_until": "02-29"})
        self.assertEqual(
            self._statuses(
                date(2025, 12, 1),
                date(2026, 1, 29),
                date(2026, 1, 30),
                date(2026, 1, 31),
            ),
            ["active", "at_risk", "at_risk"],
        )


class TestRandomSeasons(SeasonCase):
    """Random purchases and thresholds, compared with living through every day."""

    def _deal(self, dice):
        season = dice.choice(SEASONS)
        at_risk, dormant, lost = sorted(dice.sample(range(1, 150), 3))
        self.policy.write(
            {
                "season_from": season[0],
                "season_until": season[1],
                "at_risk_days": at_risk,
                "dormant_days": dormant,
                "lost_days": lost,
                "no_order_days": dice.randint(1, 150),
            }
        )
        first = date(2020, 1, 1)
        histories = {}
        for _customer in range(15):
            days = {
                first + timedelta(dice.randrange(1800))
                for _ in range(dice.randint(1, 9))
            }
            histories[self._bought(*days)] = days
        return season, histories

    def test_every_day_of_the_past_is_as_the_days_tell(self):
        for seed in seeds(6):
            dice = random.Random(seed)
            self.env["customer.retention.profile"].search([]).unlink()
            season, histories = self._deal(dice)
            today = date(2025, 1, 1) + timedelta(dice.randrange(700))
            self._refresh(as_of=today)
            for customer, days in histories.items():
                with self.subTest(seed=seed, season=season, days=sorted(days)):
                    self._assert_lived(customer, days, today, season)

    def _assert_lived(self, customer, days, today, season):
        thresholds = {status: self.policy[f"{status}_days"] for status in SILENT}
        lived = live(min(days), days, thresholds, today, season)
        changes = self.env["customer.retention.transition"].search(
            [("profile_id", "=", self._profile(customer).id)], order="date"
        )
        told = [
            Change(
                change.date,
                change.from_status or None,
                change.to_status,
                change.lapsed_days,
                change.end_date or None,
            )
            for change in changes
        ]
        self.assertEqual(told, lived)
        profile = self._profile(customer).with_context(retention_as_of=today)
        silent = silence(max(days), today, season)
        self.assertEqual(profile.status, lived[-1].new)
        self.assertEqual(profile.days_since_activity, silent)
        self.assertEqual(profile.no_order, silent >= self.policy.no_order_days)
        self._assert_next(profile, max(days), thresholds, season)
        for name in ("date", "from"):
            day = profile[f"expected_next_order_{name}"]
            self.assertTrue(
                day is False if profile.status == "lost" else counts(day, season)
            )

    def _assert_next(self, profile, last, thresholds, season):
        if profile.status == "lost":
            self.assertFalse(profile.next_status_date)
            return
        before = silence(last, profile.next_status_date - timedelta(1), season)
        on = silence(last, profile.next_status_date, season)
        self.assertEqual(status_after(before, thresholds), profile.status)
        self.assertEqual(status_after(on, thresholds), profile.next_status)

    def test_the_preview_foretells_a_season(self):
        for seed in seeds(4):
            dice = random.Random(seed)
            season, histories = self._deal(dice)
            self.policy.write({"season_from": False, "season_until": False})
            self._refresh()
            values = values_of(
                self.policy, season_from=season[0], season_until=season[1]
            )
            policies = self.env["customer.retention.policy"]
            told = policies.get_preview(self.policy.id, values)
            past = policies.get_hindsight(self.policy.id, values)
            self.policy.write({"season_from": season[0], "season_until": season[1]})
            self._refresh()
            expected = {row["status"]: row["then"] for row in told["statuses"]}
            profiles = self.env["customer.retention.profile"]
            for status, count in expected.items():
                found = profiles.search_count(
                    [("status", "=", status), ("company_id", "=", self.company.id)]
                )
                self.assertEqual(found, count, (seed, season, status))
            for row in past["statuses"]:
                domain = profiles._status_domain([row["status"]], past["date"])
                domain &= Domain("company_id", "=", self.company.id)
                self.assertEqual(profiles.search_count(domain), row["customers"])


class TestSeasonOfPolicy(SeasonCase):
    def _refused(self, message, **values):
        with self.assertRaises(ValidationError) as refused:
            self.policy.write(values)
        self.assertIn(message, str(refused.exception))

    def test_a_day_that_no_month_has_is_refused(self):
        self._refused(
            "'Season from' is 04-31, which is not a day of the year",
            season_from="04-31",
            season_until="05-31",
        )

    def test_a_text_that_is_no_day_is_refused(self):
        self._refused("'Season until' is 5-3", season_from="04-01", season_until="5-3")

    def test_a_season_without_an_end_is_refused(self):
        self._refused("'Season until' is empty", season_from="04-01")
        self._refused("'Season from' is empty", season_until="04-01")

    def test_a_season_of_the_leap_day_only_is_refused(self):
        self._refused("29 February", season_from="02-29", season_until="02-29")

    def test_the_preview_says_what_is_wrong(self):
        values = values_of(self.policy, season_from="04-31", season_until="05-31")
        told = self.env["customer.retention.policy"].get_preview(self.policy.id, values)
        self.assertIn("04-31", told["error"])

    def test_the_form_has_both_days_or_none(self):
        with Form(self.policy) as form:
            form.season_from = "02-10"
            self.assertEqual(form.season_until, "02-29")
            form.season_from = False
            self.assertFalse(form.season_until)

    def test_another_company_without_a_season_has_no_clock(self):
        other = self._new_company("Other Ltd")
        self.policy.write(SPRING)
        policies = self.env["customer.retention.policy"]
        self.assertTrue(policies._clock(self.company))
        self.assertFalse(policies._clock(other))

    def test_a_season_taken_away_is_forgotten(self):
        policies = self.env["customer.retention.policy"]
        self.policy.write(SPRING)
        self.assertTrue(policies._clock())
        self.policy.write({"season_from": False, "season_until": False})
        self.assertFalse(policies._clock(self.company))

    def test_the_return_curve_is_in_days_of_the_season(self):
        self.policy.write(SPRING)
        self._bought(date(2024, 5, 20), date(2025, 4, 10), date(2025, 7, 1))
        self._refresh()
        self.assertEqual(
            self.policy._gap_histogram()[0],
            {1: {21: (1, 0)}, 2: {51: (1, 0)}, 3: {61: (0, 1)}},
        )
        told = self.env["customer.retention.policy"].get_return_curve(
            self.policy.id, values_of(self.policy)
        )
        self.assertEqual(told["within"], 61)

    def test_customers_of_other_policies_count_all_days(self):
        seasonal = self._bought(date(2026, 1, 10))
        self.policy.copy(
            {
                "name": "Spring",
                "partner_domain": str([("id", "=", seasonal.id)]),
                **SPRING,
            }
        )
        usual = self._bought(date(2026, 1, 10))
        profiles = [
            self._seen(customer, date(2026, 3, 31)) for customer in (seasonal, usual)
        ]
        self.assertEqual([p.days_since_activity for p in profiles], [0, 80])
        self.assertEqual([p.status for p in profiles], ["active", "at_risk"])
        domain = [
            ("days_since_activity", ">", 0),
            ("id", "in", [p.id for p in profiles]),
        ]
        self.assertEqual(profiles[0].search(domain), profiles[1])
