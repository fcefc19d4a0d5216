"""Return curve of the customers of a policy: what a silence means here."""

from odoo import api, models
from odoo.tools import SQL

from ...analytics.return_curve import (
    MIN_FOLLOWED,
    WITHIN,
    ReturnCurve,
    suggest_thresholds,
)
from ...models.labels import field_label
from ...models.policy.policy import THRESHOLDS
from ...models.status import BY_KEY, LAPSED


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    @api.model
    @api.readonly
    def get_return_curve(self, policy_id, values):
        """Return who comes back after a silence, among the customers of a policy.

        The curve is the Kaplan–Meier estimate over all gaps between purchase days, the
        open ones censored today; see ``analytics.return_curve``.

        :param int policy_id: the policy being edited, False for a new one
        :param dict values: its unsaved values
        :return: ``error`` (why it cannot be told, or None), ``gaps`` and ``open_gaps``
            (how many it rests on), ``within`` (days), ``points`` (``days``, ``chance``;
            empty without enough data),
            ``thresholds`` (``name``, ``status``, ``days``, ``chance`` or None,
            ``sentence``) and ``suggestions`` (``name``, ``days``, ``level``,
            ``reason``)
        """
        draft = self._draft(policy_id, values)
        if error := draft._draft_error():
            return {"error": error}
        gaps = draft._gap_histogram()
        within = draft._curve_within()
        curve = ReturnCurve(gaps)
        points = curve.sample(within)
        defaults = [self._fields[name].default(self) for name in THRESHOLDS]
        suggestions = (
            suggest_thresholds(curve, defaults, within=within) if points else []
        )
        return {
            "error": None,
            "gaps": sum(map(sum, gaps.values())),
            "open_gaps": sum(censored for _ended, censored in gaps.values()),
            "within": within,
            "needed": MIN_FOLLOWED,
            "points": [{"days": p.days, "chance": p.chance} for p in points],
            "thresholds": [
                draft._threshold(curve, BY_KEY[key], within) for key in LAPSED
            ],
            "suggestions": [
                {"name": name, "days": s.days, "level": s.level, "reason": s.reason}
                for name, s in zip(THRESHOLDS, suggestions, strict=False)
            ],
        }

    def _curve_within(self):
        """Return the days within which somebody comes back or does not: of a season
        that is shorter, no more than its own."""
        season = self._season()
        return min(WITHIN, season.length) if season else WITHIN

    def _gap_histogram(self):
        """Return the gaps between purchase days as ``{days: (ended, open)}``.

        Of the customers this policy applies to and the user may see.
        """
        profiles = self.env["customer.retention.profile"]._search(
            self._governed_domain()
        )
        gap = self._draft_clock().days_between(SQL("0"), SQL("date"), SQL("until"))
        rows = self.env.execute_query(
            SQL(
                """SELECT %(gap)s AS gap, COUNT(*) FILTER (WHERE has_ended),
                          COUNT(*) FILTER (WHERE NOT has_ended)
                   FROM (
                       SELECT date, COALESCE(LEAD(date) OVER history, %(as_of)s)
                                  AS until,
                              LEAD(date) OVER history IS NOT NULL AS has_ended
                       FROM customer_retention_purchase_day
                       WHERE purchase_count > 0 AND date <= %(as_of)s
                         AND profile_id IN %(profiles)s
                       WINDOW history AS (PARTITION BY profile_id ORDER BY date)
                   ) purchase
                   GROUP BY 1""",
                gap=gap,
                as_of=SQL("%s::date", self.company_id._retention_today()),
                profiles=profiles.subselect(),
            )
        )
        return {gap: (ended, censored) for gap, ended, censored in rows}

    def _threshold(self, curve, status, within):
        name = status.threshold
        point = curve.chance_to_return(self[name], within)
        values = {
            "days": point.days,
            "within": within,
            "status": field_label(self, name),
        }
        return {
            "name": name,
            "status": status.key,
            "days": point.days,
            "chance": point.chance,
            "sentence": self._tell_chance(point.chance, values),
        }

    def _tell_chance(self, chance, values):
        """Return the sentence that says who came back after the days of a threshold."""
        if chance is None:
            return self.env._(
                "%(status)s %(days)s days: too few customers were watched for long "
                "enough after so long a silence to say how many come back.",
                **values,
            )
        values["percent"] = round(100 * chance)
        if self._season():
            return self.env._(
                "%(status)s %(days)s days: of customers silent for %(days)s season "
                "days, %(percent)s %% came back within %(within)s more of them.",
                **values,
            )
        return self.env._(
            "%(status)s %(days)s days: of customers silent for %(days)s days, "
            "%(percent)s %% came back within %(within)s days.",
            **values,
        )
