from odoo import fields, models


class CustomerRetentionPurchaseDay(models.Model):
    """A day on which a customer bought, or got a credit note.

    What cohorts, the return curve and win-backs are counted from. Rows are written by
    ``customer.retention.refresh`` only, by comparing with the documents.
    """

    _name = "customer.retention.purchase.day"
    _description = "Retention Purchase Day"
    _inherit = ["customer.retention.dated.mixin"]
    _log_access = False

    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="profile_id.user_id", string="Salesperson")
    date = fields.Date(help="A day with at least one purchase.")
    purchase_count = fields.Integer(
        string="Purchases",
        readonly=True,
        help="Orders or invoices of positive value on this day; none on a day that "
        "only brought credit notes.",
    )
    revenue = fields.Monetary(
        readonly=True, help="Untaxed value of the day's purchases, less credit notes."
    )

    _profile_date_unique = models.UniqueIndex("(profile_id, date)")
