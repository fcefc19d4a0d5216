"""How the sheets look, on screen and on paper."""

from textwrap import wrap

from odoo.tools import format_date
from openpyxl import load_workbook

from .workbook_common import WorkbookCase


class TestWorkbookLayout(WorkbookCase):
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

    def test_texts_are_read_in_full(self):
        self.active.name = "Acme of a name that is longer than the others by far"
        self._refresh()
        sheet = self._book()["All customers"]
        widths = self._widths(sheet)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "s" and not cell.alignment.wrap_text:
                    self.assertLess(len(cell.value), widths[cell.column], cell.value)

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

    def test_thresholds_stand_below_their_titles(self):
        about = self._book()["About this workbook"]
        titles = {cell.value: cell.alignment for row in about for cell in row}
        for name in ("At risk after", "Dormant after", "Lost after"):
            self.assertEqual(titles[name].horizontal, "right")

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
