from datetime import timedelta

from odoo.addons.oe_customer_retention.tests.common import AS_OF
from odoo.addons.oe_customer_retention.tests.signals.sale_documents import (
    INVOICED,
    ORDERED,
    SaleDocumentsCase,
)

MARGINS = {
    "customer.retention.purchase.line": ("margin",),
    "customer.retention.category": ("margin_12m",),
    "customer.retention.profile": ("margin_12m",),
    "customer.retention.bridge": ("margin_before", "margin_after"),
}


class TestMargin(SaleDocumentsCase):
    """A customer who buys what costs 6, and a dozen in euros of what costs .5."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.retention_follow_categories = True
        cls.product.standard_price = 6
        cls.by_delivery.standard_price = 0.5
        in_euro = {"name": "In euros", "currency_id": cls.euro.id}
        cls.pricelist = cls.env["product.pricelist"].create(in_euro)

    def _orders(self):
        """Ten pieces for 100, and a dozen for 10 euros."""
        dozen = self.env.ref("uom.product_uom_dozen")
        abroad = self._order(
            1, product=self.by_delivery, pricelist_id=self.pricelist.id
        )
        abroad.order_line.product_uom_id = dozen
        abroad.order_line.price_unit = 10
        return self._order(10) | abroad

    def _of_orders(self, orders):
        """Return the margin Odoo tells of orders, in the company's currency."""
        return sum(order.margin / order.currency_rate for order in orders)

    def test_a_customer_earns_what_its_orders_earn(self):
        orders = self._orders()
        self.assertAlmostEqual(self._of_orders(orders), 100 - 60 + 10 / 2 - 6)
        for basis in ("order", "both"):
            self.company.retention_purchase_basis = basis
            with self.subTest(basis=basis):
                margin = self._profile().margin_12m
                self.assertAlmostEqual(margin, self._of_orders(orders))

    def test_invoicing_a_part_changes_no_margin(self):
        order = self._order(10, product=self.by_delivery)
        order.order_line.qty_delivered = 4
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_untaxed, 40)
        self.assertAlmostEqual(self._profile().margin_12m, 100 - 5)

    def test_what_is_given_back_costs_less(self):
        invoice = self._invoice(self._order(10))
        self._credit(invoice, quantity=4)
        self.assertAlmostEqual(self._profile().margin_12m, 60 - 6 * 6)

    def test_a_deposit_costs_nothing(self):
        order = self._order(10)
        self._deposit(order)
        self.assertAlmostEqual(self._profile().margin_12m, 100 - 60)

    def test_another_cost_on_the_order_is_another_margin(self):
        order = self._order(10)
        self._profile()
        order.order_line.purchase_price = 9
        self.assertAlmostEqual(self._profile().margin_12m, 100 - 90)

    def test_the_cost_of_an_order_stays_when_the_product_costs_more(self):
        self._order(10)
        self.product.standard_price = 8
        self.assertAlmostEqual(self._profile().margin_12m, 100 - 60)

    def test_goods_of_no_order_cost_what_the_product_costs_now(self):
        self._lone_invoice(10)
        self.product.standard_price = 8
        self.assertAlmostEqual(self._profile().margin_12m, 100 - 80)

    def test_categories_add_up_to_the_customer(self):
        self.company.retention_category_kind = "template"
        orders = self._orders()
        profile = self._profile()
        earned = profile.category_ids.mapped("margin_12m")
        self.assertEqual(len(earned), 2)
        self.assertAlmostEqual(sum(earned), self._of_orders(orders))

    def test_the_bridge_tells_the_margin_of_each_period(self):
        self._order(1, day=ORDERED - timedelta(365))
        self._order(2)
        self._profile()
        bridge = self.env["customer.retention.bridge"]
        [margins] = bridge.with_context(retention_as_of=AS_OF)._read_group(
            [("partner_id", "=", self.partner.id)],
            [],
            ["margin_before:sum", "margin_after:sum", "revenue_after:sum"],
        )
        self.assertEqual(margins, (4, 8, 20))

    def test_a_price_raises_the_margin_once(self):
        self._order(2, day=ORDERED - timedelta(365))
        dearer = self._order(2)
        dearer.order_line.price_unit = 15
        self._profile()
        bridge = self.env["customer.retention.bridge"]
        rows = bridge.with_context(retention_as_of=AS_OF).search(
            [("partner_id", "=", self.partner.id)]
        )
        self.assertIn("price", rows.mapped("kind"))
        self.assertEqual(sum(rows.mapped("margin_after")), 30 - 12)

    def test_without_categories_no_margin_is_told(self):
        self.company.retention_follow_categories = False
        self._order(10)
        self.assertIs(self._profile().margin_12m, False)

    def test_a_line_tells_the_margin_of_its_product(self):
        self._lone_invoice(10, day=INVOICED)
        line = self.env["customer.retention.purchase.line"].search(
            [("profile_id", "=", self._profile().id)]
        )
        self.assertEqual((line.revenue, line.margin), (100, 40))

    def test_the_workbook_has_a_column_of_it(self):
        columns = self.env["customer.retention.workbook"]._columns()
        self.assertIn("margin_12m", [column.field for column in columns])

    def test_whoever_may_not_read_costs_reads_no_margin(self):
        cost = self.env["sale.order.line"]._fields["purchase_price"]
        for model, names in MARGINS.items():
            for name in names:
                self.assertEqual(self.env[model]._fields[name].groups, cost.groups)

    def test_an_uninstallation_sets_it_up_by_its_class(self):
        for model, names in MARGINS.items():
            for name in names:
                self.env[model]._fields[name].setup(self.registry[model])
