from lxml import html
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from ..reports import customers_report
from .reports_common import PROFILE, ReportsCase

REPORT = "oe_customer_retention.report_customers"


class TestCustomersReport(ReportsCase):
    def _page(self, user=None, docids=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.manager)
        content, _type = reports._render_qweb_html(REPORT, docids, data=data)
        return html.fromstring(content)

    def _text(self, *args, **options):
        return " ".join(self._page(*args, **options).text_content().split())

    def _listed(self, page):
        tables = page.xpath("//table[contains(@class, 'o_retention_customers')]")
        return {
            cell.text_content().strip()
            for table in tables
            for cell in table.xpath(".//td/div[1]")
        }

    def test_a_manager_sees_everybody(self):
        self.assertEqual(self._listed(self._page()), {"Acme", "Globex", "Initech"})

    def test_a_salesperson_sees_own_customers_only(self):
        self.assertEqual(self._listed(self._page(self.seller)), {"Acme"})

    def test_a_selection_holds_the_selected_customers(self):
        page = self._page(docids=self._profile(self.lost).ids)
        self.assertEqual(self._listed(page), {"Initech"})

    def test_a_salesperson_cannot_select_the_customers_of_others(self):
        page = self._page(self.seller, docids=self._profile(self.lost).ids)
        self.assertEqual(self._listed(page), set())

    def test_a_domain_narrows_the_report(self):
        page = self._page(domain=[["status", "=", "at_risk"]])
        self.assertEqual(self._listed(page), {"Globex"})

    def test_the_filters_are_told_in_words(self):
        text = self._text(filters="Only key accounts")
        self.assertIn("Shown: Only key accounts", text)

    def test_every_status_section_counts_what_the_dashboard_counts(self):
        dashboard = self.env["customer.retention.dashboard"].with_user(self.manager)
        text = self._text()
        for row in dashboard.get_data([])["statuses"]:
            if row["count"]:
                self.assertIn(f"{row['label']}: {row['count']}", text)

    def test_overdue_amounts_are_for_who_may_read_invoices(self):
        self.assertIn("Overdue", self._text(self.accountant))
        self.assertNotIn("Overdue", self._text(self.manager))

    def test_a_customer_is_listed_with_its_reason(self):
        profile = self._profile(self.at_risk)
        self.assertIn(profile.status_reason, self._text())

    def test_without_customers_it_tells_what_to_do(self):
        text = self._text(domain=[["id", "=", 0]])
        self.assertIn("press Refresh on the dashboard", text)

    def test_what_is_left_out_of_a_long_list_is_told(self):
        self._buyer("Second active", (10,))
        self._buyer("Third active", (10,))
        self._refresh_all()
        self.patch(customers_report, "LISTED_PER_STATUS", 2)
        self.assertIn("1 more are left out", self._text())

    def test_as_many_as_are_listed_leave_nothing_out(self):
        self._buyer("Second active", (10,))
        self._refresh_all()
        self.patch(customers_report, "LISTED_PER_STATUS", 2)
        self.assertNotIn("more are left out", self._text())

    def test_the_charts_are_images_the_page_carries(self):
        charts = self._page().xpath("//img[@class='o_retention_chart']/@src")
        self.assertEqual(len(charts), 2)
        for address in charts:
            self.assertTrue(address.startswith("data:image/svg+xml;base64,"))

    def test_a_hostile_name_is_text(self):
        self._buyer("<script>alert(1)</script>", (10,))
        self._refresh_all()
        page = self._page()
        self.assertFalse(page.xpath("//script[contains(., 'alert(1)')]"))

    def test_an_employee_without_sales_rights_gets_none(self):
        employee = new_test_user(self.env, "employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            self._page(employee)

    def test_it_is_offered_in_the_print_menu(self):
        bindings = self.env["ir.actions.actions"].with_user(self.seller)
        reports = bindings.get_bindings(PROFILE)["report"]
        action = self.env.ref("oe_customer_retention.action_report_customers")
        self.assertIn(action.id, [report["id"] for report in reports])
