from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

MOST_WARNINGS = 1000


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_follow_categories = fields.Boolean(
        string="Follow product categories",
        help="Keep what each customer buys of each category of products, and show what "
        "it stops buying. The nightly refresh then takes about 50% longer. Saving "
        "applies the change within a minute.",
    )
    retention_category_kind = fields.Selection(
        [
            ("category", "Product category"),
            ("template", "Product"),
            ("tag", "Product tag"),
        ],
        string="Categories are",
        default="category",
        required=True,
        help="How to distinguish what a customer buys, and stops buying. A product "
        "with several tags counts under the first one, one without any under none. "
        "Saving applies the change within a minute.",
    )
    retention_category_level = fields.Integer(
        string="Level of product categories",
        default=2,
        required=True,
        help="1: the categories at the top; 2: those one level below, and so on. A "
        "product whose category lies higher counts under that one. Saving applies the "
        "change within a minute.",
    )

    retention_category_warnings = fields.Integer(
        string="Warnings per week",
        default=10,
        help="Number of categories customers have stopped buying that are newly shown "
        "to each salesperson per week, in Call today and in Stopped categories: the "
        "most costly first, the others when it is their turn. 0: none; the list shows "
        "all of them without its filter.",
    )

    @api.constrains("retention_category_warnings")
    def _check_retention_category_warnings(self):
        for company in self:
            if not 0 <= company.retention_category_warnings <= MOST_WARNINGS:
                raise ValidationError(
                    self.env._(
                        "'Warnings per week' is %(value)s; enter between 0 and "
                        "%(most)s.",
                        value=company.retention_category_warnings,
                        most=MOST_WARNINGS,
                    )
                )

    @api.constrains("retention_category_level")
    def _check_retention_category_level(self):
        for company in self:
            if company.retention_category_level < 1:
                raise ValidationError(
                    self.env._(
                        "'Level of product categories' is %(value)s; enter 1 for the "
                        "categories at the top, or more.",
                        value=company.retention_category_level,
                    )
                )

    def _retention_product_categories(self):
        """Return the SELECT of each product's category, by this company's choice.

        Columns: ``product_id``, and ``category_key``, the id of a product category,
        product template or product tag.
        """
        self.ensure_one()
        if self.retention_category_kind == "template":
            return SQL(
                "SELECT id AS product_id, product_tmpl_id AS category_key "
                "FROM product_product"
            )
        if self.retention_category_kind == "tag":
            return SQL(
                """SELECT DISTINCT ON (product.id)
                          product.id AS product_id, tag.id AS category_key
                   FROM product_product product
                   JOIN product_tag_product_template_rel tagged
                        ON tagged.product_template_id = product.product_tmpl_id
                   JOIN product_tag tag ON tag.id = tagged.product_tag_id
                   ORDER BY product.id, tag.sequence, tag.id"""
            )
        return SQL(
            """SELECT product.id AS product_id,
                      COALESCE(NULLIF(SPLIT_PART(category.parent_path, '/', %s), '')
                               ::integer, category.id) AS category_key
               FROM product_product product
               JOIN product_template template ON template.id = product.product_tmpl_id
               JOIN product_category category ON category.id = template.categ_id""",
            self.retention_category_level,
        )
