import base64
import io
import zipfile
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import BaseCase

from ...wizards.partner_import.file import Unreadable, read
from .import_common import ImportCase, csv_file, excel_file

TABLE = "odoo.addons.oe_customer_retention.wizards.partner_import.table"
ROWS = (["Name", "City"], ["Müller & Söhne", "Köln"], ["Čapek", ""])


def cells(table):
    return [row.cells for row in table.rows]


class TestImportFile(BaseCase):
    def _fails(self, data, reason, **options):
        with self.assertRaises(Unreadable) as caught:
            read(data, **options)
        self.assertEqual(caught.exception.reason, reason)
        return caught.exception.values

    def test_encodings_are_found_out(self):
        western = (["Name", "City"], ["Müller & Söhne", "Köln"])
        for encoding, rows in (
            ("utf-8", ROWS),
            ("utf-8-sig", ROWS),
            ("utf-16", ROWS),
            ("windows-1252", western),
        ):
            with self.subTest(encoding=encoding):
                table = read(csv_file(*rows, encoding=encoding))
                self.assertEqual(table.rows[1].cells, rows[1])
                self.assertIn(table.encoding, encoding)

    def test_a_chosen_encoding_wins(self):
        data = csv_file(["Name"], ["Čapek"], encoding="windows-1250")
        self.assertEqual(read(data, encoding="windows-1250").rows[1].cells, ["Čapek"])

    def test_a_wrong_encoding_names_the_line(self):
        data = csv_file(["Name"], ["Acme"], ["Müller"], encoding="windows-1252")
        values = self._fails(data, "encoding", encoding="utf-8")
        self.assertEqual(values, {"encoding": "utf-8", "line": 3})

    def test_separators_are_found_out_whatever_the_rows_hold(self):
        for separator in (",", ";", "\t", "|"):
            with self.subTest(separator=separator):
                data = csv_file(
                    ["Name", "City"], ["Acme, Ltd; Co", "A|B"], separator=separator
                )
                table = read(data)
                self.assertEqual(table.separator, separator)
                self.assertEqual(table.rows[1].cells, ["Acme, Ltd; Co", "A|B"])

    def test_one_column_needs_no_separator(self):
        table = read(b"Full name\nJohn Smith\nMary Ann Jones\n")
        self.assertEqual(
            cells(table), [["Full name"], ["John Smith"], ["Mary Ann Jones"]]
        )

    def test_rows_keep_the_number_a_spreadsheet_shows(self):
        data = b'Name,City\n\n"Two\nlines",Bonn\n , \nAcme,Ghent\n'
        self.assertEqual([row.number for row in read(data).rows], [1, 3, 5])
        data = excel_file(["Name"], [None], ["Acme"])
        self.assertEqual([row.number for row in read(data).rows], [1, 3])

    def test_excel_cells_are_read_as_they_look(self):
        day = datetime(2026, 1, 2)
        data = excel_file(["A", "B", "C", "D"], [1234567.0, 1.5, True, day])
        self.assertEqual(
            read(data).rows[1].cells, ["1234567", "1.5", "True", "2026-01-02 00:00:00"]
        )

    def test_a_formula_without_a_value_keeps_its_text(self):
        data = excel_file(["Name", "City"], ["=A1&B1", "Ghent"])
        self.assertEqual(read(data).rows[1].cells, ["=A1&B1", "Ghent"])

    def test_an_empty_file(self):
        for data in (b"", b" \n\n", b"\xff\xfe", "\ufeff \n".encode("utf-16-le")):
            self._fails(data, "empty")

    def test_what_is_no_table(self):
        self._fails(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary")
        self._fails(b"\xd0\xcf\x11\xe0 old Excel, or encrypted", "old_excel")
        self._fails(b"PK\x03\x04 no archive", "broken_excel")

    def test_an_archive_that_is_no_workbook(self):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("readme.txt", "hello")
        self._fails(data.getvalue(), "broken_excel")

    def test_a_quote_never_closed_names_its_row(self):
        data = b'Name\nAcme\n"' + b"x" * 200_000
        self.assertEqual(self._fails(data, "csv")["row"], 3)

    def test_ten_thousand_rows(self):
        rows = [[f"Customer {number}", "Ghent"] for number in range(10_000)]
        for data in (csv_file(["Name", "City"], *rows), excel_file(["N", "C"], *rows)):
            table = read(data)
            self.assertEqual(cells(table)[1:], rows)
            self.assertEqual(table.rows[-1].number, 10_001)

    def test_every_byte_there_is_gives_a_table_or_a_reason(self):
        for data in (bytes(range(1, 256)), b'"', b"\xff\xfe\x41", b"\n,,\n", b"a\rb"):
            with self.subTest(data=data[:5]):
                try:
                    read(data)
                except Unreadable as error:
                    self.assertTrue(error.reason)


class TestImportReading(ImportCase):
    def test_each_reason_is_a_sentence_with_a_remedy(self):
        for data, sentence in (
            (b"", "is empty. Choose"),
            (b"\x89PNG\0", "neither a CSV nor an Excel"),
            (b"\xd0\xcf\x11\xe0", "Save it as XLSX"),
            (b"PK\x03\x04", "cannot be opened"),
            (b'Name\n"' + b"x" * 200_000, "Row 2 of customers.*not closed"),
            (b"Name\n", "no rows below its heading"),
        ):
            with self.subTest(sentence=sentence):
                with self.assertRaisesRegex(UserError, sentence):
                    self._wizard(data).action_read()

    def test_more_rows_than_can_be_imported_at_once(self):
        data = csv_file(["Name"], ["A"], ["B"], ["C"])
        with patch(f"{TABLE}.MAX_ROWS", 3):
            self._wizard(data).action_read()
        with (
            patch(f"{TABLE}.MAX_ROWS", 2),
            self.assertRaisesRegex(UserError, "has more than the 2 rows.*Split it"),
        ):
            self._wizard(data).action_read()

    def test_a_wrong_choice_of_encoding_is_a_sentence(self):
        wizard = self._wizard(b"Name\nM\xfcller\n", encoding="utf-8")
        with self.assertRaisesRegex(UserError, "Line 2 .* another encoding"):
            wizard.action_read()

    def test_what_was_found_out_is_shown(self):
        wizard = self._wizard(csv_file(*ROWS, separator=";"))
        wizard.action_read()
        self.assertEqual((wizard.encoding, wizard.separator), ("utf-8", ";"))
        self.assertEqual(wizard.row_count, 2)

    def test_a_tab_goes_by_its_name(self):
        wizard = self._wizard(csv_file(*ROWS, separator="\t"))
        for _reading in ("found out", "chosen"):
            wizard.action_read()
            self.assertEqual((wizard.separator, wizard.row_count), ("tab", 2))

    def test_reading_again_takes_the_place_of_what_was_read(self):
        wizard = self._wizard(csv_file(*ROWS))
        wizard.action_read()
        wizard.action_back()
        wizard.file = base64.b64encode(csv_file(["Email"], ["a@b.example"]))
        wizard.action_read()
        self.assertEqual(wizard.column_ids.mapped("target"), ["email"])
        self.assertEqual(len(wizard.line_ids), 1)

    def test_columns_are_guessed_by_labels_and_what_people_call_them(self):
        wizard = self._wizard(
            csv_file(
                ["Customer", "E-Mail", "VAT number", "Postcode", "Town", "Shoe size"],
                ["Acme"],
            )
        )
        wizard.action_read()
        self.assertEqual(
            wizard.column_ids.mapped("target"),
            ["name", "email", "vat", "zip", "city", False],
        )

    def test_columns_are_guessed_by_labels_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.seller.lang = "fr_FR"
        field = self.env["ir.model.fields"]._get("res.partner", "city")
        field.with_context(lang="fr_FR").field_description = "Localité"
        wizard = self._wizard(csv_file(["Name", "Localité"], ["Acme", "Liège"]))
        wizard.with_context(lang="fr_FR").action_read()
        self.assertEqual(wizard.column_ids.mapped("target"), ["name", "city"])

    def test_of_headings_that_are_alike_the_first_is_taken(self):
        wizard = self._wizard(
            csv_file(["Name", "Email", "Email"], ["A", "a@b.example"])
        )
        wizard.action_read()
        self.assertEqual(wizard.column_ids.mapped("target"), ["name", "email", False])

    def test_cells_beyond_the_heading_are_a_column_without_a_name(self):
        wizard = self._wizard(csv_file(["Name"], ["Acme", "Ghent"]))
        wizard.action_read()
        last = wizard.column_ids[-1]
        self.assertEqual((last.letter, last.header, last.sample), ("B", "", "Ghent"))

    def test_two_columns_to_one_field_are_refused(self):
        wizard = self._wizard(csv_file(["Name", "Mail", "Email 2"], ["A"]))
        wizard.action_read()
        wizard.column_ids[2].target = "email"
        with self.assertRaisesRegex(UserError, "Columns B, C are all mapped to Email"):
            wizard.action_preview()

    def test_a_file_without_names_or_keys_is_refused(self):
        wizard = self._wizard(csv_file(["City"], ["Ghent"]))
        with self.assertRaisesRegex(UserError, "which column has the names"):
            wizard.action_preview()

    def test_updating_needs_something_to_find_contacts_by(self):
        wizard = self._wizard(csv_file(["Name"], ["A"]), on_duplicate="fill")
        with self.assertRaisesRegex(UserError, "have to be found"):
            wizard.action_preview()
