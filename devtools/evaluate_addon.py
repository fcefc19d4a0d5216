"""The addon on a real purchase history: its past, and its predictions.

Runs inside Odoo, on a database with the addon and without customers.
"""

from functools import partial

from odoo.addons.oe_customer_retention.tests.oracle import Oracle

from . import (
    call_year,
    evaluate_health,
    evaluate_past,
    evaluate_scale,
    evaluate_small,
    evaluate_worth,
    reference,
)
from .evaluate import chances, cut_offs, evaluate, histories, report
from .load import cdnow
from .load.cdnow_file import fetch, read_purchases

ADDON = "addon, in PostgreSQL"
PLAIN = "addon, not corrected"
CORRECTED_FROM = 1  # cut-offs before have no month whose horizon is over to try it on
LEAST_AUC, LEAST_PRECISION, MOST_BRIER = 0.796, 0.515, 0.1068
REFERENCE = "P(order), by lifetimes"
MARGIN = 0.002  # of AUC and Brier score
UNLIKELIER = 1e-4


def print_report(env):
    """Load the purchases, compare and evaluate the addon, and print what was found.

    :raise SystemExit: something claimed does not hold
    """
    env = env(context={**env.context, "tracking_disable": True})
    cdnow.load(env)
    differences = _live_through(env)
    purchases = list(read_purchases(fetch()))
    found = histories(purchases)
    last = max(purchase.date for purchase in purchases)
    shift = env.company._retention_today() - last
    told = evaluate_past.tell(env, shift, cut_offs(found, evaluate_worth.FIRST))
    corrected = {ADDON: partial(told_chances, told, "corrected")}
    scorers = {
        REFERENCE: score_by_reference,
        PLAIN: partial(told_chances, told, "plain"),
    }
    results = evaluate(purchases, scorers | corrected)
    print(*report(results), sep="\n")
    later = list(cut_offs(found))[CORRECTED_FROM:]
    learned = evaluate(purchases, corrected, later, scorers={})[ADDON]
    claims = [
        *_claims(results, reference.unlikelier(purchases), differences),
        *_correction_claims(learned, len(later)),
        *evaluate_small.claims(found),
        *evaluate_worth.claims(env, shift, found, told),
        *evaluate_health.claims(env),
        *call_year.tell(purchases),
        *evaluate_scale.claims(env),
    ]
    for claim, holds in claims:
        print("holds:" if holds else "FAILS:", claim)
    if not all(holds for _claim, holds in claims):
        raise SystemExit(1)


def _claims(results, unlikelier, differences):
    """Yield each claim of docs/evaluation.md, with what was found, and if it holds."""
    addon, theirs, recency = (results[n] for n in (PLAIN, REFERENCE, "recency"))
    for name in ("auc", "brier"):
        apart = getattr(addon, name) - getattr(theirs, name)
        claim = f"{name} within {MARGIN} of that by lifetimes' parameters: {apart:+.5f}"
        yield claim, abs(apart) <= MARGIN
    claim = f"auc not below that of recency: {addon.auc:.4f}, {recency.auc:.4f}"
    yield claim, addon.auc >= recency.auc
    claim = f"log-likelihood within {UNLIKELIER} of the best: {unlikelier:.1e} below"
    yield claim, unlikelier <= UNLIKELIER
    claim = f"values and statuses as lived through day by day: {differences} differ"
    yield claim, not differences


def _correction_claims(result, days):
    """Yield what is claimed of the corrected chances on the later cut-offs."""
    claim = f"corrected, auc on {days} days at least {LEAST_AUC}: {result.auc:.4f}"
    yield claim, result.auc >= LEAST_AUC
    precision = result.average_precision
    claim = f"average precision at least {LEAST_PRECISION}: {precision:.4f}"
    yield claim, precision >= LEAST_PRECISION
    claim = f"Brier score at most {MOST_BRIER}: {result.brier:.5f}"
    yield claim, result.brier <= MOST_BRIER


def _live_through(env):
    """Return in how much profiles and timelines differ from what the tests' oracle
    finds out customer by customer and day by day."""
    today = env.company._retention_today()
    env["customer.retention.refresh"]._refresh(env.company, today)
    return len(Oracle(env.company, today).differences())


def score_by_reference(known, cut):
    """The chances by the parameters the reference implementation found."""
    return chances(reference.PARAMETERS[cut], known)


def told_chances(told, kind, known, cut):
    """The chances the addon told on the day.

    :param dict told: of :func:`.evaluate_past.tell`
    :param str kind: plain, or corrected
    """
    chance_of = getattr(told[cut], kind)
    return [chance_of[each.customer] for each in known]
