"""Correction of the chance of an order by a company's past, on its reorder model.

Learned whenever a model is fitted, from a sample of the customers: in plain Python, as
Odoo brings no numerical library. Formulas: ``analytics.correction``.
"""

from math import log

from odoo import fields, models
from odoo.tools import SQL

from ...analytics import correction
from ...analytics.mbg_nbd import Parameters
from ..labels import percent
from ..optional_fields import OptionalFloat
from .correction_sql import RECENT, WEIGHTS, corrected
from .profile_points import signed
from .reorder_sql import reorder_probability

SAMPLE = 10000
YEAR_ONE = fields.Date.to_date("0001-01-01")


class CustomerRetentionReorderModel(models.Model):
    _inherit = "customer.retention.reorder.model"

    correction_intercept = OptionalFloat(
        string="Correction: all",
        readonly=True,
        aggregator=None,
        help="By how much the log odds of every probability are shifted. Empty: no "
        "correction made better predictions of the last complete period, none is "
        "used.",
    )
    correction_chance = OptionalFloat(
        string="Correction: probability",
        readonly=True,
        aggregator=None,
        help="Shift of the log odds of a probability by these log odds: below zero, "
        "probabilities far from 50% are drawn towards it.",
    )
    correction_spent = OptionalFloat(
        string="Correction: recent revenue",
        readonly=True,
        aggregator=None,
        help="Shift of the log odds by the logarithm of the revenue, each purchase "
        "counting half for every 120 days gone by.",
    )
    correction_recent = OptionalFloat(
        string="Correction: recent purchases",
        readonly=True,
        aggregator=None,
        help="Shift of the log odds by the logarithm of the purchase days, each "
        "counting half for every 120 days gone by.",
    )
    correction_burst = OptionalFloat(
        string="Correction: pace",
        readonly=True,
        aggregator=None,
        help="Shift of the log odds by how closely the last purchase days followed "
        "each other.",
    )
    correction_centers = fields.Json(
        string="Correction centers",
        readonly=True,
        help="The average customer's figures, to compare others with.",
    )

    def _figures(self, scope):
        figures = super()._figures(scope)
        horizon = self._horizon(scope)
        learned = self._learn(scope, scope.as_of, horizon)
        return figures | self._correction_values(learned)

    def _horizon(self, scope):
        """Return the days ahead that models are tested on, and corrections learned."""
        policies = self.env["customer.retention.policy"]._applicable(scope.company)
        return policies[-1].horizon_days

    def _learn(self, scope, cut, horizon):
        """Return the correction learned from the purchases up to ``cut``, or None."""
        history = self.env["customer.retention.training.data"]
        return correction.learn(
            history._sample(scope, cut, SAMPLE), (cut - YEAR_ONE).days, horizon
        )

    def _correction_values(self, learned):
        """Return the values of the fields of a correction, empty for None."""
        if not learned:
            return dict.fromkeys((*WEIGHTS, "correction_centers"))
        weights = (learned.intercept, *learned.weights)
        return {
            **dict(zip(WEIGHTS, weights, strict=True)),
            "correction_centers": list(learned.centers),
        }

    def _correction(self):
        """Return the correction this model uses, or None."""
        if self.correction_intercept is False:
            return None
        intercept, *weights = (self[name] for name in WEIGHTS)
        return correction.Correction(
            intercept,
            correction.Facts(*weights),
            correction.Facts(*self.correction_centers),
        )

    def _summarise_facts(self):
        """Return which facts raise or lower a chance by what the own past teaches."""
        learned = self._correction()
        if not learned:
            return ""
        points = {
            name: signed(self.env, correction.probability(weight * log(2)) - 0.5)
            for name, weight in learned.weights._asdict().items()
        }
        return self.env._(
            "Changes in points of a probability of %(half)s: twice the recent revenue "
            "%(spent)s, twice the recent purchases %(recent)s, purchases that follow "
            "each other twice as closely %(burst)s. The time since the last one "
            "counts separately. Each customer's own page shows what changed its "
            "probability.",
            half=percent(self.env, 0.5),
            **points,
        )

    def _score_sql(self, parameters, learned, horizon):
        """Return the SQL of the chance over the columns of the training data."""
        history = {name: SQL(f"{name}::float8") for name in ("x", "tx", "t")}
        model = Parameters(*parameters)._asdict()
        if not learned:
            return reorder_probability(**history, **model, horizon=horizon)
        values = self._correction_values(learned)
        return corrected(
            history=history,
            silence=SQL("t - tx"),
            parameters=model,
            horizon=horizon,
            recent={name: SQL.identifier(name) for name in RECENT},
            weights={name: values[name] for name in WEIGHTS},
        )
