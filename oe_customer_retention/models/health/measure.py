from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...analytics.health import GONE_AFTER, NEUTRAL
from ..labels import label
from ..optional_fields import OptionalInteger

KINDS = [
    ("chance", "Order probability"),
    ("silence", "Inactivity against the usual gap"),
    ("spend", "Spend against the usual"),
    ("contact", "Last contact"),
    ("breadth", "Categories still bought"),
]
FIRST_WEIGHTS = {"chance": 40, "silence": 30, "spend": 20, "contact": 10, "breadth": 0}
HIGHEST = 100


class CustomerRetentionHealthMeasure(models.Model):
    """One measure of a company's health score, and how much it weighs."""

    _name = "customer.retention.health.measure"
    _description = "Measure of the Health Score"
    _inherit = ["customer.retention.shared.mixin"]
    _order = "company_id, id"
    _rec_name = "kind"

    health_id = fields.Many2one(
        "customer.retention.health",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The score the measure is a part of.",
    )
    company_id = fields.Many2one(
        related="health_id.company_id",
        store=True,
        precompute=True,
        required=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        KINDS, string="Measure", required=True, readonly=True, help="What is measured."
    )
    formula = fields.Text(
        compute="_compute_formula", help="How the measure, 0 to 100, is worked out."
    )
    weight = fields.Integer(
        required=True,
        aggregator=None,
        help="How much the measure counts in the score, against the other weights; 0 "
        "leaves it out.",
    )
    learned_weight = OptionalInteger(
        string="Weight by the last two years",
        readonly=True,
        aggregator=None,
        help="The weight that would have predicted best, in the last two years, which "
        "customers stayed; 100 in all. Empty: too few customers were lost.",
    )

    _kind_unique = models.UniqueIndex("(health_id, kind)")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_formula(self):
        formulas = self._formulas()
        for measure in self:
            measure.formula = formulas.get(measure.kind)

    @api.model
    def _formulas(self):
        """Return ``{kind: how it is worked out, in words}``."""
        return {
            "chance": self.env._(
                "The order probability within the policy's horizon, in percent."
            ),
            "silence": self.env._(
                "100 up to one usual gap without a purchase, 0 from %(gone)s on; in "
                "between evenly.",
                gone=round(GONE_AFTER),
            ),
            "spend": self.env._(
                "Revenue of the last days, twice the policy's horizon, as a "
                "percentage of the customer's own average over as many days; 100 at "
                "most."
            ),
            "contact": self.env._(
                "The last contact whose outcome was given: positive 100, negative 0; "
                "neutral, or none, %(neutral)s.",
                neutral=round(NEUTRAL),
            ),
            "breadth": self.env._(
                "Of the categories of products bought in a year, the percentage bought "
                "within twice the policy's horizon. Counts where the company follows "
                "product categories."
            ),
        }

    @api.constrains("weight")
    def _check_weight(self):
        for measure in self:
            if not 0 <= measure.weight <= HIGHEST:
                raise ValidationError(
                    self.env._(
                        "The weight of “%(measure)s” is %(weight)s; enter 0 to leave "
                        "it out, up to %(highest)s.",
                        measure=label(measure, "kind"),
                        weight=measure.weight,
                        highest=HIGHEST,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if "weight" in vals:
            self.health_id._forget_own()
        return result
