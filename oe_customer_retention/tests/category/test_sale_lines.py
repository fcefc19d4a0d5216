from collections import defaultdict

from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...models.scope import Scope
from ..common import AS_OF
from ..signals.test_sale import CENT, SaleCase
from .lines_oracle import LinesOracle, Sold


class LinesCase(SaleCase):
    """Random businesses that sell several products, and some lines of text."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies.retention_follow_categories = True
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

    def test_lines_of_products_are_the_documents(self):
        def check(company):
            found = defaultdict(Sold)
            for line in self._lines(company):
                if line["product_id"]:
                    key = self._key(line)
                    amount, quantity = float(line["amount"]), float(line["quantity"])
                    found[key] = Sold(
                        found[key].amount + amount, found[key].quantity + quantity
                    )
            expected = LinesOracle(company, AS_OF).lines()
            for key in found.keys() | expected.keys():
                mine, right = found.get(key, Sold()), expected.get(key, Sold())
                case = [key[0].name, key[1], key[2].name]
                self.assertAlmostEqual(mine.quantity, right.quantity, 4, case)
                self.assertAlmostEqual(
                    mine.amount, right.amount, delta=4 * CENT, msg=case
                )

        self._in_every_world(check)

    def test_some_customers_are_as_in_a_look_at_all(self):
        def check(company):
            some = self._some(self.customers, 2)
            everybody = self._lines(company)
            expected = [line for line in everybody if line["customer_id"] in some.ids]
            found = self._lines(company, some)
            self.assertCountEqual(map(str, found), map(str, expected))

        self._in_every_world(check, bases=1)

    def _key(self, line):
        return (
            self.env["res.partner"].browse(line["customer_id"]),
            line["day"],
            self.env["product.product"].browse(line["product_id"]),
        )


class TestCategoriesOfProducts(LinesCase):
    def test_the_category_is_the_one_at_the_chosen_level(self):
        box, label, tiny, dozen = self.products
        boxes, labels = self.categories
        root = boxes.parent_id
        deep = tiny.categ_id
        for level, expected in (
            (1, [root, root, root, root]),
            (2, [boxes, labels, labels, root]),
            (3, [boxes, labels, deep, root]),
        ):
            with self.subTest(level=level):
                self.company.retention_category_level = level
                self.assertEqual(
                    self._categories_of(box, label, tiny, dozen),
                    [category.id for category in expected],
                )

    def test_a_product_can_be_a_category_of_its_own(self):
        self.company.retention_category_kind = "template"
        self.assertEqual(
            self._categories_of(*self.products), self.products.product_tmpl_id.ids
        )

    def test_the_first_tag_is_the_category(self):
        first, second = self.env["product.tag"].create(
            [{"name": "Second", "sequence": 2}, {"name": "First", "sequence": 1}]
        )[::-1]
        box, label, *_others = self.products
        box.product_tag_ids = first + second
        self.company.retention_category_kind = "tag"
        self.assertEqual(self._categories_of(box, label), [first.id, None])

    def test_a_level_below_one_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "enter 1 for the categories"):
            self.company.retention_category_level = 0

    def _categories_of(self, *products):
        self.env.flush_all()
        rows = dict(
            self.env.execute_query(self.company._retention_product_categories())
        )
        return [rows.get(product.id) for product in products]
