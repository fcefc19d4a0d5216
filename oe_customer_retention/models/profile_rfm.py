from odoo import fields, models

from .optional_fields import OptionalInteger


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
