"""Words people read, in their language: of fields, selections, days and numbers."""

import re

from babel.numbers import format_percent, get_minus_sign_symbol, get_plus_sign_symbol
from odoo.exceptions import UserError
from odoo.tools import SQL, float_round, format_amount, format_time, formatLang
from odoo.tools.misc import babel_locale_parse, get_lang
from psycopg2 import Error

# Forms of a noun by a number: two of a language, or these six of the CLDR.
CATEGORIES = ("zero", "one", "two", "few", "many", "other")
FIRST_GROUPED = 1000  # a smaller number is written alike in every language
# What is between them is a text of its own, from left to right.
ISOLATE, END_OF_ISOLATE = "\u2066", "\u2069"
ISOLATES = re.compile(f"[{ISOLATE}{END_OF_ISOLATE}]")
LEFT_TO_RIGHT_MARK = "\u200e"
FORMS = re.compile(r"(?P<number>%\(\w+\)s )?\{(?P<name>\w+):(?P<forms>[^{}]+)\}")


def counted(env, text, **values):
    """Return a text with its values, each noun in the form that its number asks for.

    Whole numbers are written as the reader writes them.

    The forms stand in the text with the name of the number: for one and for more,
    ``%(days)s {days:day|days}``, or for each of ``CATEGORIES`` where a language has so
    many. A form that begins with ``=`` says the number itself, as the Arabic dual does.

    :param str text: in the reader's language, as ``env._`` gives it without values
    """
    locale = babel_locale_parse(get_lang(env).code)

    def form(match):
        forms = match["forms"].split("|")
        category = locale.plural_form(values[match["name"]])
        if len(forms) == len(CATEGORIES):
            chosen = forms[CATEGORIES.index(category)]
        else:
            chosen = forms[0 if category == "one" else -1]
        number = match["number"] or ""
        return chosen[1:] if chosen.startswith("=") else number + chosen

    texts = {
        name: count(env, value) if isinstance(value, int) else value
        for name, value in values.items()
    }
    return FORMS.sub(form, text) % texts


def reason(env, error):
    """Return what an error tells people: its own words where it was raised for them.

    What a program or the database says of it helps administrators: callers log it.
    """
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, Error):
        return env._(
            "The database refused it. Your administrator finds the reason in the "
            "server's log."
        )
    return env._(
        "Something unexpected went wrong. Your administrator finds the reason in the "
        "server's log."
    )


def mail_failure(mail):
    """Return what kept a mail from being sent, as Odoo calls it; the words of the mail
    server are kept on the mail.

    Where no server could be reached Odoo leaves ``failure_type`` empty.
    """
    return labels(mail, "failure_type")[mail.failure_type or "mail_smtp"]


def titled(env, *parts):
    """Return texts in a line, each but the last with a colon, as the reader writes it.

    Empty ones are left out.
    """
    *titles, line = list(filter(None, parts)) or [""]
    for title in reversed(titles):
        line = env._("%(title)s: %(text)s", title=title, text=line)
    return line


def changed(env, what, old, new):
    """Return a text that says what changes, from what and to what."""
    return env._("%(field)s: %(old)s → %(new)s", field=what, old=old, new=new)


def enumerated(env, words):
    """Return words in a row, without an "and", as the reader's language writes them.

    Odoo's ``format_list`` fails with three or more in German and Spanish: Babel lacks
    their pattern of a list of units.
    """
    row, *others = words or [""]
    for word in others:
        row = env._("%(words)s, %(word)s", words=row, word=word)
    return row


def phrased(env, phrases):
    """Return phrases in a row, parted by semicolons as the reader's language does."""
    row, *others = phrases or [""]
    for phrase in others:
        row = env._("%(phrases)s; %(phrase)s", phrases=row, phrase=phrase)
    return row


def days_ago(env, days):
    """Return how long ago a day was: today, 1 day ago, 66 days ago.

    :param int days: from that day to today
    """
    if not days:
        return env._("today")
    return counted(env, env._("%(days)s {days:day|days} ago"), days=days)


def count(env, number):
    """Return a whole number, as the reader writes it."""
    if isinstance(number, int) and 0 <= number < FIRST_GROUPED:
        return f"{number:d}"
    return with_sign(env, formatLang(env, abs(number), digits=0), number)


def decimal(env, number, digits=1, signed=False):
    """Return a number with its decimals, as the reader writes them.

    :param bool signed: whether a positive one has its sign, too
    """
    text = formatLang(env, abs(number), digits=digits)
    return with_sign(env, text, number, signed)


def with_sign(env, text, number, plus=False):
    """Return ``text``, which is ``number`` without its sign, with it.

    The sign is the CLDR's: in Arabic it comes with a mark that keeps it before the
    digits, which it would follow from right to left.

    :param bool plus: whether a positive number has one, too
    """
    locale = babel_locale_parse(get_lang(env).code)
    if number < 0:
        return get_minus_sign_symbol(locale) + text
    return get_plus_sign_symbol(locale) + text if plus and number > 0 else text


def percent(env, share):
    """Return a share of 1 as whole percents, halves up, as the reader writes them."""
    whole = float_round(100 * share, precision_digits=0, rounding_method="HALF-UP") or 0
    locale = babel_locale_parse(get_lang(env).code)
    return left_to_right(env, format_percent(whole / 100, locale=locale))


def amount(env, number, currency, **options):
    """Return an amount as the reader writes it, its sign before the currency.

    :param options: of Odoo's ``format_amount``
    """
    text = format_amount(env, abs(number), currency, **options)
    return left_to_right(env, with_sign(env, text, number))


def left_to_right(env, text):
    """Return a number with its sign or symbol in the one order it has everywhere.

    Within a text from right to left they would change sides.
    """
    if get_lang(env).direction == "ltr":
        return text
    return f"{ISOLATE}{ISOLATES.sub('', text)}{END_OF_ISOLATE}"


def time_of_day(env, at, tz=None):
    """Return a time to the minute, with a blank before AM that everybody sees."""
    text = format_time(env, at, tz=tz, time_format="short")
    return text.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")


def with_marks(text):
    """Return a text with marks of direction for isolates, which not every program
    of mails and spreadsheets knows."""
    return ISOLATES.sub(LEFT_TO_RIGHT_MARK, text)


def percent_sql(env, share):
    """Return the SQL of what :func:`percent` says of a share that is given as SQL."""
    nothing = percent(env, 0)  # "0%", where the number takes the place of the 0
    return SQL("REPLACE(%s, '0', ROUND(100 * (%s))::text)", nothing, share)


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
