"""A sum of expected revenue as a range, by how such sums came true in the past."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...analytics.forecast import Errors, Window, errors
from ...analytics.mbg_nbd import fit
from ..optional_fields import OptionalFloat
from .reorder_sql import expected_purchases, purchase_value

WINDOWS = 4


class CustomerRetentionReorderModel(models.Model):
    _inherit = "customer.retention.reorder.model"

    forecast_windows = fields.Integer(
        string="Windows of the past",
        readonly=True,
        aggregator=None,
        help="Number of past horizons, one before the other, that were predicted with "
        "what was known before them and compared with what happened.",
    )
    forecast_bias = OptionalFloat(
        string="Actual, relative to expected",
        readonly=True,
        aggregator=None,
        help="What customers brought in these windows, by what was expected of them. "
        "Ranges of expected revenue are around expected revenue times this.",
    )
    forecast_spread = OptionalFloat(
        string="Spread of windows",
        readonly=True,
        aggregator=None,
        help="How much better or worse all customers together do than expected, from "
        "window to window: standard deviation of the logarithm.",
    )
    forecast_dispersion = OptionalFloat(
        string="Dispersion of customers",
        readonly=True,
        aggregator=None,
        help="How much a single customer does otherwise than expected: variance of its "
        "revenue, by expected revenue times the value of a purchase.",
    )

    def _figures(self, scope):
        return super()._figures(scope) | self._forecast_errors(scope)

    def _errors(self):
        """Return the :class:`Errors` of forecasts; None where nothing is known."""
        if not self.forecast_windows:
            return None
        return Errors(
            self.forecast_bias, self.forecast_spread, self.forecast_dispersion
        )

    def _forecast_errors(self, scope):
        """Return the figures of how forecasts of the last windows came true."""
        policy = self.env["customer.retention.policy"]._applicable(scope.company)[-1]
        windows = list(self._past_windows(scope, policy.horizon_days))
        found = errors(windows)
        return {
            "forecast_windows": len(windows),
            "forecast_bias": found and found.bias,
            "forecast_spread": found and found.spread,
            "forecast_dispersion": found and found.dispersion,
        }

    def _past_windows(self, scope, horizon):
        """Yield a :class:`Window` for each of the last horizons, as far as there was a
        horizon of history before it."""
        history = self.env["customer.retention.training.data"]
        for number in range(1, WINDOWS + 1):
            cut = fields.Date.subtract(scope.as_of, days=number * horizon)
            if history._history_days(scope, cut) < horizon:
                return
            yield history._window(scope, cut, horizon)

    def _parameters_on(self, scope, cut):
        """Return the parameters and the mean value of a purchase known on a day."""
        history = self.env["customer.retention.training.data"]
        fitted = fit(history._buckets(scope, cut), history._history_days(scope, cut))
        return {
            **fitted.parameters._asdict(),
            "mean_value": history._mean_order_value(scope, cut),
        }


class RetentionTrainingData(models.AbstractModel):
    _inherit = "customer.retention.training.data"

    def _window(self, scope, cut, horizon):
        """Return the sums of what was expected on ``cut`` and of what came."""
        [row] = self.env.execute_query(
            SQL(
                """SELECT SUM(expected), SUM(actual), SUM(actual * actual),
                          SUM(actual * expected), SUM(expected * expected),
                          SUM(expected * value)
                   FROM (%s OFFSET 0) forecast""",
                self._expected(scope, cut, horizon),
            )
        )
        return Window(*(value or 0 for value in row))

    @api.model
    def _expected(self, scope, cut, horizon):
        """Return the SELECT of ``customer``, ``expected`` revenue of the horizon after
        ``cut``, ``actual`` one, and the ``value`` of a purchase.

        The model is fitted to what was known on ``cut``.
        """
        model = self.env["customer.retention.reorder.model"]
        known = model._parameters_on(scope, cut)
        value = purchase_value(
            revenue=SQL("revenue"),
            days=SQL("days"),
            mean_value=SQL("%s::float8", known.pop("mean_value")),
        )
        purchases = expected_purchases(
            x=SQL("days - 1"), tx=SQL("tx"), t=SQL("t"), horizon=horizon, **known
        )
        return SQL(
            """SELECT customer, %(purchases)s * %(value)s AS expected,
                      %(value)s AS value, actual
               FROM (SELECT profile_id AS customer,
                            COUNT(*) FILTER (WHERE %(known)s) AS days,
                            MAX(date) FILTER (WHERE %(known)s)
                                - MIN(date) FILTER (WHERE %(known)s) AS tx,
                            %(cut)s - MIN(date) FILTER (WHERE %(known)s) AS t,
                            SUM(revenue) FILTER (WHERE date <= %(cut)s)::float8
                                AS revenue,
                            COALESCE(SUM(revenue) FILTER (WHERE date > %(cut)s), 0)
                                ::float8 AS actual
                     FROM customer_retention_purchase_day
                     WHERE company_id = %(company)s AND date <= %(cut)s + %(horizon)s
                     GROUP BY profile_id
                     HAVING COUNT(*) FILTER (WHERE %(known)s) > 0) history""",
            purchases=purchases,
            value=value,
            known=SQL("date <= %s::date AND purchase_count > 0", cut),
            cut=SQL("%s::date", cut),
            company=scope.company.id,
            horizon=horizon,
        )
