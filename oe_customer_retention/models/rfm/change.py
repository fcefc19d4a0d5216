from odoo import fields, models
from odoo.tools import SQL


class CustomerRetentionRfmChange(models.Model):
    """A change of the RFM segment of a customer, noted on the day it was found."""

    _name = "customer.retention.rfm.change"
    _description = "RFM Segment Change"
    _inherit = ["customer.retention.dated.mixin"]
    _log_access = False

    date = fields.Date(help="The day the change was found.")
    from_segment_id = fields.Many2one(
        "customer.retention.rfm.segment",
        string="From",
        readonly=True,
        ondelete="set null",
        help="Empty before the first purchase.",
    )
    to_segment_id = fields.Many2one(
        "customer.retention.rfm.segment",
        string="To",
        readonly=True,
        ondelete="set null",
        help="The segment the customer is in since; empty without any purchase.",
    )

    _profile_date_idx = models.Index("(profile_id, date)")

    def _noting(self, scope, writing):
        """Return the statement ``writing`` that notes changed segments as well.

        A statement reads the segments as they were before it.

        :param Scope scope: company and date
        :param SQL writing: writes profiles; returns their ``id`` and ``rfm_segment``
        """
        return SQL(
            """WITH written AS (%s), noted AS (
                   INSERT INTO customer_retention_rfm_change
                          (profile_id, company_id, date, from_segment_id, to_segment_id)
                   SELECT old.id, old.company_id, %s, old.rfm_segment,
                          written.rfm_segment
                   FROM written
                   JOIN customer_retention_profile old ON old.id = written.id
                   WHERE old.rfm_segment IS DISTINCT FROM written.rfm_segment)
               SELECT * FROM written""",
            writing,
            scope.as_of,
        )
