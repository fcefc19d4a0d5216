"""Files of a few kilobytes that claim, or are, more than can be imported."""

import base64
import io
import zipfile
from time import process_time
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import BaseCase

from ...wizards.partner_import import excel, table
from ...wizards.partner_import.excel_parts import Part
from ...wizards.partner_import.file import Unreadable, read
from .import_common import ImportCase, excel_file

SHEET = "xl/worksheets/sheet1.xml"
FEW = """<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>
         <row r="2"><c r="A2" t="inlineStr"><is><t>Acme</t></is></c></row>"""


def worksheet(rows, before=""):
    """Return the XML of a sheet."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<worksheet xmlns="{space}">{before}<sheetData>{rows}</sheetData></worksheet>'
    )


def workbook(rows="", before="", **parts):
    """Return the bytes of a workbook with another sheet, and other ``parts``."""
    parts = {SHEET: worksheet(rows or FEW, before), **parts}
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(excel_file(["Name"]))) as source,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for member in source.infolist():
            content = parts.pop(member.filename, None) or source.read(member)
            archive.writestr(member.filename, content)
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


class TestImportLimits(BaseCase):
    def _names(self, data):
        return [row.cells for row in read(data).rows]

    def _fails(self, data, reason):
        """Check that a file is refused, before as much of it is read as is imported."""
        counted = self._count_elements()
        with self.assertRaises(Unreadable) as caught:
            read(data)
        self.assertEqual(caught.exception.reason, reason)
        self.assertLessEqual(len(counted), 100_000)

    def _count_elements(self):
        counted = []
        start = Part._start

        def count(part, name, attributes):
            counted.append(name)
            start(part, name, attributes)

        self.enterContext(patch.object(Part, "_start", count))
        return counted

    def test_a_sheet_that_claims_a_million_rows_has_the_rows_it_has(self):
        data = workbook(before='<dimension ref="A1:XFD1048576"/>')
        self.assertLess(len(data), 10_000)
        counted = self._count_elements()
        self.assertEqual(self._names(data), [["Name"], ["Acme"]])
        self.assertLess(len(counted), 200)

    def test_a_formatted_cell_at_the_far_end_is_no_row_and_no_column(self):
        far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
        self.assertEqual(self._names(workbook(FEW + far)), [["Name"], ["Acme"]])

    def test_rows_that_are_not_there_cost_nothing(self):
        far = """<row r="2000000000"><c t="inlineStr"><is><t>Far</t></is></c></row>"""
        rows = read(workbook(FEW + far)).rows
        self.assertEqual([row.number for row in rows], [1, 2, 2_000_000_000])

    def test_twenty_thousand_columns(self):
        names = [f"Column {number}" for number in range(20_000)]
        self._fails(",".join(names).encode(), "columns")
        cells = "<c><v>1</v></c>" * 20_000
        self._fails(workbook(f"<row>{cells}</row>"), "columns")

    def test_a_tag_or_comment_of_megabytes(self):
        """It would be scanned again with each piece that is read."""
        much = "A" * 40_000_000
        for rows in (f'<row r="1" x="{much}"/>', f"<!--{much}-->"):
            data = workbook(rows + FEW)
            self.assertLess(len(data), 50_000)
            started = process_time()
            self._fails(data, "too_big")
            self.assertLess(process_time() - started, 1)

    def test_a_text_that_a_thousand_cells_name(self):
        text = f"<si><t>{'A' * 100_000}</t></si>"
        cell = '<row><c t="s"><v>0</v></c></row>'
        data = workbook(cell * 1_000, **self._shared_texts(text))
        self.assertLess(len(data), 10_000)
        self._fails(data, "too_big")
        few = read(workbook(cell * 10, **self._shared_texts(text)))
        self.assertEqual(len(few.rows), 10)

    def _shared_texts(self, texts):
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        relations = (
            f'<Relationships><Relationship Id="s" Type="{kind}/sharedStrings" '
            'Target="sharedStrings.xml"/><Relationship Id="rId1" '
            f'Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        )
        return {
            "xl/_rels/workbook.xml.rels": relations,
            "xl/sharedStrings.xml": f"<sst>{texts}</sst>",
        }

    def test_a_row_of_more_letters_than_are_read(self):
        text = f'<c t="str"><v>{"A" * 2_000_000}</v></c>'
        self._fails(workbook(f'<row r="1">{text}</row>{FEW}'), "too_big")

    def test_a_cell_too_far_to_the_right(self):
        far = '<row r="1"><c r="ZZZ1" t="inlineStr"><is><t>Far</t></is></c></row>'
        self._fails(workbook(far), "columns")

    def test_as_many_columns_as_can_be_imported(self):
        names = [f"Column {number}" for number in range(table.MAX_COLUMNS)]
        for data in (",".join(names).encode(), excel_file(names)):
            self.assertEqual(self._names(data), [names])

    def test_a_row_of_a_million_blank_cells(self):
        self._fails(workbook(f"<row>{'<c/>' * 1_000_000}</row>"), "columns")
        self._fails(b"Name\n" + b"," * 5_000_000, "csv")
        self._fails(b"Name\n" + b'"\n",' * 1_000_000, "csv")

    def test_a_million_rows(self):
        rows = "<row><c><v>1</v></c></row>" * 60_000
        with patch.object(table, "MAX_ROWS", 5_000):
            self._fails(workbook(rows), "rows")
            self._fails(b"Name\n" + b"Acme\n" * 10_000, "rows")
        self._fails(b"Name\n" + b"\n" * 2_000_000, "rows")

    def test_a_file_of_twenty_megabytes(self):
        for start in (b"Name\n", b"PK\x03\x04"):
            self._fails(start + b"x" * 20_000_000, "too_big")

    def test_a_small_file_that_unpacks_to_a_big_one(self):
        cell = f"<row><c><v>{'1' * 1000}</v></c></row>"
        data = workbook(cell * 70_000)
        self.assertLess(len(data), 400_000)
        self._fails(data, "too_big")

    def test_an_archive_of_very_many_members(self):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            for number in range(excel.MAX_MEMBERS + 1):
                archive.writestr(str(number), b"")
        self._fails(data.getvalue(), "too_big")

    def test_very_many_styles_and_elements_in_each_other(self):
        with patch.object(Part, "most_elements", 50_000):
            styles = f"<styleSheet><cellXfs>{'<xf/>' * 60_000}</cellXfs></styleSheet>"
            self._fails(workbook(**{"xl/styles.xml": styles}), "too_big")
        self._fails(workbook("<row>" * 1_000), "too_big")

    def test_entities_are_not_unfolded(self):
        entity = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
        cell = '<row><c t="inlineStr"><is><t>&b;</t></is></c></row>'
        self._fails(workbook(**{SHEET: entity + worksheet(cell)}), "broken_excel")

    def test_compressions_that_ask_for_much_memory(self):
        data = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(excel_file(["Name"]))) as source,
            zipfile.ZipFile(data, "w", zipfile.ZIP_LZMA) as archive,
        ):
            for member in source.infolist():
                archive.writestr(member.filename, source.read(member))
        self._fails(data.getvalue(), "broken_excel")


class TestImportSize(ImportCase):
    def test_a_file_too_big_is_not_even_kept(self):
        with self.assertRaisesRegex(UserError, "is too big: up to 16 MB"):
            self._wizard(b"Name\n" + b"x" * 20_000_000)

    def test_each_refusal_says_what_to_do(self):
        names = ",".join(f"Column {number}" for number in range(300))
        for data, sentence in (
            (names.encode(), "Row 1 of customers has more than the 200 columns"),
            (b"Name\n" + b"," * 2_000_000, "Row 2 of customers.*longer than"),
        ):
            with self.subTest(sentence), self.assertRaisesRegex(UserError, sentence):
                self._wizard(data).action_read()

    def test_a_new_file_is_looked_at_too(self):
        wizard = self._wizard(b"Name\nAcme\n")
        with self.assertRaisesRegex(UserError, "is too big"):
            wizard.file = base64.b64encode(b"x" * 20_000_000)
