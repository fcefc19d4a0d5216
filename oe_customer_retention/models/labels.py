"""Words people read, in their language: of fields, selections, days and numbers."""

from datetime import timedelta

from babel.dates import format_timedelta
from babel.numbers import format_percent
from odoo.tools import float_round, formatLang
from odoo.tools.misc import babel_locale_parse, get_lang


def days_ago(env, days):
    """Return how long ago a day was: today, 1 day ago, 66 days ago.

    :param int days: from that day to today
    """
    if not days:
        return env._("today")
    return format_timedelta(
        -timedelta(days=days),
        granularity="day",
        threshold=float("inf"),
        add_direction=True,
        locale=babel_locale_parse(get_lang(env).code),
    )


def count(env, number):
    """Return a whole number, as the reader writes it."""
    return formatLang(env, number, digits=0)


def decimal(env, number, digits=1, signed=False):
    """Return a number with its decimals, as the reader writes them.

    :param bool signed: whether a positive one has its sign, too
    """
    text = formatLang(env, abs(number), digits=digits)
    return f"{'-' if number < 0 else '+' if signed else ''}{text}"


def percent(env, share):
    """Return a share of 1 as whole percents, halves up, as the reader writes them."""
    whole = float_round(100 * share, precision_digits=0, rounding_method="HALF-UP") or 0
    locale = babel_locale_parse(get_lang(env).code)
    return format_percent(whole / 100, locale=locale)


def field_label(records, name):
    """Return the label of a field of ``records``.

    :param str name: of the field
    """
    return records._fields[name].get_description(records.env, ["string"])["string"]


def labels(records, name):
    """Return ``{value: label}`` of a selection field of ``records``, in its order.

    :param str name: of the field
    """
    return dict(records._fields[name]._description_selection(records.env))


def label(record, name):
    """Return the label of the value ``record`` has in a selection field, None if unset.

    :param str name: of the field
    """
    return labels(record, name).get(record[name])
