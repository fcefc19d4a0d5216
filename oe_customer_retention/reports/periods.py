"""Shared by monthly reports: the day they end on, and figures that are a level.

A level, unlike a flow, does not add up over several months.
"""

from odoo.tools import SQL, date_utils


def as_of(env):
    """Return today's date, the latest one among the user's companies."""
    return max(company._retention_today() for company in env.companies)


def running_month(env):
    """Return the SQL timestamp of the beginning of the month that is not over."""
    return SQL("%s::timestamp", date_utils.start_of(as_of(env), "month"))


def group_domain(row):
    """Return the domain of the customers of the group a row of a report is about."""
    return [(name, "=", row[name].id) for name in ("company_id", "user_id", "team_id")]


def month_number(month):
    """Return the SQL of a timestamp's months since the year 0."""
    return SQL(
        "(EXTRACT(YEAR FROM %(month)s) * 12 + EXTRACT(MONTH FROM %(month)s))::bigint",
        month=month,
    )


MOST_IN_SERIES = 1 << 18  # twice the months of ten thousand years


def row_id(record_id, number):
    """Return the SQL of the id of a row of a report.

    :param SQL record_id: of a record that only rows of the same series are made from
    :param SQL number: tells the rows of a series apart, not negative
    """
    return SQL("(%s::bigint * %s + %s)", record_id, MOST_IN_SERIES, number)


def first(value, key):
    """Return the SQL aggregate of integers ``value`` where ``key`` is smallest."""
    return _at("MIN", value, key)


def last(value, key):
    """Return the SQL aggregate of integers ``value`` where ``key`` is greatest."""
    return _at("MAX", value, key)


def _at(edge, value, key):
    return SQL(
        """(SELECT SUM(level.value)::bigint
            FROM UNNEST(ARRAY_AGG(%(key)s), ARRAY_AGG(%(value)s)) level (key, value)
            WHERE level.key = %(edge)s(%(key)s))""",
        key=key,
        value=value,
        edge=SQL(edge),
    )
