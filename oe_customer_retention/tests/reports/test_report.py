import base64
from datetime import date, timedelta
from types import SimpleNamespace
from unittest.mock import patch

from lxml import etree, html
from odoo.exceptions import AccessError
from odoo.tests import BaseCase

from ...reports import wording
from ...reports.pdf import charts, customers_report
from ...reports.pdf.bidi import apart
from ...reports.pdf.pages import (
    GROUP,
    LINE,
    NAME_LINE,
    TABLE_HEAD,
    TITLE,
    Sheets,
    row_height,
)
from ..common import MANAGER
from .reports_common import PROFILE, ReportsCase

REPORT = "oe_customer_retention.report_customers"


def _shapes(address, kind):
    """Return the shapes of a kind in a chart, given its address."""
    svg = etree.fromstring(base64.b64decode(address.rpartition(",")[2]))
    return svg.findall(f".//{{*}}{kind}")


class TestApart(BaseCase):
    def test_directions_stand_apart_and_nothing_is_lost(self):
        self.assertEqual(
            apart("<p>آخر، 12 &amp; <b>Acme</b></p>"),
            "<p><span>آخر</span><span>،</span> <span>12</span> <span>&amp;</span> "
            "<b><span>Acme</span></b></p>",
        )

    def test_brackets_of_a_name_stay_with_it(self):
        self.assertIn("(West)\u200e<", apart("<p>لدى Acme (West)، 3</p>"))
        self.assertNotIn("\u200e", apart("<p>علاقات العملاء (CRM)</p>"))
        self.assertIn(
            "<span>Acme\u200f</span> <span>(West</span>",
            apart("<p>لدى Acme (West، خامل)، 3</p>"),
        )
        self.assertIn("City))\u200e<", apart("<p>لدى Acme (West (City))، 3</p>"))

    def test_an_amount_keeps_its_order(self):
        self.assertEqual(
            apart("<p>لدى \u2066$\xa05\u2069</p>"),
            '<p><span>لدى</span> <span dir="ltr">$\xa05</span></p>',
        )


