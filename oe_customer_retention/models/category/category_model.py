import logging

from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2 import OperationalError

from ...analytics.buckets import Bucket, mean_gap
from ...analytics.mbg_nbd import UNKNOWN_GAP, Parameters, fit
from ..optional_fields import OptionalFloat
from ..sql import columns
from .category_sql import chance, horizon, state, usual_gap

_logger = logging.getLogger(__name__)
LASTS = 30  # days, after which a model is fitted anew
LEARNED_DAYS = 3650
LEAST_WARNINGS = 100  # of fewer a share is five points off and more by chance alone


class CustomerRetentionCategoryModel(models.Model):
    """Model of how customers buy of categories, and how good its warnings were.

    One row a company, fitted to the history of each customer in each category. It is
    told beside how warnings of a year ago would have come out: given by a model of the
    purchases up to then, compared with those since.
    """

    _name = "customer.retention.category.model"
    _description = "Category Model"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    fitted_on = fields.Date(
        string="Trained on",
        readonly=True,
        help="The model knows the purchases up to this day.",
    )
    r = fields.Float(
        readonly=True,
        aggregator=None,
        help="Shape of the purchase rates of customers in categories.",
    )
    alpha = fields.Float(
        readonly=True, aggregator=None, help="Scale of the purchase rates, in days."
    )
    a = fields.Float(
        readonly=True,
        aggregator=None,
        help="With b: after each purchase, a share a / (a + b) no longer buys the "
        "category.",
    )
    b = fields.Float(
        readonly=True,
        aggregator=None,
        help="With a: after each purchase, a share a / (a + b) no longer buys the "
        "category.",
    )
    mean_gap = fields.Float(
        string="Usual gap",
        readonly=True,
        aggregator=None,
        help="Mean days between two purchases of a category.",
    )
    history_count = fields.Integer(
        string="Histories",
        readonly=True,
        aggregator=None,
        help="Customers times the categories they bought of.",
    )
    warning_count = fields.Integer(
        string="Warnings a year ago",
        readonly=True,
        aggregator=None,
        help="Categories that customers who still bought would have been reported as "
        "having stopped, on the day a year before the model was trained.",
    )
    right_count = fields.Integer(
        string="Warnings that were right",
        readonly=True,
        aggregator=None,
        help="Of these, how many were not bought again within the days the "
        "probability looked ahead.",
    )
    expected_share = OptionalFloat(
        string="Expected to be right",
        readonly=True,
        aggregator=None,
        help="Share of these warnings that would be right by the probabilities of "
        "that day.",
    )
    track_record = fields.Char(
        string="Track record",
        compute="_compute_track_record",
        help="Says how many of 100 such warnings a year ago were right.",
    )

    _company_unique = models.UniqueIndex("(company_id)")

    @api.depends("warning_count", "right_count")
    @api.depends_context("lang")
    def _compute_track_record(self):
        for model in self:
            model.track_record = model._tell_track_record()

    def _tell_track_record(self):
        if self.warning_count < LEAST_WARNINGS:
            return self.env._(
                "Fewer than %s such warnings a year ago: too few to say how many were "
                "right.",
                LEAST_WARNINGS,
            )
        return self.env._(
            "Of 100 such warnings a year ago %(right)s were right (%(count)s in all).",
            right=round(100 * self.right_count / self.warning_count),
            count=self.warning_count,
        )

    @api.model
    def _keep_current(self, scope):
        """Fit the company's model, where there is none of late (full refreshes).

        If that fails, the one there is goes on being used.
        """
        current = self._of(scope.company)
        if not scope.is_full or current._is_of_late(scope):
            return
        try:
            with self.env.cr.savepoint():
                current._renew(scope)
        except OperationalError:
            raise
        except Exception:
            self.env.invalidate_all()
            _logger.exception("Category model of company %s failed", scope.company.id)

    def _of(self, company):
        """Return the model of a company, or none."""
        return self.sudo().search([("company_id", "=", company.id)])

    def _is_of_late(self, scope):
        return bool(self) and 0 <= (scope.as_of - self.fitted_on).days < LASTS

    def _renew(self, scope):
        values = {
            "company_id": scope.company.id,
            "fitted_on": scope.as_of,
            **self._fit(scope, scope.as_of),
            **self._look_back(scope, fields.Date.subtract(scope.as_of, days=365)),
        }
        if self:
            self.write(values)
        else:
            self.create(values)

    def _fit(self, scope, cut):
        """Return the figures of a model of the purchases up to ``cut``."""
        rows = self.env.execute_query(
            SQL(
                """SELECT AVG(x)::float8, AVG(tx)::float8, AVG(t)::float8, COUNT(*)
                   FROM (%s) history
                   GROUP BY CASE WHEN x <= 12 THEN x ELSE FLOOR(8 * LN(x)) END,
                            FLOOR(16 * LN(1 + tx)), FLOOR(16 * LN(1 + t))""",
                self._histories(scope, cut),
            )
        )
        buckets = [Bucket(*row) for row in rows]
        fitted = fit(buckets)
        return {
            **fitted.parameters._asdict(),
            "mean_gap": mean_gap(buckets) or UNKNOWN_GAP,
            "history_count": fitted.customers,
        }

    def _look_back(self, scope, cut):
        """Return how many warnings there would have been on a day of the past, how many
        were right, and how many should have been.

        Those whose days are not over yet are left out; a year ago there are none.

        :param date cut: the day
        """
        then = self._fit(scope, cut)
        parameters = {name: then[name] for name in Parameters._fields}
        history = {name: SQL.identifier(name) for name in ("x", "tx", "t")}
        gap = usual_gap(x=history["x"], tx=history["tx"], mean_gap=then["mean_gap"])
        policy_days = SQL("policy_days")
        days = SQL("days")
        [row] = self.env.execute_query_dict(
            SQL(
                """SELECT COUNT(*) AS warning_count,
                          COUNT(*) FILTER (WHERE next_day IS NULL
                              OR next_day > %(cut)s + days) AS right_count,
                          AVG(1 - (%(chance)s)) AS expected_share
                   FROM (SELECT history.*, policy.horizon_days AS policy_days,
                                (%(days)s)::integer AS days
                         FROM (%(histories)s) history
                         JOIN customer_retention_profile profile
                           ON profile.id = history.profile_id
                         JOIN customer_retention_policy policy
                           ON policy.id = profile.policy_id) history
                   WHERE %(state)s = 'stopped' AND days <= %(as_of)s::date - %(cut)s
                     AND EXISTS (
                       SELECT FROM customer_retention_purchase_day other
                       WHERE other.profile_id = history.profile_id
                         AND other.purchase_count > 0 AND other.date > last_day
                         AND other.date > %(cut)s - policy_days
                         AND other.date <= %(cut)s)""",
                cut=SQL("%s::date", cut),
                as_of=scope.as_of,
                days=horizon(policy_days=SQL("policy.horizon_days"), gap=gap),
                chance=chance(**history, days=days, parameters=parameters),
                state=state(
                    **history,
                    days=days,
                    policy_days=policy_days,
                    parameters=parameters,
                ),
                histories=self._histories(scope, cut),
            )
        )
        return row

    def _histories(self, scope, cut):
        """Return the SELECT of the histories of customers in categories, as of a day.

        Columns: ``profile_id``, ``category_id``, ``x``, ``tx``, ``t``, ``last_day``,
        and ``next_day``, the first day on which the customer bought it afterwards.
        """
        return SQL(
            """SELECT profile_id, category_id,
                      COUNT(*) FILTER (WHERE %(past)s) - 1 AS x,
                      MAX(date) FILTER (WHERE %(past)s) - MIN(date) AS tx,
                      %(cut)s - MIN(date) AS t,
                      MAX(date) FILTER (WHERE %(past)s) AS last_day,
                      MIN(date) FILTER (WHERE NOT %(past)s) AS next_day
               FROM (%(days)s) bought
               GROUP BY profile_id, category_id HAVING MIN(date) <= %(cut)s""",
            past=SQL("date <= %s", cut),
            cut=SQL("%s::date", cut),
            days=self._days(scope),
        )

    def _days(self, scope):
        """Return the SELECT of the days on which customers bought of categories."""
        keys = columns(("profile_id", "category_id", "date"))
        return SQL(
            """SELECT %(keys)s FROM customer_retention_purchase_line
               WHERE company_id = %(company)s AND category_id IS NOT NULL
                 AND date <= %(as_of)s AND date > %(as_of)s::date - %(days)s
               GROUP BY %(keys)s HAVING SUM(revenue) > 0 AND BOOL_OR(is_purchase)""",
            keys=keys,
            company=scope.company.id,
            as_of=scope.as_of,
            days=LEARNED_DAYS,
        )
