"""The parts of a workbook: read element by element, nothing else of them is kept."""

import posixpath
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from .table import Unreadable

MAX_DEPTH = 30
CHUNK = 2**16
MAX_TOKEN = 2**18  # bytes of a tag or comment, which is scanned again with each chunk


class Part:
    """A part of a workbook: its elements go to ``start_<name>`` and ``end_<name>``."""

    most_elements = 500_000

    def __init__(self):
        self._depth = self._elements = 0
        self._texts = []

    def parse(self, source):
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._texts.append
        read = 0
        while chunk := source.read(CHUNK):
            parser.Parse(chunk)
            read += len(chunk)
            if read - parser.CurrentByteIndex > MAX_TOKEN:
                raise Unreadable("too_big")
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


class Relations(Part):
    """The parts that belong to one, and as what they do."""

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


class Sheets(Part):
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


class Strings(Part):
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


class Formats(Part):
    """The styles of cells, some of which show their number as a date or a time."""

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
