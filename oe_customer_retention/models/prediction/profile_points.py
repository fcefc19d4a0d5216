"""Reasons for a customer's chance of an order, in points that add up."""

from odoo import models

from ...analytics import correction
from ...analytics.mbg_nbd import Parameters, probability_of_order
from ..labels import count, counted, phrased, with_sign

LEAST_POINTS = 1


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def _explain_points(self):
        """Return the sentence that names what moved the chance by a point or more."""
        phrases = [
            self.env._(
                "%(fact)s: %(points)s", fact=fact, points=signed(self.env, points)
            )
            for fact, points in self._chance_points()
            if abs(round(100 * points)) >= LEAST_POINTS
        ]
        if not phrases:
            return ""
        return self.env._(
            "In points: on the day of the last purchase %(start)s; %(facts)s.",
            start=round(100 * self._chance_then()),
            facts=phrased(self.env, phrases),
        )

    def _chance_points(self):
        """Return pairs of a fact and by how much it moved the chance, a part of 1.

        With the chance on the day of the last purchase they add up to that of today.
        """
        history = self._correction_history()
        if not history:
            return []
        model = self._reorder_model()
        horizon = self.sudo().policy_id.horizon_days
        facts = correction.facts(_parameters(model), history, horizon)
        silence = correction.probability(facts.chance) - self._chance_then()
        days = history.T - history.tx
        found = [
            (
                counted(
                    self.env,
                    self.env._("%(days)s {days:day|days} without one"),
                    days=days,
                ),
                silence,
            )
        ]
        if learned := model._correction():
            everybody, own = correction.points(learned, facts)
            found += [
                (
                    self.env._("experience with such probabilities"),
                    everybody + own.chance,
                ),
                (self.env._("what it bought recently"), own.spent + own.recent),
                (self.env._("pace of the last purchases"), own.burst),
            ]
        return found

    def _chance_then(self):
        """Return the chance on the day of the last purchase, without correction."""
        history = self._correction_history()
        return probability_of_order(
            _parameters(self._reorder_model()),
            history.x,
            history.tx,
            history.tx,
            self.sudo().policy_id.horizon_days,
        )

    def _correction_history(self):
        """Return the history the chance is worked out from; None where unknown."""
        model = self._reorder_model()
        if not model or self.recent_purchase_days is False:
            return None
        first, last = self.first_purchase_date, self.last_purchase_date
        day = max(self.company_id._retention_today(), last)
        return correction.History(
            self.purchase_day_count - 1,
            (last - first).days,
            (day - first).days,
            self.recent_revenue,
            self.recent_purchase_days,
            self.burst_purchase_days,
        )

    def _reorder_model(self):
        return (
            self.env["customer.retention.reorder.model"]
            .sudo()
            ._current(self.company_id)
        )


def _parameters(model):
    return Parameters(*(model[name] for name in Parameters._fields))


def signed(env, share):
    """Return a share as whole points, with their sign."""
    points = round(100 * share)
    return with_sign(env, count(env, abs(points)), points, plus=True)
