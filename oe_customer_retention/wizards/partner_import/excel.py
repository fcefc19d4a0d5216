"""The first sheet of an XLSX file, read element by element: nothing is kept but cells.

Such a file is an archive of XML. A few kilobytes of it can claim a million rows, hold
gigabytes, or name what is not there; hence nothing is believed that is not read, and no
more is read than a table that can be imported has.
"""

import posixpath
import re
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel

from .excel_parts import Formats, Part, Relations, Sheets, Strings
from .table import MAX_COLUMNS, Rows, Unreadable

MAX_UNPACKED = 64 * 2**20  # bytes
MAX_CELLS = 2**14  # of one row, blank ones too: a sheet has no more columns
MAX_MEMBERS = 10_000
MEMBER = b"PK\x01\x02"
LETTERS = re.compile("[A-Z]{1,3}")
WHOLE = re.compile(r"-?\d{1,30}")


def excel_rows(data):
    """Return the rows of the first sheet: stored values, and formulas without any.

    :param bytes data: what is in the file
    :raises Unreadable: for the reasons broken_excel, too_big, columns and rows
    """
    if data.count(MEMBER) > MAX_MEMBERS:
        raise Unreadable("too_big")
    try:
        return _Workbook(data).rows()
    except Unreadable:
        raise
    except Exception as error:  # what is no workbook fails anywhere
        raise Unreadable("broken_excel") from error


class _Workbook:
    """The parts of a workbook, each read once, in all no more than the limits."""

    def __init__(self, data):
        self._archive = ZipFile(BytesIO(data))
        self._bytes = MAX_UNPACKED

    def rows(self):
        package = self._read("_rels/.rels", Relations())
        [book] = package.targets("officeDocument")
        sheets = self._read(book, Sheets())
        folder, name = posixpath.split(book)
        related = self._read(f"{folder}/_rels/{name}.rels", Relations(folder))
        strings = [
            text
            for part in related.targets("sharedStrings")
            for text in self._read(part, Strings()).strings
        ]
        formats = Formats()
        for part in related.targets("styles"):
            self._read(part, formats)
        worksheets = related.targets("worksheet")
        first = next(
            related.by_id[id_] for id_ in sheets.ids if related.by_id[id_] in worksheets
        )
        cells = _Cells(strings, formats, sheets.epoch)
        return self._read(first, cells).rows

    def _read(self, name, part):
        member = self._archive.getinfo(name)
        self._bytes -= member.file_size
        if self._bytes < 0:
            raise Unreadable("too_big")
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Unreadable("broken_excel")
        with self._archive.open(member) as source:
            part.parse(source)
        return part


class _Cells(Part):
    """The rows of a sheet. Of one that is too wide no more is kept than shows it."""

    most_elements = 4_000_000

    def __init__(self, strings, formats, epoch):
        super().__init__()
        self.rows = Rows()
        self._strings = strings
        self._formats = formats
        self._epoch = epoch
        self._number = 0
        self._cells = {}
        self._column = -1

    def start_row(self, attributes):
        self._number = int(attributes.get("r") or self._number + 1)
        self._cells = {}
        self._column = -1
        self._cell_count = 0

    def start_c(self, attributes):
        self._cell_count += 1
        if self._cell_count > MAX_CELLS:
            raise Unreadable("columns", row=self._number, most=MAX_COLUMNS)
        name = LETTERS.match(attributes.get("r", ""))
        self._column = _index(name[0]) if name else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", 0))
        self._value = self._formula = None
        self._said = []

    def end_v(self, text):
        self._value = text

    def end_f(self, text):
        self._formula = text

    def end_t(self, text):
        self._said.append(text)

    def end_c(self, _text):
        if self._kind == "inlineStr":
            self._value = "".join(self._said)
        text = self._text() if self._value else f"={self._formula or ''}"
        if self._value or self._formula is not None:
            self._cells[min(self._column, MAX_COLUMNS)] = text

    def end_row(self, _text):
        width = max(self._cells, default=-1) + 1
        cells = (self._cells.get(index, "") for index in range(width))
        self.rows.keep(self._number, cells)

    def _text(self):
        """Return the value of the present cell as it looks."""
        if self._kind == "s":
            return self._strings[int(self._value)]
        if self._kind == "b":
            return str(self._value == "1")
        try:
            if self._kind == "d":
                return str(datetime.fromisoformat(self._value))
            if self._kind == "n":
                return self._number_text()
        except (OverflowError, ValueError):
            return "#VALUE!"
        return self._value

    def _number_text(self):
        value = float(self._value)
        code = self._formats.code(self._style)
        if is_date_format(code):
            is_span = is_timedelta_format(code)
            return str(from_excel(value, self._epoch, timedelta=is_span))
        if WHOLE.fullmatch(self._value):
            return str(int(self._value))
        return str(int(value) if value.is_integer() else value)


def _index(letters):
    """Return the index of a column, from 0.

    >>> _index("A"), _index("AB")
    (0, 27)
    """
    index = 0
    for letter in letters:
        index = 26 * index + ord(letter) - 64
    return index - 1
