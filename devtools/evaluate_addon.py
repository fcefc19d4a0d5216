"""The addon's own probabilities, as PostgreSQL computes them, in the evaluation.

Runs inside Odoo, on a database with the addon and without customers.
"""

from datetime import date
from functools import partial

from .evaluate import evaluate, report
from .load import cdnow
from .load.cdnow_file import fetch, read_purchases

NAME = "addon, in PostgreSQL"


def print_report(env):
    """Load the purchases, evaluate the addon beside the other scorers, and print."""
    env = env(context={**env.context, "tracking_disable": True})
    cdnow.load(env)
    purchases = list(read_purchases(fetch()))
    last = max(purchase.date for purchase in purchases)
    shift = env.company._retention_today() - last
    for line in report(evaluate(purchases, {NAME: partial(score, env, shift)})):
        print(line)


def score(env, shift, known, cut):
    """The chance of an order of each of ``known``, from a refresh as of the cut-off.

    :param timedelta shift: from the days of the file to those of the database
    :param int cut: the cut-off, an ordinal day of the file
    """
    as_of = date.fromordinal(cut) + shift
    env["customer.retention.refresh"]._refresh(env.company, as_of)
    env["customer.retention.model"]._fit(env.company, as_of)
    profiles = env["customer.retention.profile"].with_context(retention_as_of=as_of)
    rows = profiles._read_group(
        [("first_purchase_date", "!=", False)],
        ["partner_id"],
        ["reorder_probability:avg"],
    )
    chances = {_number(partner): chance for partner, chance in rows}
    return [chances[each.customer] for each in known]


def _number(partner):
    """The number of a customer in the file."""
    return int(partner.name.split()[-1])
