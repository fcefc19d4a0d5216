"""A season, the part of every year in which a silence counts, and its clock.

The clock counts the days of the season: it goes on by one on each of them, and stands
still in between. Two of its readings differ by the season's days from one day to the
other, and the day that follows another by so many of them is where the clock shows so
much more. A season without end would have a clock that shows the calendar.

``models/policy/clock.py`` says the same in SQL.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

LEAP_DAY = (2, 29)
ORDINARY_YEAR = 2001
LEAP_YEAR = 2000
DAYS_OF_YEAR = 365
LEAP_DAYS_OF_YEAR = 0.2425  # of the Gregorian calendar, on average
FIRST_YEAR = 1
MISSED_YEARS = 2  # leap years come early or late by so many short seasons


@dataclass(frozen=True)
class Season:
    """The days from ``first`` to ``last``, both of them too, of every year.

    Both are ``(month, day)``; the season goes on into the next year where the last one
    is earlier than the first. In years without a 29 February a season that begins then
    begins on 1 March, and one that ends then ends on the 28th.

    >>> winter = Season((11, 15), (2, 29))
    >>> date(2023, 2, 28) in winter, date(2024, 2, 29) in winter
    (True, True)
    >>> date(2024, 3, 1) in winter, winter.length
    (False, 106)
    """

    first: tuple[int, int]
    last: tuple[int, int]

    @classmethod
    def parse(cls, first, last):
        """Return the season between two texts "MM-DD".

        :raises ValueError: for a text that is no day of any year, and for a season
            that most years would not have

        >>> Season.parse("04-01", "05-31").length
        61
        >>> Season.parse("02-29", "02-29")
        Traceback (most recent call last):
        ValueError: no year but leap years has a day between 02-29 and 02-29
        """
        season = cls(parse_day(first), parse_day(last))
        if not season.length:
            raise ValueError(
                f"no year but leap years has a day between {first} and {last}"
            )
        return season

    def __contains__(self, day):
        """Return whether a date, or a ``(month, day)``, is a day of the season."""
        if isinstance(day, date):
            day = (day.month, day.day)
        if self.last < self.first:
            return day >= self.first or day <= self.last
        return self.first <= day <= self.last

    @cached_property
    def length(self):
        """Days of the season in a year without a leap day."""
        first = date(ORDINARY_YEAR, 1, 1)
        days = (first + timedelta(days) for days in range(DAYS_OF_YEAR))
        return sum(day in self for day in days)

    @cached_property
    def has_leap_day(self):
        """Return whether the season is a day longer in leap years."""
        return LEAP_DAY in self

    @cached_property
    def mean_length(self):
        """Days of the season in the mean of all years."""
        return self.length + (LEAP_DAYS_OF_YEAR if self.has_leap_day else 0)

    @cached_property
    def missed(self):
        """Years by which one that is reckoned from the mean length may be wrong."""
        return MISSED_YEARS if self.has_leap_day else 0

    @cached_property
    def off_days(self):
        """Days outside the season in a year without a leap day."""
        return DAYS_OF_YEAR - self.length

    @cached_property
    def leap_days(self):
        """Return what makes :meth:`before` about the mean length times the year."""
        of_years = LEAP_YEAR * DAYS_OF_YEAR + round(LEAP_YEAR * LEAP_DAYS_OF_YEAR)
        return of_years - self.start(LEAP_YEAR).toordinal()

    def start(self, year):
        """Return the first day of the season that begins in ``year``.

        >>> Season((2, 29), (4, 30)).start(2023)
        datetime.date(2023, 3, 1)
        """
        month, day = self.first
        return date(year, month, 1) + timedelta(day - 1)

    def next_start(self, day):
        """Return the first day of the first season that begins after ``day``.

        >>> Season((4, 1), (5, 31)).next_start(date(2026, 4, 1))
        datetime.date(2027, 4, 1)
        """
        return self.start(self.year(day) + 1)

    def year(self, day):
        """Return the year in which the last season up to ``day`` began.

        >>> Season((11, 1), (2, 28)).year(date(2026, 7, 1))
        2025
        """
        return max(day.year - (day < self.start(day.year)), FIRST_YEAR)

    def before(self, year):
        """Return the clock's reading before the season that begins in ``year``.

        Either all seasons have as many days, or all the times between them.
        """
        if not self.has_leap_day:
            return self.length * year
        return self.start(year).toordinal() + self.leap_days - self.off_days * year

    def reading(self, day):
        """Return what the clock shows at the end of ``day``.

        >>> spring = Season((4, 1), (5, 31))
        >>> spring.reading(date(2026, 4, 2)) - spring.reading(date(2025, 5, 30))
        3
        """
        year = self.year(day)
        since = (day - self.start(year)).days + 1
        return min(self.before(year) + since, self.before(year + 1))

    def day(self, reading):
        """Return the first day on which the clock shows ``reading``.

        >>> spring = Season((4, 1), (5, 31))
        >>> spring.day(spring.reading(date(2025, 5, 30)) + 3)
        datetime.date(2026, 4, 2)
        """
        guess = max(int((reading - 1) / self.mean_length), FIRST_YEAR + self.missed)
        around = range(guess - self.missed, guess + self.missed + 1)
        year = around[0] - 1 + sum(self.before(year) < reading for year in around)
        return self.start(year) + timedelta(reading - self.before(year) - 1)

    def days_between(self, start, end):
        """Return the days of the season after ``start``, up to and including ``end``.

        >>> Season((11, 1), (2, 29)).days_between(date(2023, 6, 1), date(2024, 6, 1))
        121
        """
        return self.reading(end) - self.reading(start)

    def day_after(self, day, days):
        """Return the day of the season that is so many of its days after ``day``.

        >>> Season((4, 1), (5, 31)).day_after(date(2025, 5, 1), 60)
        datetime.date(2026, 4, 30)
        """
        return self.day(self.reading(day) + max(days, 1))


def parse_day(text):
    """Return ``(month, day)`` of a text "MM-DD", 29 February too.

    :raises ValueError: for any other text

    >>> parse_day("04-31")
    Traceback (most recent call last):
    ValueError: day is out of range for month
    """
    if not re.fullmatch("[0-9]{2}-[0-9]{2}", text):
        raise ValueError(f"{text!r} is no month and day")
    day = date.fromisoformat(f"{LEAP_YEAR}-{text}")
    return (day.month, day.day)
