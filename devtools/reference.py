"""The same model in the Python package `lifetimes`, at the cut-offs of the evaluation.

Run as `python -m devtools.reference` in an environment of its own, without Odoo, it
prints JSON: :func:`compare` of every cut-off, by its ordinal day.
"""

import json

from lifetimes import ModifiedBetaGeoFitter

from .evaluate import HORIZON, as_buckets, cut_offs, histories, known_at, mbg_nbd
from .load.cdnow_file import fetch, read_purchases


def compare(known):
    """Fit both to the same customers, and apply both formulas to each of them.

    :param known: list of :class:`.evaluate.Known`
    :return: ``parameters`` of `lifetimes`; ``unlikelier``, the part by which those of
        the addon are less likely than the better of both; ``alive`` and ``expected``,
        the largest differences of a customer's P(alive) and expected purchases by the
        same parameters
    """
    columns = list(zip(*(each[1:4] for each in known), strict=True))
    fitter = ModifiedBetaGeoFitter()
    fitter.fit(*columns)
    theirs = mbg_nbd.Parameters(**fitter.params_)
    ours = mbg_nbd.fit(as_buckets(known)).parameters
    alive = fitter.conditional_probability_alive(*columns)
    expected = fitter.conditional_expected_number_of_purchases_up_to_time(
        HORIZON, *columns
    )
    rows = list(zip(known, alive, expected, strict=True))
    return {
        "parameters": theirs,
        "unlikelier": _unlikelier(ours, theirs, as_buckets(known)),
        "alive": max(
            abs(value - mbg_nbd.probability_alive(theirs, *each[1:4]))
            for each, value, _expected in rows
        ),
        "expected": max(
            abs(value - mbg_nbd.expected_purchases(theirs, *each[1:4], HORIZON))
            for each, _alive, value in rows
        ),
    }


def _unlikelier(ours, theirs, buckets):
    """The part of the best log-likelihood by which that of ``ours`` is lower."""
    own, other = (mbg_nbd.log_likelihood(each, buckets) for each in (ours, theirs))
    return max(other - own, 0) / abs(max(own, other))


def main():
    """Compare at every cut-off and print it."""
    found = histories(read_purchases(fetch()))
    cuts = {cut: compare(known_at(found, cut)) for cut in cut_offs(found)}
    print(json.dumps(cuts))


if __name__ == "__main__":
    main()
