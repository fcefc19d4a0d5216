from odoo import fields, models

from ...models.groups import MANAGER


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    precursor_ids = fields.Many2many(
        "customer.retention.precursor",
        "customer_retention_precursor_profile_rel",
        string="Precursors of the loss",
        readonly=True,
        copy=False,
        groups=MANAGER,
        help="What had happened to a lost customer in the 90 days before it was looked "
        "at, as the weekly comparison of lost customers found.",
    )
