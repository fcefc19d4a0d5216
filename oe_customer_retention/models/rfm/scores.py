"""RFM scores and segments of customers, as SQL over their facts."""

from odoo import models
from odoo.tools import SQL

from ..sql import columns
from .scale import CUTS


class RetentionScores(models.AbstractModel):
    _name = "customer.retention.scores"
    _description = "Retention Scores"

    def _columns(self):
        """Return the names of the profile's fields that :meth:`_select` gives."""
        return [*(f"rfm_{measure}" for measure in self._values(None)), "rfm_segment"]

    def _values(self, as_of):
        """Return ``{measure: SQL}`` of what is scored, over a row of facts."""
        return {
            "recency": SQL("(%s - last_purchase_date)", SQL("%s::date", as_of)),
            "frequency": SQL("purchase_day_count"),
            "monetary": SQL("revenue_total"),
        }

    def _select(self, scope, facts):
        """Return the SELECT of ``facts`` with the columns of :meth:`_columns`.

        :param SQL facts: a SELECT with ``last_purchase_date``, ``purchase_day_count``
            and ``revenue_total``
        """
        scales = self.env["customer.retention.rfm.scale"]._of_company(scope.company)
        scores = [
            SQL(
                "%s AS %s",
                self._score(scales.get(measure), value),
                SQL.identifier(f"rfm_{measure}"),
            )
            for measure, value in self._values(scope.as_of).items()
        ]
        return SQL(
            """SELECT *, %s AS rfm_segment
               FROM (SELECT *, %s FROM (%s) facts
                     OFFSET 0  -- each score is worked out once
                    ) scored""",
            self.env["customer.retention.rfm.segment"]._case(scope.company),
            SQL(", ").join(scores),
            facts,
        )

    def _score(self, scale, value):
        """Return the SQL of the score of ``value``: one more for each cut reached."""
        if not scale:
            return SQL("NULL::integer")
        operator = SQL("<=" if scale.measure == "recency" else ">=")
        reached = [
            SQL(" + CASE WHEN %s %s %s THEN 1 ELSE 0 END", value, operator, scale[cut])
            for cut in CUTS
            if scale[cut] is not False
        ]
        return SQL(
            "CASE WHEN last_purchase_date IS NOT NULL THEN 1%s END",
            SQL("").join(reached),
        )

    def _rescore(self, companies):
        """Ask for new scores of the customers of ``companies``.

        Called when cut points or segments have changed; the refresh, which alone
        writes facts, extends it.
        """

    def _rescore_company(self, scope):
        """Score all customers of a company anew from their stored facts.

        :param Scope scope: company and date
        """
        self.env.flush_all()
        names = self._columns()
        facts = SQL(
            """SELECT id, last_purchase_date, purchase_day_count, revenue_total
               FROM customer_retention_profile profile
               WHERE company_id = %s %s
                 AND (last_purchase_date IS NOT NULL OR num_nonnulls(%s) > 0)""",
            scope.company.id,
            scope.only_unsettled(),
            columns(names),
        )
        scoring = SQL(
            """UPDATE customer_retention_profile profile
                   SET (%(names)s) = ROW(%(new)s)
                   FROM (%(scored)s) new
                   WHERE profile.id = new.id
                     AND profile.company_id = %(company)s %(unsettled)s
                     AND ROW(%(old)s) IS DISTINCT FROM ROW(%(new)s)
                   RETURNING profile.id, profile.rfm_segment""",
            names=columns(names),
            new=columns(names, "new"),
            old=columns(names, "profile"),
            scored=self._select(scope, facts),
            company=scope.company.id,
            unsettled=scope.only_unsettled(),
        )
        changes = self.env["customer.retention.rfm.change"]
        self.env.cr.execute(changes._noting(scope, scoring))
        changes.invalidate_model()
        self.env["customer.retention.profile"].invalidate_model()
