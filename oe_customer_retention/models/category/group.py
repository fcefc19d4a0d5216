from odoo import api, fields, models

KINDS = {
    "category": "product_category_id",
    "template": "product_tmpl_id",
    "tag": "product_tag_id",
}


class CustomerRetentionProductGroup(models.Model):
    """A kind of products bought: a product category, a product or a product tag.

    Which of them, each company chooses. Rows are written by
    ``customer.retention.refresh`` only, as customers buy of them.
    """

    _name = "customer.retention.product.group"
    _description = "Products Bought"
    _log_access = False
    _rec_names_search = [*KINDS.values()]
    _order = "id"

    product_category_id = fields.Many2one(
        "product.category",
        string="Product category",
        readonly=True,
        ondelete="cascade",
        help="The category, where a company distinguishes products by category.",
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Product",
        readonly=True,
        ondelete="cascade",
        help="The product, where a company distinguishes them one by one.",
    )
    product_tag_id = fields.Many2one(
        "product.tag",
        string="Product tag",
        readonly=True,
        ondelete="cascade",
        help="The tag, where a company distinguishes products by tag.",
    )

    _product_category_unique = models.UniqueIndex("(product_category_id)")
    _product_tmpl_unique = models.UniqueIndex("(product_tmpl_id)")
    _product_tag_unique = models.UniqueIndex("(product_tag_id)")

    @api.depends(*(f"{name}.display_name" for name in KINDS.values()))
    def _compute_display_name(self):
        for group in self.sudo():
            target = (
                group.product_category_id or group.product_tmpl_id
            ) or group.product_tag_id
            name = "name" if group.product_category_id else "display_name"
            group.display_name = target[name]
