from odoo import fields, models

from ..optional_fields import CompanyOfProfile


class CustomerRetentionDatedMixin(models.AbstractModel):
    """State or change of one customer of a company on a day.

    Rows are written by ``customer.retention.refresh`` only.
    """

    _name = "customer.retention.dated.mixin"
    _description = "Retention Day"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    profile_id = fields.Many2one(
        "customer.retention.profile",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer")
    company_id = CompanyOfProfile("res.company", required=True, readonly=True)
    date = fields.Date(
        required=True, readonly=True, help="The day of the state or change."
    )