class TestCustomersReport(ReportsCase):
    def _page(self, user=None, docids=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.manager)
        data = {"lists": True, **data}
        content, _type = reports._render_qweb_html(REPORT, docids, data=data)
        return html.fromstring(content)

    def _text(self, *args, **options):
        return " ".join(self._page(*args, **options).text_content().split())

    def _listed(self, page):
        tables = page.xpath("//table[contains(@class, 'o_retention_customers')]")
        return {
            cell.text_content().strip()
            for table in tables
            for cell in table.xpath(".//td[1]/div[1]")
        }

    def test_a_manager_sees_everybody(self):
        self.assertEqual(self._listed(self._page()), {"Acme", "Globex", "Initech"})

    def test_the_lists_say_what_is_missing(self):
        missing = self._profile(self.lost).missing
        self.assertIn("Order", missing)
        self.assertIn(f"Missing: {missing}", self._text())

    def test_a_salesperson_sees_own_customers_only(self):
        self.assertEqual(self._listed(self._page(self.seller)), {"Acme"})

    def test_customers_of_several_companies_say_of_which_they_are(self):
        other = self._new_company("Elsewhere")
        self.manager.company_ids += other
        self.assertNotIn(self.company.name, " ".join(self._listed(self._page())))
        self.env = self.env(
            context={
                **self.env.context,
                "allowed_company_ids": [self.company.id, other.id],
            }
        )
        listed = {" ".join(name.split()) for name in self._listed(self._page())}
        names = ("Acme", "Globex", "Initech")
        self.assertEqual(listed, {f"{name} {self.company.name}" for name in names})

    def test_amounts_at_stake_are_in_the_currency_of_the_company_named(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        other = self._new_company("Elsewhere", currency_id=euro.id)
        customer = self._buyer(70, 100, 130, 160, name="Both")
        for days in (70, 100, 130, 160):
            self._order(customer, self.today - timedelta(days), company_id=other.id)
        self._refresh()
        self._refresh(company=other)
        self.manager.company_ids += other
        companies = [self.company.id, other.id]
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": companies}
        )
        rows = self._page(lists=False).xpath("//tr[td[contains(., 'Both')]]")
        texts = {" ".join(row.text_content().split()) for row in rows}
        for company, symbol in ((self.company, "$"), (other, "€")):
            [text] = [text for text in texts if f"Both {company.name} " in text]
            self.assertIn(symbol, text)

    def test_customers_are_listed_only_where_that_is_asked_for(self):
        page = self._page(lists=False)
        self.assertEqual(self._listed(page), set())
        self.assertIn("Most revenue at risk", page.text_content())

    def test_those_with_the_most_at_stake_are_named_with_reason_and_salesperson(self):
        self._buyer(70, 100, 130, 160, name="Late", user_id=self.seller.id)
        self._refresh()
        profile = self._profile(self.env["res.partner"].search([("name", "=", "Late")]))
        page = self._page(lists=False)
        [row] = page.xpath("//tr[td[normalize-space()='Late']]")
        text = " ".join(row.text_content().split())
        self.assertIn(self.seller.name, text)
        self.assertIn(profile.rhythm_reason, text)
        self.assertNotIn(
            "Late",
            self._text(self.manager, domain=[("id", "!=", profile.id)], lists=False),
        )

    def test_who_has_no_salesperson_is_listed_beside_the_salespeople_named(self):
        self._buyer(80, 140, name="Nobody's", user_id=False)
        self._refresh()
        text = self._text(lists=False)
        self.assertIn("No salesperson", text)
        self.assertNotIn("Shown are the salespeople", text)
        self.patch(customers_report, "MOST_SALESPEOPLE", 1)
        text = self._text(domain=[("partner_id.name", "!=", "Acme")], lists=False)
        self.assertNotIn("Shown are the salespeople", text)
        text = self._text(lists=False)
        self.assertIn("No salesperson", text)
        self.assertIn("the most revenue at risk: 1 of 2.", text)

    def test_a_selection_holds_the_selected_customers(self):
        page = self._page(docids=self._profile(self.lost).ids, lists=False)
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

    def test_a_status_that_goes_on_is_named_on_each_sheet(self):
        self._buyer(70, name="Hooli", user_id=self.manager.id)
        self._refresh()
        report = self.registry[f"report.{REPORT}"]
        with patch.object(report, "_printed_height", return_value=1):
            titles = self._page(domain=[["status", "=", "at_risk"]]).xpath("//h4")
        told = [" ".join(title.text_content().split()) for title in titles]
        begun, goes_on = told[-3:-1]
        self.assertTrue(begun.startswith("At risk: 2 "))
        self.assertEqual(goes_on, "At risk continued")

    def test_overdue_amounts_are_for_who_may_read_invoices(self):
        self.assertIn("Overdue", self._text(self.accountant))
        self.assertNotIn("Overdue", self._text(self.manager))

    def test_a_prospect_of_no_activity_has_a_cell_in_each_column(self):
        prospect = self._customer("Nobody yet", user_id=self.manager.id)
        self._quotation(prospect, self.today)
        self.env["customer.retention.policy"].search([]).write(
            {f"count_{kind}": False for kind in ("quotation", "crm")}
        )
        self._refresh()
        self.assertIs(self._profile(prospect).days_since_activity, False)
        page = self._page()
        [row] = page.xpath("//tr[td/div[normalize-space()='Nobody yet']]")
        heads = row.xpath("ancestor::table/thead/tr/th")
        self.assertEqual(len(row.xpath("td")), len(heads))
        told = {
            head.text_content(): cell.text_content().strip()
            for head, cell in zip(heads, row.xpath("td"), strict=True)
        }
        self.assertEqual(told["Days inactive"], "")
        self.assertEqual(told["Revenue at risk"], "")

    def test_nothing_at_risk_or_overdue_is_zero(self):
        page = self._page(self.accountant)
        [row] = page.xpath("//tr[td/div[normalize-space()='Initech']]")
        [*_others, at_risk, overdue] = row.xpath("td")
        nothing = wording.money(self.env, 0)
        for cell in (at_risk, overdue):
            self.assertEqual(cell.text_content().strip(), nothing)

    def test_statuses_set_manually_are_told(self):
        self.assertNotIn("set manually", self._text())
        self._profile(self.at_risk).status_override = "active"
        self.assertIn("Statuses set manually: 1.", self._text())

    def test_days_are_written_as_in_the_sentences(self):
        self._buyer(1240, name="Long ago")
        self._refresh()
        [row] = self._page().xpath("//tr[td/div[normalize-space()='Long ago']]")
        self.assertIn("1,240", [cell.text_content().strip() for cell in row])

    def test_a_customer_is_listed_with_its_reason(self):
        profile = self._profile(self.at_risk)
        self.assertIn(profile.status_reason, self._text())

    def test_without_customers_it_tells_what_to_do(self):
        text = self._text(domain=[["id", "=", 0]])
        self.assertIn("click Refresh on the dashboard", text)

    def test_what_is_left_out_of_a_long_list_is_told(self):
        self._buyer(10, name="Second active")
        self._buyer(10, name="Third active")
        self._refresh()
        self.patch(customers_report, "LISTED_PER_STATUS", 2)
        text = self._text()
        self.assertIn("Active: 2 of 3 by salesperson, most revenue at risk", text)
        self.assertIn("These are the first 2 of all salespeople together.", text)

    def test_a_list_of_those_with_the_most_at_stake_says_of_how_many_they_are(self):
        self._buyer(70, 100, 130, 160, name="Late")
        self._refresh()
        self.patch(customers_report, "MOST_CUSTOMERS", 1)
        dashboard = self.env["customer.retention.dashboard"].with_user(self.manager)
        figures = {row["key"]: row for row in dashboard.get_data([])["figures"]}
        count = figures["revenue_at_risk"]["customers"]
        text = self._text(lists=False)
        self.assertIn(f"Most revenue at risk 1 of {count} Customer", text)

    def test_those_with_nothing_at_risk_are_listed_by_their_revenue(self):
        self._buyer(500, 530, name="Hooli", user_id=self.manager.id)
        self._refresh()
        text = self._text(domain=[("status", "=", "lost")])
        self.assertLess(text.index("Hooli"), text.index("Initech"))

    def test_prospects_are_listed_by_their_last_activity(self):
        for name, days in (("Earlier", 9), ("Later", 2)):
            prospect = self._customer(name, user_id=self.manager.id)
            self._quotation(prospect, self.today - timedelta(days))
        self._refresh()
        text = self._text(domain=[("status", "=", "prospect")])
        self.assertIn("Prospect: 2 by salesperson, latest activity first", text)
        self.assertLess(text.index("Later"), text.index("Earlier"))

    def test_each_page_that_begins_anew_begins_below_the_header(self):
        titles = self._page().xpath("//*[contains(@class, 'o_retention_break')]//h4")
        told = [title.text_content().split()[0] for title in titles]
        self.assertEqual(
            told, ["Most", "Revenue", "At", "Lost:", "Active:", "Explanation"]
        )

    def test_a_share_of_few_is_grey_and_says_of_how_many_it_is(self):
        [cell, *_others] = self._page(lists=False).xpath("//td[.='1 of 3']")
        self.assertIn("text-muted", cell.get("class"))

    def test_as_many_as_are_listed_leave_nothing_out(self):
        self._buyer(10, name="Second active")
        self._refresh()
        self.patch(customers_report, "LISTED_PER_STATUS", 2)
        self.assertNotIn("revenue at risk: 2 of", self._text())

    def test_the_charts_are_images_the_page_carries(self):
        charts = self._page().xpath("//img[@class='o_retention_chart']/@src")
        self.assertEqual(len(charts), 2)
        for address in charts:
            self.assertTrue(address.startswith("data:image/svg+xml;base64,"))

    def test_the_bar_of_statuses_begins_where_the_language_does(self):
        statuses = [
            {"status": "active", "is_customer": True, "count": 3},
            {"status": "lost", "is_customer": True, "count": 1},
        ]
        for is_rtl, begins in ((False, [0, 360]), (True, [120, 0])):
            bars = _shapes(charts.status_bar(statuses, is_rtl), "rect")[1:]
            self.assertEqual([float(bar.get("x")) for bar in bars], begins)

    def test_a_month_stands_below_the_middle_of_its_bar_in_every_font(self):
        months = [
            {"month": date(2026, 8, 1), "new": 1, "returned": 0, "lapsed": 0},
        ]
        chart = charts.movement_chart(self.env, months)
        [bar, *_others] = _shapes(chart, "rect")[1:]
        [month] = [text for text in _shapes(chart, "text") if text.text == "Aug"]
        middle = float(bar.get("x")) + float(bar.get("width")) / 2
        self.assertEqual(float(month.get("x")), middle)
        self.assertEqual(month.get("text-anchor"), "middle")

    def test_the_ends_of_an_axis_are_written_where_there_is_room(self):
        month = {"month": date(2026, 8, 1), "returned": 0}
        for came, written in ((1, ["-100", "0"]), (90, ["-100", "0", "90"])):
            months = [{**month, "new": came, "lapsed": 100}]
            texts = _shapes(charts.movement_chart(self.env, months), "text")
            levels = [text.text for text in texts if text.get("text-anchor") == "end"]
            self.assertEqual(sorted(levels), written)

    def test_a_hostile_name_is_text(self):
        self._buyer(10, name="<script>alert(1)</script>")
        self._refresh()
        page = self._page()
        self.assertFalse(page.xpath("//script[contains(., 'alert(1)')]"))

    def test_an_employee_without_sales_rights_gets_none(self):
        employee = self._user("employee")
        with self.assertRaises(AccessError):
            self._page(employee)

    def test_it_is_offered_in_the_print_menu(self):
        bindings = self.env["ir.actions.actions"].with_user(self.seller)
        reports = bindings.get_bindings(PROFILE)["report"]
        action = self.env.ref("oe_customer_retention.action_report_customers")
        self.assertIn(action.id, [report["id"] for report in reports])

    def test_without_the_right_to_export_it_is_neither_offered_nor_made(self):
        user = self._user("no_export", MANAGER)
        bindings = self.env["ir.actions.actions"].with_user(user)
        self.assertFalse(bindings.get_bindings(PROFILE).get("report"))
        with self.assertRaisesRegex(AccessError, "export"):
            self._page(user)

    def test_no_request_pretends_that_it_is_mailed(self):
        report = self.env[f"report.{REPORT}"].with_user(self._user("liar", MANAGER))
        with self.assertRaises(AccessError):
            report.with_context(retention_mailed=True)._get_report_values([])


