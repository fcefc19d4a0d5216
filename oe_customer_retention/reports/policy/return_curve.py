"""Return curve of the customers of a policy: what a silence means here."""

from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...analytics.next_order import suggest_horizon
from ...analytics.return_curve import (
    CLASSES,
    MIN_FOLLOWED,
    WITHIN,
    MixedCurve,
    pool,
    suggest_thresholds,
)
from ...models.labels import count, counted, field_label, percent
from ...models.policy.policy import THRESHOLDS
from ...models.status import BY_KEY, LAPSED

TABLE_DAYS = (30, 60, 90, 180, 365)


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    @api.model
    @api.readonly
    def get_return_curve(self, policy_id, values):
        """Return who comes back after a silence, among the customers of a policy.

        The curves are Kaplan–Meier estimates over the gaps between purchase days, the
        open ones censored today, one for each class of customers by their purchase
        days; see ``analytics.return_curve``. Thresholds are suggested from the mean
        over the repeat buyers there are; of everybody, where these are too few.

        :param int policy_id: the policy being edited, False for a new one
        :param dict values: its unsaved values
        :return: ``error`` (why it cannot be told, or None), ``gaps`` and ``open_gaps``
            (how many it rests on), ``within`` (days), ``points`` of that mean
            (``days``, ``chance``; empty without enough data), ``curves`` of the
            classes (``key``, ``label``, ``customers``, ``points``), the same as a
            ``table`` (``days``, ``chances``), ``thresholds`` (``name``, ``status``,
            ``days``, ``chance`` and ``chance_once`` or None, ``customers`` who bought
            nothing for that long today, of how many of them the data are ``told`` and
            how many of these are ``expected`` back, ``sentence``) and
            ``suggestions`` (``name``, ``days``, ``level``, ``reason``)
        """
        draft = self._draft(policy_id, values)
        if error := draft._draft_error():
            return {"error": error}
        gaps, silences = draft._gap_histogram()
        pooled = pool(gaps.values())
        within = draft._curve_within()
        everybody = MixedCurve(gaps, _customers(silences))
        curve = _of_repeat_buyers(gaps, silences, within) or everybody
        points = curve.sample(within, [draft[name] for name in THRESHOLDS])
        defaults = [self._fields[name].default(self) for name in THRESHOLDS]
        suggestions = (
            suggest_thresholds(curve, defaults, within=within) if points else []
        )
        return {
            "error": None,
            "gaps": sum(ended + censored for ended, censored in pooled.values()),
            "open_gaps": sum(censored for _ended, censored in pooled.values()),
            "within": within,
            "needed": MIN_FOLLOWED,
            "points": _points(points),
            "curves": [
                draft._class_curve(key, everybody, within) for key in sorted(gaps)
            ],
            "table": draft._curve_table(everybody, within),
            "thresholds": [
                draft._threshold(curve, everybody, silences, BY_KEY[key], within)
                for key in LAPSED
            ],
            "suggestions": [
                *(
                    {"name": name, "days": s.days, "level": s.level, "reason": s.reason}
                    for name, s in zip(THRESHOLDS, suggestions, strict=False)
                ),
                *draft._suggested_horizon(),
            ],
        }

    def _suggested_horizon(self):
        """Return the suggested horizon, where the company's usual gap is known."""
        models = self.env["customer.retention.reorder.model"].sudo()
        gap = models._current(self.company_id).mean_gap
        if not gap:
            return []
        return [
            {
                "name": "horizon_days",
                "days": suggest_horizon(gap),
                "level": None,
                "reason": "rhythm",
                "gap": gap,
            }
        ]

    def _class_curve(self, key, everybody, within):
        """Return the curve of the customers of one class, to be drawn."""
        return {
            "key": key,
            "label": self._class_label(key),
            "customers": everybody.customers[key],
            "points": _points(everybody.curves[key].sample(within)),
        }

    def _class_label(self, key):
        """Return the name of a class of customers, by their purchase days."""
        labels = {
            1: self.env._("1 purchase day"),
            2: self.env._("2 purchase days"),
            3: self.env._("3 to 5 purchase days"),
            6: self.env._("6 purchase days and more"),
        }
        return labels[key]

    def _curve_table(self, everybody, within):
        """Return the curves as rows: days of silence, and the chance of each class."""
        days = sorted({*TABLE_DAYS, *(self[name] for name in THRESHOLDS)})
        classes = sorted(everybody.curves)
        return [
            {
                "days": silence,
                "chances": [
                    everybody.curves[key].chance_to_return(silence, within).chance
                    for key in classes
                ],
            }
            for silence in days
        ]

    def _curve_within(self):
        """Return the days within which somebody comes back or does not: of a season
        that is shorter, no more than its own."""
        season = self._season()
        return min(WITHIN, season.length) if season else WITHIN

    def _gap_histogram(self):
        """Return the gaps between purchase days, and the silences of today.

        The class is that of the customer when the gap began, by its purchase days.
        Of the customers this policy applies to and the user may see: archived ones
        belong to the past, as many who were lost are, and are not silent today.

        :return: ``{class: {days: (ended, open)}}`` and ``{class: {days: customers}}``
        """
        profiles = self.env["customer.retention.profile"]
        profiles = profiles.with_context(active_test=False)
        governed = profiles._search(self._ever_governed_domain())
        gap = self._draft_clock().days_between(SQL("0"), SQL("date"), SQL("until"))
        rows = self.env.execute_query(
            SQL(
                """SELECT %(class)s, %(gap)s AS gap, COUNT(*) FILTER (WHERE has_ended),
                          COUNT(*) FILTER (WHERE NOT has_ended),
                          COUNT(*) FILTER (WHERE active AND NOT has_ended)
                   FROM (
                       SELECT date, COALESCE(LEAD(date) OVER history, %(as_of)s)
                                  AS until,
                              LEAD(date) OVER history IS NOT NULL AS has_ended,
                              ROW_NUMBER() OVER history AS purchase_day,
                              profile.active
                       FROM customer_retention_purchase_day purchase
                       JOIN (%(profiles)s) profile ON profile.id = purchase.profile_id
                       WHERE purchase_count > 0 AND date <= %(as_of)s
                       WINDOW history AS (PARTITION BY profile_id ORDER BY date)
                   ) purchase
                   GROUP BY 1, 2""",
                gap=gap,
                **{"class": _class_sql(SQL("purchase_day"))},
                as_of=SQL("%s::date", self.company_id._retention_today()),
                profiles=governed.select(
                    *(SQL.identifier(governed.table, name) for name in ("id", "active"))
                ),
            )
        )
        gaps, silences = defaultdict(dict), defaultdict(dict)
        for key, days, ended, censored, silent in rows:
            gaps[key][days] = (ended, censored)
            silences[key][days] = silent
        return dict(gaps), silences

    def _threshold(self, curve, everybody, silences, status, within):
        """Return what the days of a threshold mean, in figures and in a sentence."""
        days = self[status.threshold]
        silent = _silent_for(silences, days)
        customers = sum(_customers(silent).values())
        told, expected = everybody.expected(silent, within)
        chance = curve.chance_to_return(days, within).chance
        is_of_repeat_buyers = curve is not everybody
        once = None
        if is_of_repeat_buyers and 1 in everybody.curves:
            once = everybody.curves[1].chance_to_return(days, within).chance
        sentences = (
            self._tell_chance(status, chance, once, within, is_of_repeat_buyers),
            self._tell_expected(customers, told, expected, within),
        )
        return {
            "name": status.threshold,
            "status": status.key,
            "days": days,
            "chance": chance,
            "chance_once": once,
            "customers": customers,
            "told": told,
            "expected": expected,
            "sentence": " ".join(filter(None, sentences)),
        }

    def _tell_chance(self, status, chance, once, within, is_of_repeat_buyers):
        """Return the sentence that says who came back after the days of a threshold."""
        days = self[status.threshold]
        values = {
            "status": field_label(self, status.threshold),
            "days": days,
            "silence": self._tell_days(days),
            "within": self._tell_days(within),
            "percent": chance is not None and percent(self.env, chance),
            "once": once is not None and percent(self.env, once),
        }
        if chance is None:
            return counted(
                self.env,
                self.env._(
                    "%(status)s %(days)s {days:day|days}: too few customers were "
                    "watched for long enough after so many days inactive to say how "
                    "many come back."
                ),
                **values,
            )
        if once is None and is_of_repeat_buyers:
            return counted(
                self.env,
                self.env._(
                    "%(status)s %(days)s {days:day|days}: of repeat buyers inactive "
                    "for %(silence)s, %(percent)s came back within %(within)s."
                ),
                **values,
            )
        if once is None:
            return counted(
                self.env,
                self.env._(
                    "%(status)s %(days)s {days:day|days}: of customers inactive for "
                    "%(silence)s, %(percent)s came back within %(within)s."
                ),
                **values,
            )
        return counted(
            self.env,
            self.env._(
                "%(status)s %(days)s {days:day|days}: of repeat buyers inactive for "
                "%(silence)s, %(percent)s came back within %(within)s; of those who "
                "had bought once, %(once)s."
            ),
            **values,
        )

    def _tell_expected(self, customers, told, expected, within):
        """Return how many are silent for long enough, and how many of those whom the
        data tell of will come back."""
        if not customers:
            return ""
        values = {
            "customers": count(self.env, customers),
            "told": count(self.env, told),
            "expected": count(self.env, expected),
            "within": self._tell_days(within),
        }
        if not told:
            return self.env._(
                "Customers of this policy who bought nothing for that long: "
                "%(customers)s.",
                **values,
            )
        if told < customers:
            return self.env._(
                "Customers of this policy who bought nothing for that long: "
                "%(customers)s; for %(told)s of them there is enough data: "
                "%(expected)s will come back within %(within)s if they are like those "
                "before them.",
                **values,
            )
        return self.env._(
            "Customers of this policy who bought nothing for that long: "
            "%(customers)s; %(expected)s of them will come back within %(within)s if "
            "they are like those before them.",
            **values,
        )

    def _tell_days(self, days):
        text = (
            self.env._("%(days)s season {days:day|days}")
            if self._season()
            else self.env._("%(days)s {days:day|days}")
        )
        return counted(self.env, text, days=days)


def _of_repeat_buyers(gaps, silences, within):
    """Return the curve of those who bought on two days or more; None without data."""
    gaps = {key: histogram for key, histogram in gaps.items() if key > 1}
    customers = _customers({key: silences[key] for key in gaps})
    curve = MixedCurve(gaps, customers)
    return curve if curve.sample(within) else None


def _silent_for(silences, least):
    """Return ``{class: {days: customers}}`` of those silent for ``least`` days."""
    return {
        key: {days: some for days, some in by_days.items() if days >= least}
        for key, by_days in silences.items()
    }


def _customers(silences):
    """Return ``{class: customers}`` of those who are there today."""
    return {key: sum(by_days.values()) for key, by_days in silences.items()}


def _points(points):
    return [{"days": point.days, "chance": point.chance} for point in points]


def _class_sql(purchase_days):
    """Return the SQL of ``analytics.return_curve.class_of``."""
    first, *others = CLASSES
    return SQL(
        "CASE %s ELSE %s END",
        SQL(" ").join(
            SQL("WHEN %s >= %s THEN %s", purchase_days, key, key)
            for key in reversed(others)
        ),
        first,
    )
