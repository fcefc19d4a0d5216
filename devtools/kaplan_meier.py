"""The return curve's estimate in the Python package `lifelines`.

Run as `python -m devtools.kaplan_meier GAPS` in an environment of its own, without
Odoo: reads the histogram of gaps that :mod:`.past_addon` wrote and fails when the
addon's probability of a longer gap is another one on any day.
"""

import json
import sys
from pathlib import Path

from lifelines import KaplanMeierFitter

from .paths import ADDON

sys.path.insert(0, str(ADDON))
from analytics.return_curve import ReturnCurve  # noqa: E402

TOLERANCE = 1e-9


def main(path):
    """Print the largest difference; return whether it is too large."""
    rows = json.loads(Path(path).read_text())
    curve = ReturnCurve({gap: (ended, still_open) for gap, ended, still_open in rows})
    counted = [
        (gap, has_ended, count)
        for gap, ended, still_open in rows
        for has_ended, count in ((True, ended), (False, still_open))
        if count
    ]
    gaps, has_ended, counts = zip(*counted, strict=True)
    fitter = KaplanMeierFitter().fit(gaps, has_ended, weights=counts)
    days = range(max(gaps) + 1)
    theirs = fitter.survival_function_at_times(list(days))
    difference = max(abs(theirs[day] - curve.survival(day)) for day in days)
    print(
        f"return curve: {sum(counts):,} gaps, {len(days)} days, at most "
        f"{difference:.1e} from lifelines' KaplanMeierFitter"
    )
    return int(difference > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
