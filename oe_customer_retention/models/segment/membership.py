"""Members of dynamic segments, found set-wise and written by difference.

A refresh goes in this order: policies, facts and status, segments, lifecycle, and the
segments once more where a customer changed its stage. Each step sees what the steps
before it found, and of the later ones what the last refresh left: a policy on a
segment therefore sees the members of before, and nothing goes round in a loop.
"""

import logging

from odoo import api, models
from odoo.tools import SQL
from psycopg2 import OperationalError

from ..condition.domain import problem_of

_logger = logging.getLogger(__name__)

MEMBERS = SQL.identifier("customer_segment_profile_rel")


class SegmentMembership(models.AbstractModel):
    _name = "customer.segment.membership"
    _description = "Segment Members"

    @api.model
    def _run(self, scope):
        """Bring the segments of the customers of ``scope`` up to date.

        :param Scope scope: company, date and customers
        """
        self._refresh(scope, self.env["customer.segment"]._applicable(scope.company))

    @api.model
    def _refresh(self, scope, segments):
        """Find the members of the dynamic ones, and keep the sizes of ``segments``.

        A condition that cannot be used stops nothing: its segment says so and keeps
        its members. See :meth:`_run`.
        """
        self.env.flush_all()
        changed = segments.filtered(
            lambda segment: (
                segment.kind == "dynamic" and self._refresh_segment(scope, segment)
            )
        )
        sized = segments if scope.is_full else changed
        self.env["customer.segment.size"]._record(scope, sized)
        if changed:
            segments.invalidate_model(["profile_ids", "member_count"])
            self.env["customer.retention.profile"].invalidate_model(["segment_ids"])

    def _refresh_segment(self, scope, segment):
        """Write the difference of one segment; return how many rows that were."""
        try:
            with self.env.cr.savepoint():
                matching = segment._compile(scope)
                count = self._remove(scope, segment, matching)
                count += self._add(segment, matching)
        except OperationalError:
            raise
        except Exception as error:
            _logger.warning("Segment %s is not refreshed: %s", segment.id, error)
            segment._set_problem(scope.company, problem_of(error))
            return 0
        segment._set_problem(scope.company, None)
        return count

    def _remove(self, scope, segment, matching):
        self.env.cr.execute(
            SQL(
                """DELETE FROM %s member USING customer_retention_profile profile
                   WHERE profile.id = member.profile_id AND member.segment_id = %s
                     AND profile.company_id = %s %s AND profile.id NOT IN %s""",
                MEMBERS,
                segment.id,
                scope.company.id,
                scope.only("profile.partner_id", scope.customer_ids),
                matching,
            )
        )
        return self.env.cr.rowcount

    def _add(self, segment, matching):
        self.env.cr.execute(
            SQL(
                """INSERT INTO %s (segment_id, profile_id)
                   SELECT %s, profile.id FROM customer_retention_profile profile
                   WHERE profile.id IN %s ON CONFLICT DO NOTHING""",
                MEMBERS,
                segment.id,
                matching,
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _release(self, segments):
        """Take off dynamic segments the customers of companies they are not for."""
        segments = segments.filtered(lambda s: s.kind == "dynamic" and s.company_id)
        segments.flush_recordset()
        for company, own in segments.grouped("company_id").items():
            branches = company.sudo().search([("id", "child_of", company.id)])
            self.env.cr.execute(
                SQL(
                    """DELETE FROM %s member USING customer_retention_profile profile
                       WHERE profile.id = member.profile_id
                         AND member.segment_id = ANY(%s)
                         AND profile.company_id != ALL(%s)""",
                    MEMBERS,
                    own.ids,
                    branches.ids,
                )
            )
        segments.invalidate_recordset(["profile_ids", "member_count"])
        self.env["customer.retention.profile"].invalidate_model(["segment_ids"])
