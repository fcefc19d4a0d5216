from odoo import api, fields, models

from ..groups import SALES


class ResPartner(models.Model):
    _inherit = "res.partner"

    retention_segment_ids = fields.Many2many(
        "customer.segment",
        string="Segments",
        compute="_compute_retention_segment_ids",
        search="_search_retention_segment_ids",
        groups=SALES,
        help="Segments of this customer in the current company.",
    )

    @api.depends("retention_profile_id.segment_ids")
    @api.depends_context("company", "uid")
    def _compute_retention_segment_ids(self):
        for partner in self:
            partner.retention_segment_ids = partner.retention_profile_id.segment_ids

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), "retention_segment_ids"}

    def _retention_watched(self):
        """Return what conditions ask for as well: it changes who is in a segment."""
        return {*super()._retention_watched(), *self._condition_fields()}

    def _search_retention_segment_ids(self, operator, value):
        return self._search_retention("segment_ids", operator, value)
