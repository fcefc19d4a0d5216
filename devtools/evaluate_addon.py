"""The addon's own probabilities, as PostgreSQL computes them, in the evaluation.

Runs inside Odoo, on a database with the addon and without customers.
"""

import json
from datetime import date
from functools import partial
from pathlib import Path

from . import claims, fit_speed
from .evaluate import chances, evaluate, mbg_nbd, report
from .load import cdnow
from .load.cdnow_file import fetch, read_purchases


def print_report(env, reference):
    """Load the purchases, evaluate the addon beside the other scorers, and print.

    :param reference: path of what :mod:`.reference` printed
    :raise SystemExit: something claimed does not hold
    """
    reference = json.loads(Path(reference).read_text())
    env = env(context={**env.context, "tracking_disable": True})
    cdnow.load(env)
    purchases = list(read_purchases(fetch()))
    last = max(purchase.date for purchase in purchases)
    shift = env.company._retention_today() - last
    scorers = {
        claims.REFERENCE: partial(score_by_reference, reference),
        claims.ADDON: partial(score, env, shift),
    }
    results = evaluate(purchases, scorers)
    for line in (*report(results), *fit_speed.report()):
        print(line)
    found = claims.check(results, reference)
    for claim, holds in found:
        print("holds:" if holds else "FAILS:", claim)
    if not all(holds for _claim, holds in found):
        raise SystemExit(1)


def score_by_reference(reference, known, cut):
    """The chances by the parameters the reference implementation found."""
    parameters = mbg_nbd.Parameters(*reference[str(cut)]["parameters"])
    return chances(parameters, known)


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
    found = {_number(partner): chance for partner, chance in rows}
    return [found[each.customer] for each in known]


def _number(partner):
    """The number of a customer in the file."""
    return int(partner.name.split()[-1])
