"""A test of the reorder model: fitted to the past, compared with what came.

The documents of the last horizon days are put aside, the model is fitted to the rest,
and its predictions are compared with the orders that did come in.
"""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...analytics.backtest import TOP, auc, best_threshold, evaluate
from ...analytics.mbg_nbd import fit
from ..labels import counted, decimal, percent
from ..optional_fields import OptionalFloat
from ..rates import MIN_CUSTOMERS_FOR_RATE, makes_rate, rate


class CustomerRetentionReorderModel(models.Model):
    _inherit = "customer.retention.reorder.model"

    backtest_from = fields.Date(
        string="Predicted on",
        readonly=True,
        help="The test knows the documents up to this day only.",
    )
    backtest_days = fields.Integer(
        string="Days ahead",
        readonly=True,
        aggregator=None,
        help="The horizon of the company's default policy.",
    )
    backtest_confidence = fields.Selection(
        [("normal", "Normal"), ("low", "Low")],
        string="Confidence then",
        readonly=True,
        help="Low: on that day there were fewer than 100 customers or 365 days of "
        "history to learn from.",
    )
    backtest_customers = fields.Integer(
        string="Customers tested",
        readonly=True,
        aggregator=None,
        help="Customers who had bought by that day.",
    )
    backtest_predicted = OptionalFloat(
        string="Predicted to order",
        readonly=True,
        aggregator=None,
        help="Sum of the predicted probabilities: as many customers should have "
        "ordered.",
    )
    backtest_actual = fields.Integer(
        string="Ordered",
        readonly=True,
        aggregator=None,
        help="The number that actually did.",
    )
    backtest_pairs = OptionalFloat(
        string="Pairs in order",
        readonly=True,
        aggregator=None,
        help="Take a customer who returned and one who did not: in so many of 100 such "
        "pairs the model had ranked the returning one higher. 50 is guessing, 100 "
        "perfect.",
    )
    backtest_brier = OptionalFloat(
        string="Brier score",
        readonly=True,
        aggregator=None,
        help="Mean squared distance between the predicted probability and what "
        "happened (0 or 1): the lower the better, 0.25 for always saying 50%.",
    )
    backtest_plain_brier = OptionalFloat(
        string="Brier score, not corrected",
        readonly=True,
        aggregator=None,
        help="The Brier score without what the company's own past had taught by that "
        "day. The same if nothing learned was better.",
    )
    backtest_plain_pairs = OptionalFloat(
        string="Pairs in order, not corrected",
        readonly=True,
        aggregator=None,
        help="The pairs in order without what the company's own past had taught by "
        "that day.",
    )
    backtest_top_rate = OptionalFloat(
        string="Top tenth that ordered",
        readonly=True,
        aggregator=None,
        help="Of the tenth of the customers with the highest probabilities, the "
        f"share that ordered; empty of fewer than {MIN_CUSTOMERS_FOR_RATE}.",
    )
    backtest_bands = fields.Json(
        string="Backtest bands",
        readonly=True,
        help="Customers by their predicted probability, with how many of them did "
        "order.",
    )
    rule_days = fields.Integer(
        string="Fixed rule: days",
        readonly=True,
        aggregator=None,
        help="The rule to beat: customers who bought within this number of days "
        "(dormant by the default policy) come back, the others do not.",
    )
    rule_pairs = OptionalFloat(
        string="Fixed rule: pairs in order",
        readonly=True,
        aggregator=None,
        help="Of 100 pairs, how many the rule ranked correctly; where it does not tell "
        "two customers apart, the pair counts half.",
    )
    rule_recent_rate = OptionalFloat(
        string="Fixed rule: recent who ordered",
        readonly=True,
        aggregator=None,
        help="Of those the rule expected back, the share that ordered; empty of fewer "
        f"than {MIN_CUSTOMERS_FOR_RATE}.",
    )
    rule_silent_rate = OptionalFloat(
        string="Fixed rule: inactive who ordered",
        readonly=True,
        aggregator=None,
        help="Of those the rule considered gone, the share that ordered; empty of "
        f"fewer than {MIN_CUSTOMERS_FOR_RATE}.",
    )
    best_rule_days = fields.Integer(
        string="Best fixed rule: days",
        readonly=True,
        aggregator=None,
        help="The number of days that would have told best who comes back, as is known "
        "only now.",
    )
    best_rule_pairs = OptionalFloat(
        string="Best fixed rule: pairs in order",
        readonly=True,
        aggregator=None,
        help="Of 100 pairs, how many the best number of days ranked correctly; where "
        "it does not tell two customers apart, the pair counts half.",
    )
    backtest_summary = fields.Text(
        string="Summary",
        compute="_compute_backtest_summary",
        help="How the prediction would have done on the last months of this company.",
    )

    def _figures(self, scope):
        return super()._figures(scope) | self._backtest(scope)

    def _backtest(self, scope):
        """Return the figures of a test on the last horizon days before ``scope``."""
        policy = self.env["customer.retention.policy"]._applicable(scope.company)[-1]
        cut = fields.Date.subtract(scope.as_of, days=policy.horizon_days)
        fitted, result, plain = self._test_fit(scope, cut, policy.horizon_days)
        return {
            "backtest_from": cut,
            "backtest_days": policy.horizon_days,
            "backtest_confidence": fitted.confidence,
            "backtest_customers": result.customers,
            "backtest_predicted": result.expected if result.customers else None,
            "backtest_actual": result.returned,
            "backtest_pairs": _percent(result.auc),
            "backtest_brier": result.brier,
            "backtest_plain_brier": plain.brier,
            "backtest_plain_pairs": _percent(plain.auc),
            "backtest_top_rate": makes_rate(result.customers * TOP)
            and result.top_hit_rate,
            "backtest_bands": [
                {**band._asdict(), "actual": rate(band.returned, band.customers)}
                for band in result.bands
            ],
            **self._test_rule(scope, cut, policy.dormant_days),
            **self._test_best_rule(scope, cut),
        }

    def _test_fit(self, scope, cut, horizon):
        """Fit to the purchases up to ``cut``.

        :return: the fit, how good its predictions were, and how good without what
            the company's own past had taught by then
        """
        history = self.env["customer.retention.training.data"]
        fitted = fit(history._buckets(scope, cut), history._history_days(scope, cut))
        learned = self._learn(scope, cut, horizon)
        results = [
            evaluate(
                history._scored(
                    scope, cut, self._score_sql(fitted.parameters, used, horizon)
                )
            )
            for used in ((learned, None) if learned else (None,))
        ]
        return fitted, results[0], results[-1]

    def _test_rule(self, scope, cut, days):
        """Return how the rule did that customers silent for ``days`` are gone."""
        history = self.env["customer.retention.training.data"]
        scored = history._scored(
            scope, cut, SQL("CASE WHEN t - tx < %s THEN 1 ELSE 0 END", days)
        )
        rates = {row.score: rate(row.returned, row.customers) for row in scored}
        return {
            "rule_days": days,
            "rule_pairs": _percent(auc(scored)),
            "rule_recent_rate": rates.get(1),
            "rule_silent_rate": rates.get(0),
        }

    def _test_best_rule(self, scope, cut):
        """Return the number of days of silence that tells best who is gone."""
        history = self.env["customer.retention.training.data"]
        by_silence = history._scored(scope, cut, SQL("t - tx"))
        found = best_threshold(by_silence)
        return {
            "best_rule_days": found and found[0],
            "best_rule_pairs": found and _percent(found[1]),
        }

    @api.depends("backtest_customers")
    @api.depends_context("lang")
    def _compute_backtest_summary(self):
        for model in self:
            model.backtest_summary = "\n".join(
                filter(None, model._summarise_backtest())
            )

    def _summarise_backtest(self):
        """Return the sentences that say how good the predictions were."""
        if not self.backtest_customers:
            return [
                self.env._(
                    "No one had bought anything %(days)s days ago, so there is "
                    "nothing to compare predictions with yet. Come back later.",
                    days=self.backtest_days,
                )
            ]
        return [
            counted(
                self.env,
                self.env._(
                    "On %(date)s, knowing nothing of later days, the model expected "
                    "%(predicted)s of %(customers)s {customers:customer|customers} to "
                    "order within %(days)s {days:day|days}. %(actual)s did."
                ),
                date=format_date(self.env, self.backtest_from),
                predicted=round(self.backtest_predicted),
                customers=self.backtest_customers,
                days=self.backtest_days,
                actual=self.backtest_actual,
            ),
            self._summarise_pairs(),
            self._summarise_top(),
            self._summarise_correction(),
            self._summarise_facts(),
        ]

    def _summarise_top(self):
        """Return which share of the best tenth ordered, None where they are too few."""
        if self.backtest_top_rate is False:
            return None
        return self.env._(
            "Of the tenth of the customers it rated highest %(top)s ordered, of all "
            "customers %(all)s.",
            top=percent(self.env, self.backtest_top_rate),
            all=percent(self.env, self.backtest_actual / self.backtest_customers),
        )

    def _summarise_correction(self):
        """Return what learning from the company's own past is worth."""
        if self.correction_intercept is False:
            return self.env._(
                "Nothing learned from this company's own earlier months made better "
                "predictions, so none of it is used."
            )
        if self.backtest_plain_brier == self.backtest_brier:
            return self.env._(
                "What this company's own earlier months taught is used now; on that "
                "day there was too little to learn from."
            )
        return self.env._(
            "What this company's own earlier months teach is used: it changed the "
            "Brier score from %(plain)s to %(corrected)s (the lower the better) and "
            "the pairs from %(plain_pairs)s to %(pairs)s.",
            plain=decimal(self.env, self.backtest_plain_brier, 4),
            corrected=decimal(self.env, self.backtest_brier, 4),
            plain_pairs=decimal(self.env, self.backtest_plain_pairs),
            pairs=decimal(self.env, self.backtest_pairs),
        )

    def _summarise_pairs(self):
        if self.backtest_pairs is False:
            return self.env._(
                "Whether it ranks customers well cannot be said: all of them ordered, "
                "or none."
            )
        return self.env._(
            "It ranked a returning customer above one who did not return in "
            "%(pairs)s of 100 pairs, guessing would in 50; the rule “gone after "
            "%(days)s days of inactivity” did in %(rule)s, and the best number of "
            "days, %(best)s, as is known only now, in %(best_rule)s.",
            pairs=round(self.backtest_pairs),
            days=self.rule_days,
            rule=round(self.rule_pairs),
            best=self.best_rule_days,
            best_rule=round(self.best_rule_pairs),
        )


def _percent(share):
    return None if share is None else 100 * share
