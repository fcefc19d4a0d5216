"""How values are written: numbers, dates, texts, in the language of the reader."""

from datetime import datetime

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.escape import unescape

from ...models import rates
from ...reports import wording
from ...reports.workbook.styles import money_format
from .workbook_common import WorkbookCase


class TestWorkbookCells(WorkbookCase):
    def test_changes_have_their_sign(self):
        summary = self._book()["Summary"]
        changes = {row[0].value: row[2] for row in summary.iter_rows()}
        for label in ("Customers", "Revenue at risk"):
            self.assertRegex(changes[label].number_format, r"^\+.*;-.*;")

    def test_what_the_bridge_adds_has_its_sign(self):
        rows = list(self._book()["Revenue bridge"].iter_rows(max_col=2))
        codes = {name.value: amount.number_format for name, amount in rows}
        for name, is_signed in (("Before", False), ("Price", True), ("After", False)):
            self.assertEqual(codes[name].startswith("+"), is_signed, name)

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

    def test_amounts_are_numbers_in_the_rows_currency(self):
        cells = self._book(self.seller)["All customers"]
        headers = [cell.value for cell in cells[1]]
        cell = cells[2][headers.index("Revenue, all time")]
        self.assertEqual(cell.value, 200)
        self.assertEqual(cell.number_format, money_format(self.company.currency_id))

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

    def test_an_unknown_number_is_blank(self):
        prospect = self._customer("Nobody yet", user_id=self.seller.id)
        self._quotation(prospect, self.today)
        self._refresh()
        rows = self._rows(self._book(self.seller)["All customers"])
        [row] = [row for row in rows if row["Status"] == "Prospect"]
        self.assertIsNone(row["Revenue at risk"])

    def test_nothing_at_risk_is_zero_and_what_is_unknown_is_blank(self):
        rows = [*self._book()["Summary"].iter_rows(values_only=True)]
        [prospects] = [row for row in rows if row[0] == "Prospect"]
        self.assertIsNone(prospects[3])

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

    def test_a_name_longer_than_a_cell_is_cut(self):
        partner = self._buyer(10, name="x" * 40_000)
        self._refresh()
        book = self._book(domain=[("partner_id", "=", partner.id)])
        self.assertEqual(book["All customers"]["A2"].value, "x" * 32_767)
