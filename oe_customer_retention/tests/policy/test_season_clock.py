"""The clock of a season: in SQL, in Python, and day by day."""

import random
from datetime import date, timedelta

from odoo.tests import BaseCase
from odoo.tools import SQL

from ...analytics.season import Season
from ...models.policy.clock import Clock
from ..common import RetentionCase, seeds
from ..reference import counts, silence

EDGES = (
    ("04-01", "05-31"),
    ("11-01", "02-28"),
    ("11-01", "02-29"),
    ("02-29", "04-30"),
    ("03-01", "02-28"),
    ("02-28", "02-29"),
    ("12-31", "01-01"),
    ("01-01", "12-31"),
    ("06-16", "06-15"),
    ("07-04", "07-04"),
)


def random_seasons(dice, count):
    days = [date(2000, 1, 1) + timedelta(number) for number in range(366)]
    return [
        tuple(f"{day:%m-%d}" for day in dice.choices(days, k=2)) for _ in range(count)
    ]


class TestSeason(BaseCase):
    """Across centuries with and without a leap day."""

    def test_the_clock_goes_on_by_one_on_the_days_of_the_season(self):
        for texts in (*EDGES, *random_seasons(random.Random(1), 5)):
            season = Season.parse(*texts)
            day = date(1896, 1, 1)
            reading = season.reading(day)
            for _day in range(5_000):
                day += timedelta(1)
                reading += counts(day, texts)
                self.assertEqual(season.reading(day), reading, (texts, day))
                if day in season:
                    self.assertEqual(season.day(reading), day, texts)

    def test_a_day_is_in_the_season_by_month_and_day(self):
        for texts in EDGES:
            season = Season.parse(*texts)
            for number in range(800):
                day = date(2023, 1, 1) + timedelta(number)
                self.assertEqual(day in season, counts(day, texts), (texts, day))

    def test_a_season_begins_on_its_first_day(self):
        for texts in EDGES[:4]:
            season = Season.parse(*texts)
            for year in (1900, 2000, 2023, 2024):
                start = season.start(year)
                self.assertIn(start, season)
                self.assertNotIn(start - timedelta(1), season)

    def test_what_is_no_day_is_refused(self):
        for text in (
            "04-31",
            "02-30",
            "13-01",
            "00-10",
            "4-1",
            "0401",
            "W01-1",
            "٠٤-٠١",
        ):
            with self.assertRaises(ValueError, msg=text):
                Season.parse(text, "12-31")
        with self.assertRaises(ValueError):
            Season.parse("02-29", "02-29")


class TestClock(RetentionCase):
    """The SQL says what Python says, and what counting day by day gives."""

    def _compare(self, texts, pairs):
        season = Season.parse(*texts)
        clock = Clock({7: season})
        rows = self.env.execute_query(
            SQL(
                """SELECT start, finish, days, %s, %s
                   FROM (VALUES %s) given (start, finish, days)""",
                clock.days_between(SQL("7"), SQL("start"), SQL("finish")),
                clock.day_after(SQL("7"), SQL("start"), SQL("days")),
                SQL(", ").join(
                    SQL("(%s::date, %s::date, %s)", *pair) for pair in pairs
                ),
            )
        )
        for start, finish, days, between, after in rows:
            case = (texts, start, finish, days)
            self.assertEqual(between, season.days_between(start, finish), case)
            self.assertEqual(after, season.day_after(start, days), case)
            yield case, between, after

    def test_sql_and_python_say_what_counting_says(self):
        for seed in seeds(2):
            dice = random.Random(seed)
            for texts in (*EDGES, *random_seasons(dice, 20)):
                starts = [
                    date(2015, 1, 1) + timedelta(dice.randrange(4000)) for _ in "ab"
                ]
                pairs = [
                    (
                        start,
                        start + timedelta(dice.randrange(1500)),
                        dice.randint(1, 900),
                    )
                    for start in starts
                ]
                for case, between, after in self._compare(texts, pairs):
                    _texts, start, finish, days = case
                    self.assertEqual(between, silence(start, finish, texts), case)
                    self.assertTrue(counts(after, texts), case)
                    if after < start + timedelta(9000):
                        self.assertEqual(silence(start, after, texts), days, case)

    def test_it_reaches_over_centuries(self):
        dice = random.Random(1)
        for texts in EDGES[:-1]:
            pairs = [
                (
                    date(year, 1, 1) + timedelta(dice.randrange(365)),
                    date(2400, 1, 1),
                    400,
                )
                for year in (2, 1024, 1600, 1900, 1999, 2099, 2400)
            ]
            self.assertEqual(len([*self._compare(texts, pairs)]), len(pairs))

    def test_a_day_beyond_the_calendar_is_its_last(self):
        clock = Clock({7: Season.parse("07-04", "07-04")})
        sql = clock.day_after(SQL("7"), SQL("DATE '2026-01-01'"), SQL("36500"))
        [(day,)] = self.env.execute_query(SQL("SELECT %s", sql))
        self.assertEqual(day, date(9999, 12, 31))

    def test_the_first_day_of_the_calendar_disturbs_nobody(self):
        clock = Clock({7: Season.parse("11-01", "02-29")})
        sql = clock.days_between(
            SQL("7"), SQL("DATE '0001-01-01'"), SQL("DATE '2026-01-01'")
        )
        [(days,)] = self.env.execute_query(SQL("SELECT %s", sql))
        self.assertGreater(days, 240_000)

    def test_unknown_days_give_nothing(self):
        clock = Clock({7: Season.parse("11-01", "02-29")})
        unknown, policy = SQL("NULL::date"), SQL("7")
        known = SQL("DATE '2026-01-01'")
        for sql in (
            clock.days_between(policy, unknown, known),
            clock.days_between(policy, known, unknown),
            clock.day_after(policy, unknown, SQL("5")),
        ):
            self.assertEqual(self.env.execute_query(SQL("SELECT %s", sql)), [(None,)])

    def test_without_a_season_it_is_the_calendar(self):
        day, later = SQL("day"), SQL("later")
        clock = Clock({})
        self.assertEqual(clock.days_between(SQL("7"), day, later), SQL("(later - day)"))
        self.assertEqual(clock.day_after(SQL("7"), day, later), SQL("(day + later)"))
