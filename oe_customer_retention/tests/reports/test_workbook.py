import errno
import json
import os
from datetime import datetime, timedelta
from itertools import takewhile
from tempfile import TemporaryDirectory
from textwrap import wrap
from unittest.mock import Mock, patch
from urllib.parse import unquote, urlencode

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase
from odoo.tools import format_date
from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.escape import unescape

from ...models import rates
from ...models.profile import derived
from ...reports import wording
from ...reports.workbook import workbook
from ...reports.workbook.columns import readable_columns
from ...reports.workbook.styles import money_format
from ..common import MANAGER
from .reports_common import PROFILE, ReportsCase


class WorkbookCase(ReportsCase):
    def _book(self, user=None, domain=(), **options):
        model = self.env["customer.retention.workbook"].with_user(user or self.manager)
        with model._open(list(domain), **options) as file:
            return load_workbook(file)

    def _rows(self, sheet):
        """Return the rows between the header and a blank row, as dicts."""
        header, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(header, row, strict=True)) for row in takewhile(any, rows)]

    def _widths(self, sheet):
        return {
            index: column.width
            for column in sheet.column_dimensions.values()
            for index in range(column.min, column.max + 1)
        }

    def _names(self, sheet):
        return {row["Customer name"] for row in self._rows(sheet)}


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

    def test_nothing_at_risk_is_zero_and_what_is_unknown_is_blank(self):
        rows = [*self._book()["Summary"].iter_rows(values_only=True)]
        [prospects] = [row for row in rows if row[0] == "Prospect"]
        self.assertIsNone(prospects[3])

    def test_changes_have_their_sign(self):
        summary = self._book()["Summary"]
        changes = {row[0].value: row[2] for row in summary.iter_rows()}
        for label in ("Customers", "Revenue at risk"):
            self.assertRegex(changes[label].number_format, r"^\+.*;-.*;")

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

    def test_dates_are_dates(self):
        row = self._rows(self._book(self.seller)["All customers"])[0]
        day = self._profile(self.active).last_order_date
        expected = datetime.combine(day, datetime.min.time())
        self.assertEqual(row["Last order"], expected)

    def test_dates_and_points_are_written_as_in_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env = self.env(context={"lang": "de_DE"})
        book = self._book(self.seller)
        cells = next(iter(book.worksheets[2].iter_rows(min_row=2, max_row=2)))
        formats = {cell.number_format for cell in cells if cell.is_date}
        self.assertEqual(formats, {BUILTIN_FORMATS[14]})
        today = f"{self.today:%d.%m.%Y}"
        self.assertIn(today, book.worksheets[0]["A2"].value)
        code = wording.points_format(self.env)
        self.assertEqual(code, '"+"0" PP";"-"0" PP";"±"0" PP"')

    def test_sheets_begin_at_the_right_in_arabic_only(self):
        self.env["res.lang"]._activate_lang("ar_001")
        for lang, begins_right in (("en_US", False), ("ar_001", True)):
            self.env = self.env(context={"lang": lang})
            for sheet in self._book():
                self.assertIs(bool(sheet.sheet_view.rightToLeft), begins_right)
                order = 2 if begins_right else 0
                self.assertEqual(sheet["A1"].alignment.readingOrder or 0, order)

    def test_sentences_and_points_are_read_from_the_right_in_arabic(self):
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 1)
        self.env["res.lang"]._activate_lang("ar_001")
        self.env = self.env(context={"lang": "ar_001"})
        summary, _salespeople, customers, *_others = self._book()
        reason = self._profile(self.lost).with_context(lang="ar_001").status_reason
        sentences = [cell for row in customers for cell in row if cell.value == reason]
        code = wording.points_format(self.env)
        shares = [cell for row in summary for cell in row if cell.number_format == code]
        self.assertTrue(sentences and shares)
        for cell in sentences + shares:
            self.assertEqual(cell.alignment.readingOrder, 2)

    def test_numbers_are_read_from_the_left_in_arabic_too(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.env = self.env(context={"lang": "ar_001"})
        _summary, salespeople, customers, *_others = self._book()
        amounts = [salespeople["G2"], customers["M2"]]
        for cell in amounts:
            self.assertIsInstance(cell.value, (int, float))
            self.assertEqual(cell.alignment.readingOrder, 1)

    def test_names_begin_where_their_column_does_whatever_their_letters(self):
        self.env["res.lang"]._activate_lang("ar_001")
        for lang, place in (("en_US", (None, "general")), ("ar_001", ("right",))):
            self.env = self.env(context={"lang": lang})
            _summary, salespeople, customers, *_others = self._book()
            for cell in (salespeople["A2"], customers["A2"]):
                self.assertIn(cell.alignment.horizontal, place)

    def test_amounts_are_numbers_in_the_rows_currency(self):
        cells = self._book(self.seller)["All customers"]
        headers = [cell.value for cell in cells[1]]
        cell = cells[2][headers.index("Revenue, all time")]
        self.assertEqual(cell.value, 200)
        self.assertEqual(cell.number_format, money_format(self.company.currency_id))

    def test_nothing_is_remembered_of_customers_once_written(self):
        workbooks = self.env["customer.retention.workbook"].with_user(self.manager)
        columns = readable_columns(workbooks.env[PROFILE], workbooks._columns())
        ids = workbooks._customer_ids([])
        self.assertTrue(workbooks._read(ids, columns))
        for model in (PROFILE, "res.partner"):
            for field in self.env[model]._fields.values():
                self.assertFalse(field._get_cache(workbooks.env), field)

    def test_an_unknown_number_is_blank(self):
        prospect = self._customer("Nobody yet", user_id=self.seller.id)
        self._quotation(prospect, self.today)
        self._refresh()
        rows = self._rows(self._book(self.seller)["All customers"])
        [row] = [row for row in rows if row["Status"] == "Prospect"]
        self.assertIsNone(row["Revenue at risk"])

    def test_amounts_of_invoices_are_for_who_may_read_invoices(self):
        for user, is_shown in ((self.accountant, True), (self.manager, False)):
            headers = [cell.value for cell in self._book(user)["All customers"][1]]
            with self.subTest(user=user.login):
                self.assertIs("Overdue" in headers, is_shown)

    def test_hostile_texts_stay_text(self):
        texts = [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "{=1}",
            "tab\tinside",
            "https://example.com/",
            "😀 émoji",
            "שלום",
            "<b>&amp;",
            "_x0041_ is no A",
            "bell\x07",
        ]
        partners = [self._buyer(10, name=text, phone=text) for text in texts]
        self._refresh()
        book = self._book(domain=[("partner_id", "in", [p.id for p in partners])])
        rows = book["All customers"].iter_rows(max_row=1 + len(texts))
        names, _emails, phones, *_others = zip(*rows, strict=True)
        for title, *cells in (names, phones):
            with self.subTest(title.value):
                self.assertEqual({unescape(cell.value) for cell in cells}, {*texts})
                self.assertEqual({cell.data_type for cell in cells}, {"s"})

    def test_a_text_longer_than_a_cell_is_cut(self):
        partner = self._buyer(10, phone="1" * 40_000)
        self._refresh()
        book = self._book(domain=[("partner_id", "=", partner.id)])
        self.assertEqual(book["All customers"]["C2"].value, "1" * 32_767)

    def test_a_sentence_is_put_into_words_once_for_all_it_is_true_of(self):
        self.patch(workbook, "BATCH", 1)
        partners = [self._buyer(100) for _number in range(3)]
        self._refresh()
        workbooks = self.env["customer.retention.workbook"].with_user(self.manager)
        ids = workbooks._customer_ids([("partner_id", "in", [p.id for p in partners])])
        columns = readable_columns(workbooks.env[PROFILE], workbooks._columns())
        with patch.object(derived, "_silence_in_words", return_value="So") as tell:
            workbooks._write_customers(ids, sheet := Mock(columns=columns))
        tell.assert_called_once()
        self.assertEqual(sheet.add.call_count, 3)

    def test_a_name_longer_than_a_cell_is_cut(self):
        partner = self._buyer(10, name="x" * 40_000)
        self._refresh()
        book = self._book(domain=[("partner_id", "=", partner.id)])
        self.assertEqual(book["All customers"]["A2"].value, "x" * 32_767)

    def test_customers_of_every_batch_are_written_once(self):
        self.patch(workbook, "BATCH", 2)
        rows = self._rows(self._book()["All customers"])
        self.assertEqual(len(rows), 3)
        self.assertEqual(len({row["Customer name"] for row in rows}), 3)

    def test_more_customers_than_a_sheet_holds_are_refused(self):
        self.patch(workbook, "MAX_CUSTOMERS", 2)
        with self.assertRaisesRegex(UserError, "These are 3 customers"):
            self._book()

    def test_a_full_disk_is_told_and_leaves_no_files(self):
        full = OSError(errno.ENOSPC, "No space left on device")
        self.patch(workbook.CustomersSheet, "add", Mock(side_effect=full))
        with TemporaryDirectory() as folder, patch("tempfile.tempdir", folder):
            with self.assertRaisesRegex(UserError, "No space left"):
                self._book()
            self.assertEqual(os.listdir(folder), [])

    def test_heads_are_frozen_and_filtered(self):
        sheet = self._book()["All customers"]
        self.assertEqual(sheet.freeze_panes, "B2")
        self.assertEqual(sheet.auto_filter.ref.split(":")[0], "A1")

    def test_titles_of_columns_are_read_in_full(self):
        for sheet in self._book():
            widths = self._widths(sheet)
            for cell in sheet[1]:
                if cell.value and cell.alignment.wrap_text:
                    width = widths.get(cell.column, sheet.sheet_format.baseColWidth)
                    lines = wrap(cell.value, int(width), break_long_words=False)
                    self.assertLessEqual(max(map(len, lines)), width, cell.value)
                    height = sheet.row_dimensions[1].height or 15
                    self.assertLessEqual(15 * len(lines), height, cell.value)

    def test_a_text_beside_a_number_keeps_its_distance(self):
        summary = self._book()["Summary"]
        for cell in (summary["D4"], summary["D5"]):
            self.assertEqual(
                (cell.alignment.horizontal, cell.alignment.indent), ("left", 1)
            )

    def test_a_text_beside_a_column_of_numbers_keeps_its_distance(self):
        customers = self._book()["All customers"]
        titles = [cell.value for cell in customers[1]]
        for name in ("RFM segment", "Status reason", "Stage"):
            cells = [row[titles.index(name)] for row in customers]
            for cell in filter(lambda cell: cell.value, cells):
                self.assertEqual(cell.alignment.indent, 1, name)

    def test_an_unknown_figure_stands_where_numbers_do(self):
        book = self._book(domain=[("id", "=", 0)])
        for sheet in (book["Summary"], book["Revenue bridge"]):
            unknown = [cell for row in sheet for cell in row if cell.value == "–"]
            self.assertTrue(unknown)
            for cell in unknown:
                self.assertEqual(cell.alignment.horizontal, "right")

    def test_customers_are_printed_over_pages_that_name_them(self):
        sheet = self._book()["All customers"]
        self.assertGreater(sheet.page_setup.fitToWidth, 1)
        self.assertEqual(sheet.print_title_cols, "$A:$A")

    def test_lists_repeat_their_head_on_paper(self):
        for name in ("By salesperson", "All customers", "Stopped categories"):
            self.assertEqual(self._book()[name].print_title_rows, "$1:$1")

    def test_each_sheet_says_on_paper_whose_it_is_of_when_and_which_page(self):
        self.company.name = "Salt & Pepper"
        day = format_date(self.env, self.today)
        for sheet in self._book():
            footer = sheet.oddFooter
            self.assertEqual(footer.left.text, "Salt && Pepper")
            self.assertEqual(footer.center.text, day)
            self.assertEqual(footer.right.text, "Page &P of &N")

    def test_the_names_of_many_companies_leave_room_for_the_page(self):
        self.company.name = "Salt & Pepper " * 40
        for sheet in self._book():
            self.assertIn("…", sheet.oddFooter.left.text)

    def test_texts_are_read_in_full(self):
        self.active.name = "Acme of a name that is longer than the others by far"
        self._refresh()
        sheet = self._book()["All customers"]
        widths = self._widths(sheet)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "s" and not cell.alignment.wrap_text:
                    self.assertLess(len(cell.value), widths[cell.column], cell.value)

    def test_every_status_has_its_colour(self):
        formats = self._book()["All customers"].conditional_formatting
        values = {rule.formula[0] for cells in formats for rule in cells.rules}
        self.assertEqual(
            values, {'"Active"', '"At risk"', '"Dormant"', '"Lost"', '"Prospect"'}
        )

    def test_the_summary_has_two_charts(self):
        model = self.env["customer.retention.workbook"].with_user(self.manager)
        with model._open([]) as file:
            self.assertEqual(len(load_workbook(file)["Summary"]._charts), 2)

    def test_about_tells_filters_user_companies_and_thresholds(self):
        domain = [("status", "!=", "lost")]
        sheet = self._book(domain=domain, filters="Not lost")["About this workbook"]
        text = "\n".join(
            str(value)
            for row in sheet.iter_rows(values_only=True)
            for value in row
            if value is not None
        )
        policy = self.env["customer.retention.policy"]._applicable(self.company)
        for expected in (
            "Not lost",
            str(domain),
            self.manager.name,
            self.company.name,
            format_date(self.env, self.today),
            policy.name,
            str(policy.lost_days),
        ):
            self.assertIn(expected, text)

    def test_about_tells_no_domain_without_a_filter(self):
        for domain in ([], [("status", "!=", "lost")]):
            sheet = self._book(domain=domain)["About this workbook"]
            labels = {row[0] for row in sheet.iter_rows(values_only=True)}
            self.assertEqual("Filter domain" in labels, bool(domain))

    def test_what_the_bridge_adds_has_its_sign(self):
        rows = list(self._book()["Revenue bridge"].iter_rows(max_col=2))
        codes = {name.value: amount.number_format for name, amount in rows}
        for name, is_signed in (("Before", False), ("Price", True), ("After", False)):
            self.assertEqual(codes[name].startswith("+"), is_signed, name)

    def test_about_writes_days_and_moments_like_every_page(self):
        self.env = self.env(context={"lang": "en_US", "tz": "UTC"})
        texts = {
            row[0]: row[1]
            for row in self._book()["About this workbook"].iter_rows(
                max_col=2, values_only=True
            )
        }
        data = self.env["customer.retention.dashboard"].get_data([])
        self.assertEqual(
            texts["Changes measured since"],
            format_date(self.env, data["period_start"]),
        )
        self.assertRegex(texts["Documents read at"], r"^[\d/]+, \d+:\d\d.[AP]M$")

    def test_thresholds_stand_below_their_titles(self):
        about = self._book()["About this workbook"]
        titles = {cell.value: cell.alignment for row in about for cell in row}
        for name in ("At risk after", "Dormant after", "Lost after"):
            self.assertEqual(titles[name].horizontal, "right")

    def test_a_manager_of_a_branch_alone_is_told_whose_its_policy_is(self):
        branch = self._new_company("Branch", parent_id=self.company.id)
        self.manager.write({"company_id": branch.id, "company_ids": branch.ids})
        self.env = self.env(context={"allowed_company_ids": branch.ids})
        self.env.invalidate_all()
        about = self._book()["About this workbook"]
        policies = [row[:2] for row in about.iter_rows(values_only=True)]
        self.assertIn((self.policy.name, self.company.name), policies)

    def test_an_empty_list_says_why_it_is_and_what_to_do(self):
        book = self._book(domain=[("id", "=", 0)])
        for name in ("By salesperson", "All customers"):
            [_header, [reason, *blank]] = book[name].iter_rows(values_only=True)
            self.assertIn("remove a filter", reason)
            self.assertEqual({*blank}, {None})
        self.assertIsNone(book["All customers"].print_title_cols, "told once on paper")
        texts = [row[0] for row in book["Summary"].iter_rows(values_only=True)]
        self.assertIn(reason, texts)
        self.assertFalse(book["Summary"]._charts, "of nobody there is nothing to draw")

    def test_categories_that_are_not_followed_are_told(self):
        for is_followed, reason in ((True, "None of these"), (False, "not followed")):
            self.company.retention_follow_categories = is_followed
            sheet = self._book()["Stopped categories"]
            self.assertIn(reason, sheet["A2"].value)

    def test_no_first_purchases_in_the_months_are_told(self):
        self._order(self.lost, self.today - timedelta(1500))
        for customer in (self.active, self.at_risk):
            self._order(customer, self.today - timedelta(1500))
        self._refresh()
        self.assertIn("Nobody bought", self._book()["Cohorts"]["A3"].value)

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


class TestWorkbookDownload(ReportsCase, HttpCase):
    def _get(self, **params):
        return self.url_open(f"/customer_retention/workbook.xlsx?{urlencode(params)}")

    def test_a_salesperson_downloads_own_customers(self):
        self.authenticate("own_seller", "own_seller")
        response = self._get(company_ids=json.dumps(self.company.ids))
        self.assertEqual(response.status_code, 200)
        self.assertIn("spreadsheetml", response.headers["Content-Type"])
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(int(response.headers["Content-Length"]), len(response.content))

    def test_without_the_right_to_export_it_is_refused(self):
        self._user("no_export", MANAGER)
        self.authenticate("no_export", "no_export")
        self.assertEqual(self._get().status_code, 403)

    def test_nobody_logged_in_gets_no_workbook(self):
        self.authenticate(None, None)
        response = self._get()
        self.assertNotIn("spreadsheetml", response.headers["Content-Type"])

    def test_an_employee_without_sales_rights_is_refused(self):
        self._user("employee")
        self.authenticate("employee", "employee")
        self.assertEqual(self._get().status_code, 403)

    def test_a_company_of_others_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.authenticate("own_seller", "own_seller")
        self.assertEqual(self._get(company_ids=json.dumps(other.ids)).status_code, 403)

    def test_a_malformed_domain_is_a_bad_request(self):
        self.authenticate("sales_boss", "sales_boss")
        self.assertEqual(self._get(domain="[(").status_code, 400)

    def test_the_pdf_is_named_after_the_company_and_the_day(self):
        self.authenticate("own_seller", "own_seller")
        url = "/report/pdf/oe_customer_retention.report_customers?options={}"
        with patch.object(
            self.registry["ir.actions.report"],
            "_render_qweb_pdf",
            lambda *_args, **_options: (b"%PDF", "pdf"),
        ):
            response = self.url_open(
                "/report/download",
                data={
                    "data": json.dumps([url, "qweb-pdf"]),
                    "context": json.dumps({"allowed_company_ids": self.company.ids}),
                    "csrf_token": http.Request.csrf_token(self),
                },
            )
        disposition = unquote(response.headers["Content-Disposition"])
        self.assertIn(self.company.name, disposition)
        self.assertRegex(disposition, r"\d{4}-\d{2}-\d{2}\.pdf$")