class TestSheets(BaseCase):
    def setUp(self):
        super().setUp()
        self.row = row_height(self._customer("Ann"))

    def _customer(self, user, name="Acme"):
        partner = SimpleNamespace(display_name=name)
        partner.sudo = lambda: partner
        return SimpleNamespace(
            partner_id=partner,
            partner_phone=False,
            partner_email="mail@acme.example.com",
            status_reason="Active today.",
            is_spending_less=False,
            spend_reason="Spends less. " * 10,
            _explain_missing=lambda: False,
            user_id=user,
        )

    def _sheets(self, height, users, count=None):
        sheets = Sheets(height)
        section = {"listed": len(users), "count": count or len(users)}
        sheets.add(section, [self._customer(user) for user in users])
        return [
            [
                (part["opens"], [(user, len(rows)) for user, rows in part["groups"]])
                for part in sheet
            ]
            for sheet in sheets.filled
        ]

    def test_rows_that_just_fit_share_a_sheet(self):
        height = TITLE + TABLE_HEAD + GROUP + 2 * self.row
        self.assertEqual(self._sheets(height, ["Ann", "Ann"]), [[(True, [("Ann", 2)])]])

    def test_a_row_without_room_goes_on_the_next_sheet(self):
        height = TITLE + TABLE_HEAD + GROUP + 2 * self.row - 1
        self.assertEqual(
            self._sheets(height, ["Ann", "Ann"]),
            [[(True, [("Ann", 1)])], [(False, [("Ann", 1)])]],
        )

    def test_a_salesperson_is_not_named_without_a_customer_below(self):
        height = TITLE + TABLE_HEAD + 2 * GROUP + 2 * self.row
        two = [[(True, [("Ann", 1), ("Bea", 1)])]]
        self.assertEqual(self._sheets(height, ["Ann", "Bea"]), two)
        self.assertEqual(
            self._sheets(height - 1, ["Ann", "Bea"]),
            [[(True, [("Ann", 1)])], [(False, [("Bea", 1)])]],
        )

    def test_short_sections_share_a_sheet(self):
        sheets = Sheets(2 * (TITLE + TABLE_HEAD + GROUP + self.row))
        for _section in range(3):
            sheets.add({"listed": 1, "count": 1}, [self._customer("Ann")])
        self.assertEqual([len(sheet) for sheet in sheets.filled], [2, 1])

    def test_the_sentence_about_those_left_out_takes_room(self):
        height = TITLE + TABLE_HEAD + GROUP + 2 * self.row
        self.assertEqual(len(self._sheets(height, ["Ann", "Ann"], count=3)), 2)

    def test_a_long_name_takes_more_lines(self):
        long_name = self._customer("Ann", "Acme " * 30)
        self.assertGreater(row_height(long_name), self.row)

    def test_a_second_reason_takes_room(self):
        customer = self._customer("Ann")
        customer.is_spending_less = True
        self.assertGreater(row_height(customer), self.row)

    def test_what_is_missing_takes_a_line(self):
        customer = self._customer("Ann", "Acme " * 6)
        customer.status_reason = "Inactive for many days. " * 5
        before = row_height(customer)
        customer._explain_missing = lambda: "Missing: Order"
        self.assertEqual(row_height(customer), before + LINE)

    def test_a_name_is_broken_between_words(self):
        in_one_line = self._customer("Ann", "Yonder Hotels My Company Co")
        self.assertEqual(row_height(in_one_line), self.row)
        broken = self._customer("Ann", "Yonder Hotels My Company Corp")
        self.assertEqual(row_height(broken), self.row + NAME_LINE)

    def test_a_company_that_is_named_takes_room(self):
        customer = self._customer("Ann")
        customer.company_id = SimpleNamespace(name="Coffee " * 10)
        self.assertEqual(row_height(customer), self.row)
        self.assertGreater(row_height(customer, names_company=True), self.row)
