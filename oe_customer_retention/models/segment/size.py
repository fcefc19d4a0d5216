from odoo import api, fields, models
from odoo.tools import SQL

from .membership import MEMBERS


class CustomerSegmentSize(models.Model):
    """Number of members of a segment in a company, from this day on."""

    _name = "customer.segment.size"
    _description = "Segment Size"
    _order = "date desc, id desc"
    _rec_name = "segment_id"
    _log_access = False

    segment_id = fields.Many2one(
        "customer.segment", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    date = fields.Date(
        required=True, readonly=True, help="The day on which the size changed."
    )
    size = fields.Integer(
        string="Customers",
        readonly=True,
        aggregator=None,
        help="Members at the end of the day, archived customers left out.",
    )

    _segment_company_date_unique = models.Constraint(
        "UNIQUE(segment_id, company_id, date)",
        "A segment can only have one size per day and company.",
    )

    @api.model
    def _record(self, scope, segments):
        """Keep the present sizes in the company of ``scope`` that are new.

        :param Scope scope: company and date
        :param segments: ``customer.segment`` records
        """
        if not segments:
            return
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """INSERT INTO customer_segment_size
                          (segment_id, company_id, date, size)
                   SELECT present.segment_id, %(company)s, %(date)s, present.size
                   FROM (%(sizes)s) present
                   LEFT JOIN LATERAL (
                       SELECT size FROM customer_segment_size last
                       WHERE last.segment_id = present.segment_id
                         AND last.company_id = %(company)s AND last.date <= %(date)s
                       ORDER BY date DESC LIMIT 1) last ON TRUE
                   WHERE present.size != COALESCE(last.size, 0)
                   ON CONFLICT (segment_id, company_id, date)
                   DO UPDATE SET size = EXCLUDED.size
                   RETURNING id""",
                company=scope.company.id,
                date=scope.as_of,
                sizes=self._sizes(scope, segments),
            )
        )
        self.invalidate_model()

    def _sizes(self, scope, segments):
        """Return the SELECT of ``segment_id`` and ``size``, now."""
        return SQL(
            """SELECT segment.id AS segment_id, COUNT(profile.id) AS size
               FROM customer_segment segment
               LEFT JOIN %s member ON member.segment_id = segment.id
               LEFT JOIN customer_retention_profile profile
                      ON profile.id = member.profile_id AND profile.active
                     AND profile.company_id = %s
               WHERE segment.id = ANY(%s) GROUP BY segment.id""",
            MEMBERS,
            scope.company.id,
            segments.ids,
        )
