"""Cut points between the scores 1 to 5 of recency, frequency and monetary value.

A score is a function of the customer's value and four cut points. Customers with the
same value hence share a score, and a few customers can be scored without reading all.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..labels import enumerated, label
from ..optional_fields import OptionalFloat

CUTS = ("score_2", "score_3", "score_4", "score_5")

SCORE_HELP = (
    "The value from which a customer has this score; for recency, the most days. "
    "Empty: no one has exactly this score."
)


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_rfm_method = fields.Selection(
        [
            ("percentile", "A fifth of the customers for each score"),
            ("own", "Own cut points"),
        ],
        string="RFM scores",
        default="percentile",
        required=True,
        help="How customers are scored 1 to 5 in recency, frequency and monetary "
        "value: by their rank among all customers of the company, customers with equal "
        "values sharing a score; or by cut points you set.",
    )


class CustomerRetentionRfmScale(models.Model):
    """The four cut points of one measure in one company."""

    _name = "customer.retention.rfm.scale"
    _description = "RFM Scale"
    _inherit = ["customer.retention.shared.mixin"]
    _order = "company_id, id"
    _rec_name = "measure"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    measure = fields.Selection(
        [
            ("recency", "Recency: days since the last purchase"),
            ("frequency", "Frequency: days with a purchase"),
            ("monetary", "Monetary: revenue in the company's currency"),
        ],
        required=True,
        readonly=True,
        help="What the cut points divide into five classes.",
    )
    method = fields.Selection(related="company_id.retention_rfm_method")
    score_2 = OptionalFloat(
        string="Score 2 from",
        help=SCORE_HELP,
    )
    score_3 = OptionalFloat(string="Score 3 from", help=SCORE_HELP)
    score_4 = OptionalFloat(string="Score 4 from", help=SCORE_HELP)
    score_5 = OptionalFloat(string="Score 5 from", help=SCORE_HELP)

    _measure_unique = models.Constraint(
        "UNIQUE(company_id, measure)", "A company can only have one scale per measure."
    )

    @api.constrains(*CUTS)
    def _check_order(self):
        for scale in self:
            cuts = [scale[name] for name in CUTS if scale[name] is not False]
            if cuts != sorted(cuts, reverse=scale.measure == "recency"):
                raise ValidationError(
                    self.env._(
                        "%(measure)s: the cut points %(cuts)s must go down for recency "
                        "and up for frequency and monetary value. Change the one that "
                        "breaks the order.",
                        measure=label(scale, "measure"),
                        cuts=enumerated(self.env, [f"{cut:g}" for cut in cuts]),
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        self.env["customer.retention.scores"]._rescore(self.company_id)
        return result

    @api.model
    def _of_company(self, company):
        """Return ``{measure: scale}`` of ``company``, empty before its refresh."""
        scales = self.sudo().search([("company_id", "=", company.id)])
        return scales.grouped("measure")

    @api.model
    def _renew(self, scope, facts):
        """Take the cut points of ``scope`` from the percentiles of all its customers.

        Own cut points stay. Some customers alone do not change the scale of all.

        :param SQL facts: a SELECT of what is scored, of all customers
        """
        if not scope.is_full and self._of_company(scope.company):
            return
        values = self.env["customer.retention.scores"]._values(scope.as_of)
        self.env.cr.execute(
            SQL(
                """WITH scored AS MATERIALIZED (%(facts)s)
                   INSERT INTO customer_retention_rfm_scale AS scale
                       (company_id, measure, score_2, score_3, score_4, score_5)
                   SELECT %(company)s, * FROM (%(scales)s) new
                   ON CONFLICT (company_id, measure) DO UPDATE
                   SET (score_2, score_3, score_4, score_5)
                     = (EXCLUDED.score_2, EXCLUDED.score_3, EXCLUDED.score_4,
                        EXCLUDED.score_5)
                   WHERE %(method)s = 'percentile'""",
                facts=facts,
                company=scope.company.id,
                scales=SQL(" UNION ALL ").join(
                    self._percentile_cuts(measure, value)
                    for measure, value in values.items()
                ),
                method=scope.company.retention_rfm_method,
            )
        )
        self.invalidate_model()

    def _percentile_cuts(self, measure, value):
        """Return the SELECT of one measure and its four cut points, from ``scored``.

        A value's percentile is the share of customers below it plus half the share of
        those who have it: one customer alone is in the middle. A cut point is the first
        value with a percentile of 20, 40, 60 and 80 %. Of recency, days count as
        negative: the higher the better, as of the others.

        ===== ====== ===== ===== ==========
        value number up_to total percentile
        ===== ====== ===== ===== ==========
        10    1      1     5     10 %
        20    2      3     5     40 %: the cut points of scores 2 and 3
        40    1      4     5     70 %: of score 4
        50    1      5     5     90 %: of score 5
        ===== ====== ===== ===== ==========
        """
        sign = SQL("-1") if measure == "recency" else SQL("1")
        cuts = [
            SQL(
                """%s * MIN(value) FILTER (
                       WHERE 5 * (2 * up_to - number) >= 2 * %s * total)""",
                sign,
                score - 1,
            )
            for score in range(2, 6)
        ]
        return SQL(
            """(WITH counted_value AS (
                    SELECT %(sign)s * %(value)s AS value, COUNT(*) AS number
                    FROM scored WHERE last_purchase_date IS NOT NULL
                    GROUP BY 1
                ), ranked_value AS (
                    SELECT value, number,
                           SUM(number::integer) OVER (ORDER BY value) AS up_to,
                           SUM(number::integer) OVER () AS total
                    FROM counted_value
                )
                SELECT %(measure)s, %(cuts)s FROM ranked_value)""",
            measure=SQL("%s::varchar", measure),
            cuts=SQL(", ").join(cuts),
            sign=sign,
            value=value,
        )
