from odoo import api, fields, models
from odoo.fields import Domain

from ..optional_fields import OptionalInteger


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    rfm_recency = OptionalInteger(
        string="Recency score",
        readonly=True,
        aggregator="avg",
        help="1 to 5 by days since the last purchase; 5: the most recent fifth of the "
        "customers, or by the company's own cut points.",
    )
    rfm_frequency = OptionalInteger(
        string="Frequency score",
        readonly=True,
        aggregator="avg",
        help="1 to 5 by days with a purchase; 5: the most frequent fifth of the "
        "customers, or by the company's own cut points.",
    )
    rfm_monetary = OptionalInteger(
        string="Monetary score",
        readonly=True,
        aggregator="avg",
        help="1 to 5 by revenue; 5: the fifth of the customers with the highest, or by "
        "the company's own cut points.",
    )
    rfm_segment = fields.Many2one(
        "customer.retention.rfm.segment",
        string="RFM segment",
        readonly=True,
        ondelete="set null",
        help="The first segment whose rule on recency, frequency and monetary score "
        "the customer meets.",
    )

    @api.model
    def _condition_fields(self):
        own = ("rfm_recency", "rfm_frequency", "rfm_monetary", "rfm_segment")
        return {*super()._condition_fields(), *own}

    @api.model
    def _rfm_grid(self, domain):
        """Return the cells of the RFM grid of the profiles in ``domain``.

        :param domain: on ``customer.retention.profile``; the record rules of the user
            apply besides
        :return: a dict per pair of recency and frequency score that occurs, with the
            keys ``recency``, ``frequency``, ``customers``, ``revenue``,
            ``revenue_at_risk`` (both in the current company's currency, at today's
            rates), ``monetary`` (mean score) and ``domain``, which opens exactly these
            customers
        """
        scored = Domain(domain) & Domain("rfm_recency", "!=", False)
        groups = self._read_group(
            scored,
            ["rfm_recency", "rfm_frequency"],
            [
                "__count",
                "revenue_total:sum_currency",
                "revenue_at_risk:sum_currency",
                "rfm_monetary:avg",
            ],
        )
        return [
            {
                "recency": recency,
                "frequency": frequency,
                "customers": customers,
                "revenue": revenue,
                "revenue_at_risk": at_risk,
                "monetary": monetary,
                "domain": list(
                    scored
                    & Domain("rfm_recency", "=", recency)
                    & Domain("rfm_frequency", "=", frequency)
                ),
            }
            for recency, frequency, customers, revenue, at_risk, monetary in groups
        ]
