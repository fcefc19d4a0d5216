"""Tables in CSV and Excel files: read whatever spreadsheets write.

Rows keep the number a spreadsheet shows for them, and a cell that cannot be read (an
error, a formula without a stored value) keeps its text, for its row to be told about.
"""

import codecs
import csv
import io
import re
from typing import NamedTuple

import chardet
import openpyxl

ENCODINGS = (
    "utf-8",
    "utf-16",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "iso-8859-15",
    "mac-roman",
    "shift_jis",
    "gb18030",
)
SEPARATORS = (",", ";", "\t", "|")
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
SURE = 0.8  # confidence of chardet below which western Europe is likelier
EXCEL, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")
# Blanks, and what is none but takes no room: zero-width blanks, byte order marks.
AROUND = re.compile("^[\\s\u200b-\u200d\u2060\ufeff]+|[\\s\u200b-\u200d\u2060\ufeff]+$")


class Unreadable(Exception):
    """The file is no table; ``reason`` is a key, ``values`` are its particulars."""

    def __init__(self, reason, **values):
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Row(NamedTuple):
    """A row that is not blank: its number in the file, from 1, and its cells."""

    number: int
    cells: list[str]


class Table(NamedTuple):
    """The rows of a file; encoding and separator as found, None for Excel."""

    rows: list[Row]
    encoding: str | None = None
    separator: str | None = None


def read(data, encoding=None, separator=None):
    """Read a CSV or XLSX file.

    :param bytes data: what is in the file
    :param encoding: of a CSV file; None: found out
    :param separator: of a CSV file; None: found out
    :return: :class:`Table`
    :raises Unreadable: with one of the reasons empty, old_excel, broken_excel, binary,
        encoding (values encoding, line) and csv (values row, error)
    """
    if not data.strip():
        raise Unreadable("empty")
    if data.startswith(OLD_EXCEL):
        raise Unreadable("old_excel")
    if data.startswith(EXCEL):
        return Table(_excel_rows(data))
    encoding = encoding or _sniff_encoding(data)
    text = _decode(data, encoding)
    separator = separator or _sniff_separator(text)
    return Table(_csv_rows(text, separator), encoding, separator)


def is_unreadable(cell):
    """Return whether a cell is an Excel error or a formula without a value.

    >>> [is_unreadable(cell) for cell in ("#N/A", "=A1&B1", "#1 Pizza", "")]
    [True, True, False, False]
    """
    return cell.startswith("=") or bool(ERROR.fullmatch(cell))


def column_letter(index):
    """The letter a spreadsheet shows for the column of ``index``, from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    return openpyxl.utils.get_column_letter(index + 1)


def _sniff_encoding(data):
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return encoding
    if b"\0" in data:
        raise Unreadable("binary")
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        guess = chardet.detect(data[:100_000])
    encoding = (guess["encoding"] or "").lower()
    known = encoding in ENCODINGS and guess["confidence"] >= SURE
    return encoding if known else "windows-1252"


def _decode(data, encoding):
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeError as error:
        before = data[: getattr(error, "start", 0)]
        raise Unreadable(
            "encoding", encoding=encoding, line=before.count(b"\n") + 1
        ) from error
    if "\0" in text:
        raise Unreadable("binary")
    return text


def _sniff_separator(text):
    """The separator that cuts the heading row into the most columns."""

    def columns(separator):
        return len(next(_csv_reader(text.lstrip(), separator)))

    try:
        return max(SEPARATORS, key=columns)
    except csv.Error as error:
        raise Unreadable("csv", row=1, error=error) from error


def _csv_rows(text, separator):
    rows, number = [], 0
    try:
        for cells in _csv_reader(text, separator):
            number += 1
            _keep(rows, number, cells)
    except csv.Error as error:
        raise Unreadable("csv", row=number + 1, error=error) from error
    _check_end(text, separator)
    return rows


def _check_end(text, separator):
    """Complain of a quote that is never closed: what follows would be a single cell."""
    number = 0
    try:
        for _cells in _csv_reader(text, separator, strict=True):
            number += 1
    except csv.Error as error:
        if "end of data" in str(error):
            raise Unreadable("csv", row=number + 1, error=error) from error


def _csv_reader(text, separator, **options):
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, **options)


def _excel_rows(data):
    """Rows of the first sheet: stored values, and formulas where there is none."""
    try:
        values, formulas = (
            openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=stored)
            .worksheets[0]
            .iter_rows(values_only=True)
            for stored in (True, False)
        )
        rows = []
        for number, pair in enumerate(zip(values, formulas, strict=True), 1):
            _keep(rows, number, map(_excel_cell, *pair))
    except Exception as error:  # a parser fed with anything raises anything
        raise Unreadable("broken_excel") from error
    return rows


def _excel_cell(value, formula):
    if value is None:
        formula = str(getattr(formula, "text", formula))
        return formula if formula.startswith("=") else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _keep(rows, number, cells):
    """Add a row without the blanks around and after its cells, unless all are blank."""
    cells = [AROUND.sub("", cell.replace("\N{NO-BREAK SPACE}", " ")) for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    if cells:
        rows.append(Row(number, cells))
