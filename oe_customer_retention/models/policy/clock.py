"""The clocks of policies, in SQL: days that count, from one day to another.

Where a policy has no season all days count, and the SQL is the difference between two
days. The formulas are those of ``analytics.season``, word by word.
"""

from odoo.tools import SQL

from ...analytics.season import FIRST_YEAR

LAST_DAY = "9999-12-31"  # of Python, which reads no later ones


class Clock:
    """The clocks of some policies with a season; of all others the calendar is it.

    :param dict seasons: ``{policy id: Season}``
    """

    def __init__(self, seasons):
        self.seasons = seasons

    def __bool__(self):
        return bool(self.seasons)

    def days_between(self, policy, start, end):
        """Return the SQL of the days that count after ``start``, up to ``end``.

        :param SQL policy: the id of the policy they count for
        :param SQL start: a date
        :param SQL end: a date
        """
        return self._by_policy(
            policy,
            lambda season: SQL(
                "(%s - %s)", _reading(season, end), _reading(season, start)
            ),
            SQL("(%s - %s)", end, start),
        )

    def day_after(self, policy, day, days):
        """Return the SQL of the day that is so many days that count after ``day``.

        In a season it is a day of the season, and another one than ``day``.

        :param SQL policy: the id of the policy they count for
        :param SQL day: a date
        :param SQL days: their number, an integer from 1 on
        """

        def later(season):
            reading = SQL("%s + GREATEST(%s, 1)", _reading(season, day), days)
            return _day(season, reading)

        return self._by_policy(policy, later, SQL("(%s + %s)", day, days))

    def last_season(self, policy, day):
        """Return the SQL of the year in which the last season up to ``day`` began,
        NULL where there is none.

        :param SQL policy: the id of the policy
        :param SQL day: a date
        """
        return self._by_policy(
            policy, lambda season: _year(season, day), SQL("NULL::integer")
        )

    def is_in_season(self, policy, day):
        """Return the SQL of whether ``day`` counts.

        :param SQL policy: the id of the policy it counts for
        :param SQL day: a date
        """
        return SQL("(%s = 1)", self.days_between(policy, SQL("%s - 1", day), day))

    def _by_policy(self, policy, of_season, usual):
        cases = [
            SQL("WHEN %s THEN %s", id_, of_season(season))
            for id_, season in self.seasons.items()
        ]
        if not cases:
            return usual
        return SQL("(CASE %s %s ELSE %s END)", policy, SQL(" ").join(cases), usual)


def _start(season, year):
    month, day = season.first
    return SQL("(MAKE_DATE((%s)::integer, %s, 1) + %s)", year, month, day - 1)


def _year(season, day):
    year = SQL("EXTRACT(YEAR FROM %s)::integer", day)
    return SQL(
        "GREATEST(%s - (%s < %s)::integer, %s)",
        year,
        day,
        _start(season, year),
        FIRST_YEAR,
    )


def _before(season, year):
    if not season.has_leap_day:
        return SQL("(%s * (%s))", season.length, year)
    return SQL(
        "(%s - DATE '0001-01-01' + %s - %s * (%s))",
        _start(season, year),
        season.leap_days + 1,
        season.off_days,
        year,
    )


def _reading(season, day):
    return SQL(
        """(SELECT LEAST(%(before)s + at.day - %(start)s + 1, %(before_next)s)
            FROM (SELECT the.day, %(year)s AS year
                  FROM (SELECT %(day)s AS day) the OFFSET 0) at
            WHERE at.day IS NOT NULL)""",
        before=_before(season, SQL("at.year")),
        before_next=_before(season, SQL("at.year + 1")),
        start=_start(season, SQL("at.year")),
        year=_year(season, SQL("the.day")),
        day=day,
    )


def _day(season, reading):
    """Each value is worked out once, whence OFFSET: PostgreSQL would put the terms
    into one another."""
    around = [
        _before(season, SQL("guess.year + %s", years))
        for years in range(-season.missed, season.missed + 1)
    ]
    return SQL(
        """(SELECT LEAST(%(start)s + found.reading - %(before)s - 1, %(last_day)s::date)
            FROM (SELECT guess.reading, guess.year - %(missed)s - 1 + %(passed)s AS year
                  FROM (SELECT shown.reading, GREATEST(%(guess)s, %(first)s) AS year
                        FROM (SELECT %(reading)s AS reading OFFSET 0) shown
                        OFFSET 0) guess OFFSET 0) found
            WHERE found.reading IS NOT NULL)""",
        start=_start(season, SQL("found.year")),
        before=_before(season, SQL("found.year")),
        guess=SQL("FLOOR((shown.reading - 1) / %s)::integer", season.mean_length),
        reading=reading,
        missed=season.missed,
        passed=SQL(" + ").join(
            SQL("(%s < guess.reading)::integer", before) for before in around
        ),
        first=FIRST_YEAR + season.missed,
        last_day=LAST_DAY,
    )
