from collections import defaultdict

from odoo.tools import SQL

from ...models.scope import Scope
from ..common import AS_OF
from ..signals.test_sale import SaleCase


class LinesCase(SaleCase):
    """Random businesses that sell several products, and some lines of text."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        root = cls.env["product.category"].create({"name": "Everything"})
        cls.categories = cls.env["product.category"].create(
            [{"name": name, "parent_id": root.id} for name in ("Boxes", "Labels")]
        )
        deep = cls.env["product.category"].create(
            {"name": "Tiny labels", "parent_id": cls.categories[1].id}
        )
        cls.products = cls.env["product.product"].create(
            [
                {"name": "Box", "categ_id": cls.categories[0].id},
                {"name": "Label", "categ_id": cls.categories[1].id},
                {"name": "Tiny label", "categ_id": deep.id},
                {"name": "Dozen", "categ_id": root.id, "uom_id": cls.dozen.id},
            ]
        )

    def _deal(self, seed, sales=None):
        super()._deal(seed, sales)
        self._give_products("sale_order_line", SQL("TRUE"))
        self._give_products(
            "account_move_line",
            SQL(
                """NOT EXISTS (SELECT FROM sale_order_line_invoice_rel
                               WHERE invoice_line_id = line.id)"""
            ),
        )
        self.env.invalidate_all()

    def _give_products(self, table, condition):
        """Give each line a product, one in five none, by its id."""
        self.env.cr.execute(
            SQL(
                """UPDATE %s line
                   SET product_id = (%s::integer[])[1 + line.id %% %s]
                   WHERE company_id = ANY(%s) AND display_type IS DISTINCT FROM
                         'line_section' AND %s""",
                SQL.identifier(table),
                [*self.products.ids, None],
                len(self.products) + 1,
                self.companies.ids,
                condition,
            )
        )

    def _lines(self, company, partners=None):
        scope = Scope.of(company, AS_OF, partners)
        query = self.env["customer.retention.sale"]._lines_of_customers(scope)
        self.env.cr.execute(query)
        return self.env.cr.dictfetchall()


class TestLines(LinesCase):
    def test_lines_of_a_day_add_up_to_its_revenue(self):
        def check(company):
            totals = defaultdict(float)
            for line in self._lines(company):
                customer = self.env["res.partner"].browse(line["customer_id"])
                totals[customer, line["day"]] += float(line["amount"])
            sales = {
                (customer, day): revenue
                for customer, days in self._computed(company).items()
                for day, (revenue, _purchases) in days.items()
            }
            for key in totals.keys() | sales.keys():
                self.assertAlmostEqual(totals[key], sales.get(key, 0), places=6)

        self._in_every_world(check)
