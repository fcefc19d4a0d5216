from odoo.exceptions import AccessError
from openpyxl import load_workbook

from .workbook_common import WorkbookCase


class TestWorkbook(WorkbookCase):
    def test_it_has_a_sheet_for_each_way_to_look_at_them(self):
        self.assertEqual(
            self._book().sheetnames,
            [
                "Summary",
                "By salesperson",
                "All customers",
                "Stopped categories",
                "Revenue bridge",
                "Movement",
                "Cohorts",
                "About this workbook",
            ],
        )

    def test_all_customers_lists_everybody_the_manager_sees(self):
        names = self._names(self._book()["All customers"])
        self.assertEqual(names, {"Acme", "Globex", "Initech"})

    def test_the_customers_have_a_total_apart_from_them(self):
        model = self.env["customer.retention.workbook"].with_user(self.manager)
        with model._open([]) as file:
            formulas, values = (
                load_workbook(file, data_only=data_only)["All customers"]
                for data_only in (False, True)
            )
        rows = self._rows(values)
        title, *_others, total = values.iter_rows(values_only=True)
        self.assertEqual(total[0], "Total")
        for name in ("Revenue 12 months", "Purchases"):
            index = title.index(name)
            self.assertEqual(total[index], sum(row[name] or 0 for row in rows))
        letters = formulas.cell(1, index + 1).column_letter
        self.assertEqual(
            formulas.cell(formulas.max_row, index + 1).value,
            f"=SUBTOTAL(109,{letters}2:{letters}{1 + len(rows)})",
        )
        self.assertIsNone(total[title.index("Average purchase")])
        self.assertTrue(formulas.auto_filter.ref.endswith(str(1 + len(rows))))

    def test_a_salesperson_gets_own_customers_only(self):
        book = self._book(self.seller)
        self.assertEqual(self._names(book["All customers"]), {"Acme"})
        [row] = self._rows(book["By salesperson"])
        self.assertEqual(row["Salesperson"], self.seller.name)

    def test_the_warnings_are_columns(self):
        rows = self._rows(self._book()["All customers"])
        [lost] = [row for row in rows if row["Status"] == "Lost"]
        self.assertEqual((lost["No quotation"], lost["No order"]), ("Yes", "Yes"))

    def test_each_customer_has_the_sentence_of_its_status(self):
        profile = self._profile(self.lost).with_user(self.manager)
        rows = self._rows(self._book()["All customers"])
        [lost] = [row for row in rows if row["Status"] == "Lost"]
        self.assertEqual(lost["Status reason"], profile.status_reason)

    def test_a_name_links_to_the_customer(self):
        profile = self._profile(self.active)
        cell = self._book(self.seller)["All customers"]["A2"]
        address = f"{profile.get_base_url()}/odoo/retention-customers/{profile.id}"
        self.assertEqual(cell.hyperlink.target, address)

    def test_the_summary_is_reckoned_from_the_customers(self):
        rows = [*self._book()["Summary"].iter_rows(values_only=True)]
        [lost] = [row for row in rows if row[0] == "Lost"]
        self.assertIn("COUNTIF('All customers'!", lost[1])
        self.assertIn("SUMIF('All customers'!", lost[3])

    def test_a_stake_in_several_currencies_is_no_sum_of_cells(self):
        other = self._new_company(
            "Abroad",
            currency_id=self.env["res.currency"]
            .create({"name": "ZZZ", "symbol": "Z"})
            .id,
        )
        self._order(self.lost, self.today, company_id=other.id)
        self._refresh(company=other)
        self.manager.company_ids += other
        self.env = self.env(
            context={"allowed_company_ids": [self.company.id, other.id]}
        )
        rows = [*self._book()["Summary"].iter_rows(values_only=True)]
        [lost] = [row for row in rows if row[0] == "Lost"]
        self.assertIsInstance(lost[3], int | float)

    def test_statuses_set_manually_are_told(self):
        self._profile(self.at_risk).status_override = "active"
        book = self._book()
        for name in ("Summary", "Movement"):
            texts = [row[0] for row in book[name].iter_rows(values_only=True)]
            told = [text for text in texts if "set manually: 1." in str(text)]
            self.assertEqual(len(told), 1, name)

    def test_salespeople_have_customers_of_each_status_and_revenue(self):
        rows = self._rows(self._book()["By salesperson"])
        [row] = [row for row in rows if row["Salesperson"] == self.seller.name]
        self.assertEqual((row["Active"], row["Lost"]), (1, 0))
        self.assertEqual(row["Revenue 12 months"], 200)
        listed = self._rows(self._book()["All customers"])
        for column in ("Expected revenue", "Revenue at risk"):
            total = sum(
                each[column] or 0
                for each in listed
                if each["Salesperson"] == self.seller.name
            )
            self.assertGreater(total, 0)
            self.assertAlmostEqual(row[column], total, delta=0.005 * len(listed))

    def test_cohorts_are_the_dashboards(self):
        self._buyer(40, 0)
        self._refresh()
        dashboard = self.env["customer.retention.dashboard"].with_user(self.manager)
        expected = dashboard.get_data([])["cohorts"]["rows"]
        sheet = self._book()["Cohorts"]
        self.assertEqual(sheet["C1"].value, "Months since: +1")
        rows = [*sheet.iter_rows(min_row=2, values_only=True)]
        for row, cohort in zip(rows, expected, strict=False):
            cells = cohort["cells"][1:]
            self.assertEqual(row[1], cohort["customers"])
            numbers = row[2 : 2 + len(cells)]
            self.assertEqual([*numbers], [cell["final"] for cell in cells])
            blank = [number is None for number in numbers]
            self.assertEqual(blank, [not cell["text"] for cell in cells])

    def test_a_filter_narrows_every_sheet(self):
        book = self._book(domain=[("partner_id", "=", self.lost.id)])
        self.assertEqual(self._names(book["All customers"]), {"Initech"})
        [row] = self._rows(book["By salesperson"])
        self.assertEqual((row["Active"], row["Lost"]), (0, 1))

    def test_revenue_at_risk_adds_up_to_the_dashboards(self):
        dashboard = self.env["customer.retention.dashboard"].with_user(self.manager)
        figures = {row["key"]: row for row in dashboard.get_data([])["figures"]}
        rows = self._rows(self._book()["All customers"])
        total = sum(row["Revenue at risk"] or 0 for row in rows)
        self.assertGreater(total, 0)
        self.assertAlmostEqual(total, figures["revenue_at_risk"]["value"], 1)

    def test_movement_is_the_dashboards(self):
        months = self.env["customer.retention.dashboard"].get_data([])["months"]
        rows = self._rows(self._book()["Movement"])[: len(months)]
        self.assertEqual(
            [(row["New"], row["Lapsed"], row["Closing"]) for row in rows],
            [(month["new"], month["lapsed"], month["closing"]) for month in months],
        )

    def test_amounts_of_invoices_are_for_who_may_read_invoices(self):
        for user, is_shown in ((self.accountant, True), (self.manager, False)):
            headers = [cell.value for cell in self._book(user)["All customers"][1]]
            with self.subTest(user=user.login):
                self.assertIs("Overdue" in headers, is_shown)

    def test_of_several_companies_each_customer_s_stands_beside_its_name(self):
        other = self._new_company("Elsewhere")
        self.manager.company_ids += other
        for companies, *seconds in (
            (self.company, "Email", "Salesperson"),
            (self.company + other, "Company", "Company"),
        ):
            self.env = self.env(context={"allowed_company_ids": companies.ids})
            book = self._book()
            sheets = ("All customers", "Stopped categories")
            self.assertEqual([book[name]["B1"].value for name in sheets], seconds)

    def test_a_share_of_few_says_of_how_many_it_is(self):
        rows = [*self._book()["Summary"].iter_rows(values_only=True)]
        [lost] = [row for row in rows if row[0] == "Lost"]
        self.assertEqual(lost[2], "1 of 3")

    def test_an_employee_without_sales_rights_gets_none(self):
        employee = self._user("employee")
        with self.assertRaises(AccessError):
            self._book(employee)
