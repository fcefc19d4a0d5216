"""Numbers as their reader writes them: the same on screen, on paper and in mails."""

import re

from odoo import fields
from odoo.tools import float_round, format_date, formatLang
from odoo.tools.misc import babel_locale_parse, get_lang

from ..models import labels
from ..models.labels import count, enumerated, with_sign
from ..models.rates import makes_rate, rate

UNKNOWN = "–"


def share(env, part, whole):
    """Return a rate, where too few make one of how many it is: "2 of 5"."""
    if whole and not makes_rate(whole):
        return part_of(env, part, whole)
    return percent(env, rate(part, whole))


def part_and_share(env, part, whole):
    """Return how many a part is with its rate, where too few make one of how many."""
    of_whole = rate(part, whole)
    if of_whole is False:
        return part_of(env, part, whole) if whole else count(env, part)
    return env._(
        "%(count)s (%(share)s)",
        count=count(env, part),
        share=percent(env, of_whole),
    )


def part_of(env, part, whole):
    """Return a number and that of which it is a part."""
    return env._(
        "%(part)s of %(whole)s", part=count(env, part), whole=count(env, whole)
    )


def no_customers(env):
    """Return why a list of customers may be empty, and what to do."""
    return env._(
        "There are no customers here. Customers appear once there are quotations, "
        "orders, invoices or opportunities and the documents were read: click Refresh "
        "on the dashboard, or remove a filter."
    )


def points(share, before):
    """Return how much greater a share is than another, both as they are printed.

    Who reads 54% and was 82% shall find 28 points. False where either is unknown.
    """
    if share is False or before is False:
        return False
    return (_whole(100 * share) - _whole(100 * before)) / 100


def percent(env, share):
    """Return a share of 1 as whole percents, halves up; a dash for an unknown one."""
    return UNKNOWN if share is False else labels.percent(env, share)


def day(env, date):
    """Return a day in the reader's own format, as sentences have it."""
    return format_date(env, date)


def moment(env, at):
    """Return a day with the time, to the minute, in the reader's timezone."""
    local = fields.Datetime.context_timestamp(env.user, at)
    time = labels.time_of_day(env, local.time())
    return enumerated(env, [day(env, local.date()), time])


def money(env, amount, currency=None):
    """Return an amount without decimals, by default in the company's currency."""
    currency = currency or env.company.currency_id
    return labels.amount(env, _whole(amount or 0), currency, trailing_zeroes=False)


def value(env, number, unit):
    """Return a figure of ``unit`` (``count``, ``percent`` or ``money``) as text."""
    return WRITERS[unit](env, number)


def change(env, number, unit):
    """Return a difference with its sign, ± for none, a blank for an unknown one.

    Shares differ by points, not by percents.
    """
    if number is False:
        return ""
    number = _whole(100 * number if unit == "percent" else number)
    if unit == "percent":
        text = env._("%(points)s pts", points=count(env, abs(number)))
    else:
        text = value(env, abs(number), unit)
    text = with_sign(env, text, number, plus=True) if number else f"±{text}"
    return labels.left_to_right(env, text) if unit == "money" else text


def percent_format(env):
    """Return Excel's number format of shares, as the reader writes percents."""
    locale = babel_locale_parse(get_lang(env).code)
    code = locale.percent_formats[None].pattern.replace("#,##0", "0")
    return re.sub("[^0%]+", r'"\g<0>"', code)


def points_format(env):
    """Return Excel's number format of points, the difference of shares."""
    texts = env._("%(points)s pts", points="\0").split("\0")
    before, after = (f'"{text}"' if text else "" for text in texts)
    number = f"{before}0{after}"
    plus, minus = (with_sign(env, "", sign, plus=True) for sign in (1, -1))
    return f'"{plus}"{number};"{minus}"{number};"±"{number}'


def more_or_fewer(env, low, high):
    """Return a range of customers of a hundred, as shares of 1, without signs.

    A bound of a range without zero is not written as zero, however near it is.
    """
    least, most = (
        formatLang(env, max(abs(100 * share), 0.1), digits=1)
        for share in sorted((low, high), key=abs)
    )
    if low > 0:
        return env._("%(least)s to %(most)s more", least=least, most=most)
    if high < 0:
        return env._("%(least)s to %(most)s fewer", least=least, most=most)
    return env._(
        "anything from %(fewer)s fewer to %(more)s more",
        fewer=formatLang(env, abs(100 * low), digits=1),
        more=formatLang(env, abs(100 * high), digits=1),
    )


def _whole(number):
    return float_round(number, precision_digits=0, rounding_method="HALF-UP") or 0


WRITERS = {"count": count, "percent": percent, "money": money}
