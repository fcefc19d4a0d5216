"""Words people read, in their language: of fields, of a selection's values, of days."""

from datetime import timedelta

from babel.dates import format_timedelta
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
