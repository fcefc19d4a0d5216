"""Tables in CSV and Excel files: read whatever spreadsheets write."""

import codecs
import csv
import io
import re
from typing import NamedTuple

import chardet
from openpyxl.utils import get_column_letter

from .excel import excel_rows
from .table import MAX_FILE_SIZE, MAX_ROWS, Row, Rows, Unreadable

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
# As many as a sheet has; and of a row far more than its cells may hold.
MAX_LINES, MAX_ROW_LENGTH = 2**20, 2**20
SURE = 0.8  # confidence of chardet below which western Europe is likelier
EXCEL, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")


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
    :raises Unreadable: with one of the reasons empty, too_big, old_excel, broken_excel,
        binary, encoding (values encoding, line), csv (values row, error), columns
        (values row, most) and rows (value most)
    """
    if len(data) > MAX_FILE_SIZE:
        raise Unreadable("too_big")
    if not data.strip():
        raise Unreadable("empty")
    if data.startswith(OLD_EXCEL):
        raise Unreadable("old_excel")
    if data.startswith(EXCEL):
        return Table(excel_rows(data))
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
    return get_column_letter(index + 1)


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
    if not text.strip():  # but a byte order mark there was something
        raise Unreadable("empty")
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
    rows, number = Rows(), 0
    try:
        for cells in _csv_reader(text, separator):
            number += 1
            if number > MAX_LINES:
                raise Unreadable("rows", most=MAX_ROWS)
            rows.keep(number, cells)
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
    """Yield the cells of each row; a row without an end is cut off before it is one."""
    lines = _Lines(text)
    for cells in csv.reader(lines, delimiter=separator, **options):
        lines.row_length = 0
        yield cells


class _Lines:
    """The lines of a text, none of which makes a row of millions of cells."""

    def __init__(self, text):
        self.row_length = 0
        self._lines = io.StringIO(text, newline="")

    def __iter__(self):
        for line in self._lines:
            self.row_length += len(line)
            if self.row_length > MAX_ROW_LENGTH:
                raise csv.Error(f"longer than {MAX_ROW_LENGTH} letters")
            yield line
