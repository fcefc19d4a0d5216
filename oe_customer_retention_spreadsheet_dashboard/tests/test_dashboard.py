import json
import re

from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSpreadsheetDashboard(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref(
            "oe_customer_retention_spreadsheet_dashboard.spreadsheet_dashboard_retention"
        )
        cls.snapshot = cls.dashboard._get_serialized_readonly_dashboard()
        cls.book = json.loads(cls.snapshot)["snapshot"]
        cls.salesperson = new_test_user(
            cls.env, "spreadsheet nora", groups="sales_team.group_sale_salesman"
        )

    def _charts(self):
        for sheet in self.book["sheets"]:
            for figure in sheet["figures"]:
                if figure["data"]["type"].startswith("odoo_"):
                    yield figure["data"]

    def _model(self, name):
        return self.env[name].with_user(self.salesperson)

    def test_every_pivot_is_read_by_a_salesperson(self):
        for pivot in self.book["pivots"].values():
            with self.subTest(pivot["name"]):
                self._model(pivot["model"]).formatted_read_group(
                    pivot["domain"],
                    [row["fieldName"] for row in pivot["rows"]],
                    [measure["id"] for measure in pivot["measures"]],
                )

    def test_every_list_is_read_by_a_salesperson(self):
        for content in self.book["lists"].values():
            with self.subTest(content["name"]):
                order = content["orderBy"][0]
                self._model(content["model"]).search_read(
                    content["domain"],
                    content["columns"],
                    order=f"{order['name']} {'asc' if order['asc'] else 'desc'}",
                )

    def test_every_chart_is_read_by_a_salesperson(self):
        for chart in self._charts():
            search = chart["searchParams"]
            with self.subTest(chart["chartId"]):
                self._model(chart["metaData"]["resModel"]).formatted_read_group(
                    search["domain"],
                    search["groupBy"],
                    [chart["metaData"]["measure"]],
                )

    def test_every_filter_reaches_every_pivot_list_and_chart(self):
        names = {entry["id"] for entry in self.book["globalFilters"]}
        for source in [
            *self.book["pivots"].values(),
            *self.book["lists"].values(),
            *self._charts(),
        ]:
            self.assertEqual(set(source["fieldMatching"]), names)
            model = source.get("model") or source["metaData"]["resModel"]
            for match in source["fieldMatching"].values():
                self.assertIn(match["chain"], self.env[model]._fields)

    def test_every_title_opens_what_it_names(self):
        for cell in self.book["sheets"][0]["cells"].values():
            if link := re.fullmatch(r"\[.+\]\(odoo://view/(.+)\)", cell):
                action = json.loads(link[1])["action"]
                self._model(action["modelName"]).search_count(Domain(action["domain"]))

    def test_every_figure_opens_a_menu_that_exists(self):
        for menu in self.book["chartOdooMenusReferences"].values():
            self.assertEqual(self.env.ref(menu)._name, "ir.ui.menu")

    def test_it_is_among_the_dashboards_of_salespeople_only(self):
        outsider = new_test_user(self.env, "spreadsheet sam", groups="base.group_user")
        Dashboard = self.env["spreadsheet.dashboard"]
        self.assertIn(self.dashboard, Dashboard.with_user(self.salesperson).search([]))
        self.assertNotIn(self.dashboard, Dashboard.with_user(outsider).search([]))

    def test_the_sample_shows_no_document_of_the_database(self):
        sample = self.dashboard._get_sample_dashboard()
        self.assertEqual((sample["pivots"], sample["lists"]), ({}, {}))
        self.assertEqual(
            [sheet["name"] for sheet in sample["sheets"]],
            [sheet["name"] for sheet in self.book["sheets"]],
        )
