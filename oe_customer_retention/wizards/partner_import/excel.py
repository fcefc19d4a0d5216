"""The first sheet of an XLSX file, read element by element: nothing is kept but cells.

Such a file is an archive of XML. A few kilobytes of it can claim a million rows, hold
gigabytes, or name what is not there; hence nothing is believed that is not read, and no
more is read than a table that can be imported has.
"""

import posixpath
import re
from datetime import datetime
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl.styles.numbers import (
    BUILTIN_FORMATS,
    is_date_format,
    is_timedelta_format,
)
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from .table import MAX_COLUMNS, Rows, Unreadable

MAX_UNPACKED = 64 * 2**20  # bytes
MAX_DEPTH = 30
MAX_CELLS = 2**14  # of one row, blank ones too: a sheet has no more columns
MAX_MEMBERS = 10_000
MEMBER = b"PK\x01\x02"
CHUNK = 2**16
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
        package = self._read("_rels/.rels", _Relations())
        [book] = package.targets("officeDocument")
        sheets = self._read(book, _Sheets())
        folder, name = posixpath.split(book)
        related = self._read(f"{folder}/_rels/{name}.rels", _Relations(folder))
        strings = [
            text
            for part in related.targets("sharedStrings")
            for text in self._read(part, _Strings()).strings
        ]
        formats = _Formats()
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
            part.read(source)
        return part


class _Part:
    """A part of a workbook: its elements go to ``start_<name>`` and ``end_<name>``."""

    most_elements = 500_000

    def __init__(self):
        self._depth = self._elements = 0
        self._texts = []

    def read(self, source):
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._texts.append
        while chunk := source.read(CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)

    def _refuse_doctype(self, *_declaration):
        """Entities are declared there, which grow or lead out of the file."""
        raise Unreadable("broken_excel")

    def _start(self, name, attributes):
        self._depth += 1
        self._elements += 1
        if self._elements > self.most_elements or self._depth > MAX_DEPTH:
            raise Unreadable("too_big")
        self._texts.clear()
        if handler := getattr(self, f"start_{_local(name)}", None):
            handler(attributes)

    def _end(self, name):
        self._depth -= 1
        if handler := getattr(self, f"end_{_local(name)}", None):
            handler("".join(self._texts))
        self._texts.clear()


def _local(name):
    return name.rpartition("}")[2]


class _Relations(_Part):
    """The parts that belong to one, and as what."""

    def __init__(self, folder=""):
        super().__init__()
        self._folder = folder
        self._kinds = {}
        self.by_id = {}

    def start_Relationship(self, attributes):
        if attributes.get("TargetMode") != "External":
            path = posixpath.join("/", self._folder, attributes["Target"])
            path = posixpath.normpath(path).lstrip("/")
            self.by_id[attributes["Id"]] = path
            kind = attributes["Type"].rpartition("/")[2]
            self._kinds.setdefault(kind, []).append(path)

    def targets(self, kind):
        return self._kinds.get(kind, [])


class _Sheets(_Part):
    """The sheets in order, and the day from which their dates are counted."""

    def __init__(self):
        super().__init__()
        self.ids = []
        self.epoch = CALENDAR_WINDOWS_1900

    def start_workbookPr(self, attributes):
        if attributes.get("date1904") in ("1", "true"):
            self.epoch = CALENDAR_MAC_1904

    def start_sheet(self, attributes):
        self.ids += [
            value for name, value in attributes.items() if name.endswith("}id")
        ]


class _Strings(_Part):
    """The texts cells refer to by number; how they are pronounced is left out."""

    most_elements = 4_000_000

    def __init__(self):
        super().__init__()
        self.strings = []
        self._said = []
        self._is_phonetic = False

    def start_si(self, _attributes):
        self._said = []

    def start_rPh(self, _attributes):
        self._is_phonetic = True

    def end_rPh(self, _text):
        self._is_phonetic = False

    def end_t(self, text):
        if not self._is_phonetic:
            self._said.append(text)

    def end_si(self, _text):
        self.strings.append("".join(self._said))


class _Formats(_Part):
    """The styles of cells that show their number as a date or a time."""

    def __init__(self):
        super().__init__()
        self._codes = {**BUILTIN_FORMATS}
        self._of_style = []
        self._is_used = False

    def start_numFmt(self, attributes):
        self._codes[int(attributes["numFmtId"])] = attributes["formatCode"]

    def start_cellXfs(self, _attributes):
        self._is_used = True

    def end_cellXfs(self, _text):
        self._is_used = False

    def start_xf(self, attributes):
        if self._is_used:
            self._of_style.append(int(attributes.get("numFmtId", 0)))

    def code(self, style):
        """Return the format of the style of that number, empty for none."""
        if style >= len(self._of_style):
            return ""
        return self._codes.get(self._of_style[style], "")


class _Cells(_Part):
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
