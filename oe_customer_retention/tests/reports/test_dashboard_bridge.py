from lxml import html
from odoo.exceptions import UserError
from openpyxl import load_workbook

from ...reports.bridge.bridge import KINDS
from ..category.test_category import CategoryCase
from ..common import EXPORT, MANAGER, SALESMAN, ago

BRIDGE = "customer.retention.bridge"
DASHBOARD = "customer.retention.dashboard"
REPORT = "oe_customer_retention.report_customers"
SUMS = {"before": "revenue_before", "after": "revenue_after"}


class TestDashboardBridge(CategoryCase):
    """Ten customers who go on as before, one who pays more and drops labels, one who
    left, one who came: the last three and nothing else move the revenue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("bridge_manager", MANAGER, EXPORT)
        cls.seller = cls._user("bridge_seller", SALESMAN, EXPORT)
        for number in range(10):
            same = cls._customer(f"Same {number}", user_id=cls.manager.id)
            cls._buy(cls.box, 800, 400, 20, customer=same, price=10)
        cls.customer.user_id = cls.seller
        cls._buy(cls.box, 400, price=10)
        cls._buy(cls.box, 20, price=12)
        cls._buy(cls.label, 400, price=50)
        cls.lost = cls._customer("Left", user_id=cls.seller.id)
        cls._buy(cls.box, 400, customer=cls.lost, price=70)
        new = cls._customer("Came", user_id=cls.manager.id)
        cls._buy(cls.label, 20, customer=new, price=33.5)
        cls._refresh()

    def _bridge(self, user=None, domain=(), period="year"):
        dashboard = self.env[DASHBOARD].with_user(user or self.manager)
        return dashboard.get_bridge(list(domain), period)

    def _amounts(self, **options):
        bars = self._bridge(**options)["bars"]
        return {bar["key"]: bar["amount"] for bar in bars if bar["amount"]}

    def _rows(self, bar, user):
        action = bar["action"]
        rows = self.env[BRIDGE].with_user(user).with_context(**action["context"])
        return rows.search(action["domain"])

    def test_it_leads_from_the_revenue_before_to_the_revenue_after(self):
        steps = {"lost": -70, "stopped": -50, "price": 2, "new": 33.5}
        self.assertEqual(self._amounts(), {"before": 230, **steps, "after": 145.5})

    def test_each_bar_is_the_sum_and_the_customers_of_the_rows_it_opens(self):
        for user, count in ((self.manager, 12), (self.seller, 2)):
            bars = self._bridge(user)["bars"]
            for bar in bars:
                rows = self._rows(bar, user)
                amounts = rows.mapped(SUMS.get(bar["key"], "change"))
                self.assertAlmostEqual(sum(amounts), bar["amount"], 2, bar["key"])
                if bar["key"] not in SUMS:
                    self.assertEqual(len(rows.profile_id), bar["customers"])
            self.assertEqual(len(self._rows(bars[0], user).profile_id), count)

    def test_a_bar_begins_where_the_one_before_it_ends(self):
        bars = {bar["key"]: bar for bar in self._bridge()["bars"]}
        self.assertEqual((bars["before"]["left"], bars["before"]["width"]), (0, 100))
        self.assertAlmostEqual(bars["lost"]["left"], 100 * 160 / 230)
        self.assertAlmostEqual(bars["stopped"]["left"], 100 * 110 / 230)
        self.assertAlmostEqual(bars["price"]["left"], 100 * 110 / 230)

    def test_a_salesperson_sees_the_bridge_of_own_customers(self):
        amounts = self._amounts(user=self.seller)
        steps = {"lost": -70, "stopped": -50, "price": 2}
        self.assertEqual(amounts, {"before": 130, **steps, "after": 12})

    def test_a_filter_narrows_it(self):
        amounts = self._amounts(domain=[("partner_id", "=", self.lost.id)])
        self.assertEqual(amounts, {"before": 70, "lost": -70})

    def test_a_customer_who_was_lost_and_archived_is_in_it(self):
        self.lost.active = False
        self._refresh()
        self.assertEqual(self._amounts()["lost"], -70)

    def test_retention_of_revenue_stands_beside_the_companys_own_past(self):
        bridge = self._bridge()
        net, gross = bridge["rates"]
        self.assertEqual((net["text"], gross["text"]), ("49%", "48%"))
        self.assertIn("100% a period before (customers: 10)", net["past_text"])
        self.assertIn("12", bridge["note"])

    def test_too_few_customers_make_no_rate(self):
        bridge = self._bridge(self.seller)
        self.assertEqual({rate["text"] for rate in bridge["rates"]}, {"–"})
        self.assertIn("a rate takes 10", bridge["note"])

    def test_less_than_nothing_is_no_rate_but_an_amount(self):
        self._buy(self.box, 19, price=-500)
        self._refresh()
        bridge = self._bridge()
        self.assertEqual({rate["text"] for rate in bridge["rates"]}, {"–"})
        told = bridge["note"].replace("\N{NO-BREAK SPACE}", " ")
        self.assertIn("brought in $ 230 before and -$ 388 after", told)

    def test_it_says_why_the_steps_have_more_customers_than_there_are(self):
        several = "are in several steps."
        self.assertIn(several, self._bridge(self.seller)["note"])  # stopped and dearer
        domain = [("partner_id", "!=", self.customer.id)]
        self.assertNotIn(several, self._bridge(domain=domain)["note"])

    def test_it_says_why_new_buyers_are_not_as_many_as_new_customers(self):
        told = "are counted by their status, whatever they spent."
        self.assertIn(told, self._bridge()["note"])
        self.assertNotIn(told, self._bridge(self.seller)["note"])

    def test_the_pdf_prints_the_bars_of_the_dashboard(self):
        for user in (self.manager, self.seller):
            reports = self.env["ir.actions.report"].with_user(user)
            content, _type = reports._render_qweb_html(REPORT, [], data={"domain": []})
            rows = html.fromstring(content).xpath(
                "//tr[td[contains(@class, 'o_retention_track')]]"
            )
            printed = [
                tuple(" ".join(cell.text_content().split()) for cell in row)
                for row in rows
            ]
            expected = [
                (bar["label"], "", bar["text"].replace("\N{NO-BREAK SPACE}", " "))
                + (bar["customers_text"],)
                for bar in self._bridge(user)["bars"]
            ]
            self.assertEqual(printed, expected)

    def test_the_workbook_has_the_same_amounts_and_adds_them_up(self):
        for user in (self.manager, self.seller):
            workbooks = self.env["customer.retention.workbook"].with_user(user)
            with workbooks._open([]) as file:
                formulas = load_workbook(file)["Revenue bridge"]
                file.seek(0)
                sheet = load_workbook(file, data_only=True)["Revenue bridge"]
            bridge = self._bridge(user)
            cells = [tuple(cell.value for cell in row[:3]) for row in sheet["A2":"C11"]]
            self.assertEqual(
                cells,
                [
                    (bar["label"], bar["amount"], bar["customers"])
                    for bar in bridge["bars"]
                ],
            )
            self.assertEqual(formulas["B11"].value, "=SUM(B2:B10)")
            self.assertAlmostEqual(sum(cell[1] for cell in cells[:-1]), cells[-1][1], 2)
            rates = [sheet[f"B{row}"].value for row in (14, 15)]
            told = [rate["value"] or "–" for rate in bridge["rates"]]
            self.assertEqual(rates, told)

    def test_the_workbooks_rates_are_reckoned_from_its_amounts(self):
        workbooks = self.env["customer.retention.workbook"].with_user(self.manager)
        with workbooks._open([]) as file:
            sheet = load_workbook(file)["Revenue bridge"]
        self.assertEqual(sheet["B14"].value, "=(B11-B9-B10)/B2")
        self.assertEqual(sheet["B15"].value, "=MAX(0,(B2+B3+B4+B5+MIN(0,B6))/B2)")

    def test_without_categories_it_tells_of_customers_and_how_to_have_more(self):
        with_categories = self._amounts()
        self.company.retention_follow_categories = False
        self._refresh()
        bridge = self._bridge()
        amounts = {bar["key"]: bar["amount"] for bar in bridge["bars"] if bar["amount"]}
        changes = {"lost": -70, "less": -48, "new": 33.5}
        sums = {key: with_categories[key] for key in SUMS}
        self.assertEqual(amounts, sums | changes)
        self.assertIn("Follow product categories", bridge["hint"]["text"])
        self.assertFalse(bridge["hint"]["action"])
        row = self._rows(bridge["bars"][3], self.manager)
        action = row.action_open_lines()
        days = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(days.mapped("date"), [ago(20), ago(400)])

    def test_where_nothing_was_bought_it_says_what_to_do(self):
        bridge = self._bridge(domain=[("id", "=", 0)])
        self.assertTrue(bridge["is_empty"])
        self.assertIn("remove a filter", bridge["hint"]["text"])

    def test_kinds_are_grouped_in_the_order_of_the_bridge(self):
        rows = self.env[BRIDGE].with_user(self.manager)
        groups = rows.formatted_read_group([], ["kind"])
        order = [kind for kind, _label in KINDS]
        kinds = [group["kind"] for group in groups]
        self.assertEqual(kinds, [kind for kind in order if kind in kinds])
        ((by_kind, _total),) = [
            rows.formatted_read_grouping_sets([], [["kind"], []], ["change:sum"])
        ]
        self.assertEqual([group["kind"] for group in by_kind], kinds)

    def test_amounts_of_other_currencies_are_converted(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        other = self._new_company("Elsewhere", currency_id=euro.id)
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "company_id": self.company.id, "rate": 0.5}
        )
        order = self._ordered(self.lost, ago(20), company_id=other.id)
        self._insert_all("sale.order", [order])
        self._refresh(company=other)
        self.manager.company_ids |= other
        dashboard = self.env[DASHBOARD].with_user(self.manager)
        both = dashboard.with_context(
            allowed_company_ids=(self.company + other).ids
        ).get_bridge([], "year")
        alone = dashboard.with_context(allowed_company_ids=other.ids)
        (elsewhere,) = (
            bar["amount"]
            for bar in alone.get_bridge([], "year")["bars"]
            if bar["key"] == "after"
        )
        self.assertAlmostEqual(both["bars"][-1]["amount"], 145.5 + 2 * elsewhere, 2)

    def test_a_period_or_filter_there_is_none_of_is_refused(self):
        with self.assertRaisesRegex(UserError, "this_year"):
            self._bridge(period="week")
        with self.assertRaisesRegex(UserError, "This filter cannot be used"):
            self._bridge(domain=[("nothing", "=", 1)])
