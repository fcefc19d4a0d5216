from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..labels import field_label

MEASURES = ("recency", "frequency", "monetary")
RANGES = tuple((f"min_{measure}", f"max_{measure}") for measure in MEASURES)


class CustomerRetentionRfmSegment(models.Model):
    """A group of customers by their RFM scores; the first that fits is theirs."""

    _name = "customer.retention.rfm.segment"
    _description = "RFM Segment"
    _inherit = ["customer.retention.own.copy.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="A customer belongs to the first segment whose rule it meets."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Only for the customers of this company; empty: of all companies that "
        "have no copy of their own.",
    )
    shared_id = fields.Many2one(
        "customer.retention.rfm.segment",
        string="Copy of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The shared original that this record replaces in its company.",
    )
    color = fields.Integer()
    advice = fields.Char(translate=True, help="What to do with these customers.")
    min_recency = fields.Integer(
        string="Recency from", default=1, help="Lowest recency score, 1 to 5."
    )
    max_recency = fields.Integer(
        string="Recency to", default=5, help="Highest recency score, 1 to 5."
    )
    min_frequency = fields.Integer(
        string="Frequency from", default=1, help="Lowest frequency score, 1 to 5."
    )
    max_frequency = fields.Integer(
        string="Frequency to", default=5, help="Highest frequency score, 1 to 5."
    )
    min_monetary = fields.Integer(
        string="Monetary from", default=1, help="Lowest monetary score, 1 to 5."
    )
    max_monetary = fields.Integer(
        string="Monetary to", default=5, help="Highest monetary score, 1 to 5."
    )
    min_purchase_days = fields.Integer(
        string="Purchase days from",
        default=1,
        help="Minimum number of days with a purchase. Scores compare customers with "
        "each other; this sets what no comparison can ensure: no one is loyal after "
        "one purchase.",
    )
    max_purchase_days = fields.Integer(
        string="Purchase days to",
        help="Maximum number of days with a purchase; 0: any number.",
    )
    is_catch_all = fields.Boolean(
        string="Takes all others",
        compute="_compute_is_catch_all",
        store=True,
        help="Takes all customers who meet no rule before it; there is always one.",
    )

    @api.depends(*(name for names in RANGES for name in names))
    @api.depends("min_purchase_days", "max_purchase_days", "company_id")
    def _compute_is_catch_all(self):
        for segment in self:
            segment.is_catch_all = (
                not segment.company_id
                and all(
                    segment[low] == 1 and segment[high] == 5 for low, high in RANGES
                )
                and segment.min_purchase_days <= 1
                and not segment.max_purchase_days
            )

    @api.constrains(*(name for names in RANGES for name in names))
    def _check_scores(self):
        for segment in self:
            for low, high in RANGES:
                if not 1 <= segment[low] <= segment[high] <= 5:
                    raise ValidationError(
                        self.env._(
                            "Segment %(segment)s: '%(low)s' is %(low_value)s and "
                            "'%(high)s' is %(high_value)s; enter scores between 1 and "
                            "5, the lower one first.",
                            segment=segment.name,
                            low=field_label(segment, low),
                            low_value=segment[low],
                            high=field_label(segment, high),
                            high_value=segment[high],
                        )
                    )

    @api.constrains("min_purchase_days", "max_purchase_days")
    def _check_purchase_days(self):
        for segment in self:
            low, high = segment.min_purchase_days, segment.max_purchase_days
            if low < 0 or high < 0 or 0 < high < low:
                raise ValidationError(
                    self.env._(
                        "Segment %(segment)s: purchase days from %(low)s to %(high)s "
                        "is not a valid range; enter the lower number first, or 0 for "
                        "any.",
                        segment=segment.name,
                        low=low,
                        high=high,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        self.env["customer.retention.scores"]._rescore(segments._companies())
        return segments

    def write(self, vals):
        companies = self._companies()
        result = super().write(vals)
        self._check_catch_all()
        self.env["customer.retention.scores"]._rescore(companies | self._companies())
        return result

    def unlink(self):
        companies = self._companies()
        result = super().unlink()
        self._check_catch_all()
        self.env["customer.retention.scores"]._rescore(companies)
        return result

    def _companies(self):
        """Return the companies whose customers these segments are for."""
        if all(segment.company_id for segment in self):
            return self.company_id
        return self.env["res.company"].sudo().search([])

    def _check_catch_all(self):
        """Every customer with a purchase belongs somewhere."""
        if not self._catch_alls():
            raise UserError(
                self.env._(
                    "One segment must take the customers that no other takes: without "
                    "a company, all scores from 1 to 5, any number of purchase days. "
                    "Keep it, last in the list."
                )
            )

    def _catch_alls(self):
        return self.sudo().search([("is_catch_all", "=", True), ("active", "=", True)])

    def action_copy_for_company(self):
        """Make a copy for the current company, and show it in the list."""
        super().action_copy_for_company()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _case(self, company):
        """Return the SQL of the segment's id, over a row with the RFM scores.

        NULL for who has no score, having never bought.
        """
        segments = self.sudo().with_context(active_test=True)._applicable(company)
        segments = (segments | self._catch_alls()).sorted(
            lambda segment: (segment.sequence, not segment.company_id, segment.id)
        )
        if not segments:
            return SQL("NULL::integer")
        return SQL(
            "CASE WHEN rfm_recency IS NULL THEN NULL %s END",
            SQL(" ").join(
                SQL("WHEN %s THEN %s", segment._condition(), segment.id)
                for segment in segments
            ),
        )

    def _condition(self):
        """Return the SQL of whether a row with RFM scores meets this rule."""
        conditions = [
            SQL(
                "%s BETWEEN %s AND %s",
                SQL.identifier(f"rfm_{measure}"),
                self[f"min_{measure}"],
                self[f"max_{measure}"],
            )
            for measure in MEASURES
        ]
        conditions.append(SQL("purchase_day_count >= %s", self.min_purchase_days))
        if self.max_purchase_days:
            conditions.append(SQL("purchase_day_count <= %s", self.max_purchase_days))
        return SQL(" AND ").join(conditions)
