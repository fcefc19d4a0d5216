from odoo import fields, models


class CustomerRetentionPurchaseLine(models.Model):
    """A product a customer bought on a day, less what it gave back.

    The lines of a customer and day add up to the revenue of its purchase day. Rows are
    written by ``customer.retention.refresh`` only, by comparing with the documents.
    """

    _name = "customer.retention.purchase.line"
    _description = "Retention Purchase Line"
    _inherit = ["customer.retention.dated.mixin"]
    _log_access = False
    _rec_name = "product_id"

    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="profile_id.user_id", string="Salesperson")
    date = fields.Date(
        help="The day of the purchase these goods belong to, or of the credit note."
    )
    product_id = fields.Many2one(
        "product.product",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: revenue without a product, such as deposits, delivery, rewards, "
        "rounding and lines of text.",
    )
    category_id = fields.Many2one(
        "customer.retention.product.group",
        readonly=True,
        ondelete="set null",
        help="The category, product or tag, by the choice of the company, as of the "
        "last full refresh.",
    )
    quantity = fields.Float(
        readonly=True,
        digits=0,
        help="In the unit of the product; below zero where more came back.",
    )
    revenue = fields.Monetary(
        readonly=True, help="Untaxed value of the day's goods, less credit notes."
    )
    is_purchase = fields.Boolean(
        string="Bought",
        readonly=True,
        help="Not merely returned or voided.",
    )

    _company_date_idx = models.Index("(company_id, date)")
    _profile_product_unique = models.UniqueIndex(
        "(profile_id, date, COALESCE(product_id, 0))"
    )
