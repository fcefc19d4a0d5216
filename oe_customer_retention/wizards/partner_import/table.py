"""The rows that a file is read into, and how much of one can be imported at once.

Rows keep the number a spreadsheet shows for them, and a cell that cannot be read (an
error, a formula without a stored value) keeps its text, for its row to be told about.
What is too much is refused as soon as it is read, whatever the file claims.
"""

from typing import NamedTuple

MAX_FILE_SIZE = 16 * 2**20  # bytes
MAX_ROWS = 50_000
MAX_COLUMNS = 200
# A few kilobytes of Excel can name a text of megabytes in each of a million cells.
MAX_LETTERS, MAX_ROW_LETTERS = 2**25, 2**20
# Zero-width blanks, byte order marks, soft hyphens and the marks of direction that
# Windows puts around what is copied: no blanks to Python.
WIDTHLESS = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c"
# Joiners are part of words in some scripts.
UNSEEN_WITHIN = {
    **dict.fromkeys(map(ord, "\u200b\u2060\ufeff")),
    ord("\N{NO-BREAK SPACE}"): " ",
}
BLANKS = WIDTHLESS + "".join(filter(str.isspace, map(chr, range(0x3001))))


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


class Rows(list):
    """The rows of a file, without those that are blank."""

    letters = 0

    def keep(self, number, cells):
        """Add a row without the blanks around and after its cells.

        :raises Unreadable: for the reasons too_big, columns (values row, most) and rows
            (most)
        """
        cells = [*cells]
        letters = sum(map(len, cells))
        self.letters += letters
        if letters > MAX_ROW_LETTERS or self.letters > MAX_LETTERS:
            raise Unreadable("too_big")
        while cells and not clean(cells[-1]):
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise Unreadable("columns", row=number, most=MAX_COLUMNS)
        if not cells:
            return
        if len(self) > MAX_ROWS:
            raise Unreadable("rows", most=MAX_ROWS)
        self.append(Row(number, [clean(cell) for cell in cells]))


def clean(cell):
    """Return a cell without the blanks around it, and without blanks nobody sees.

    >>> clean(" a\\N{NO-BREAK SPACE}b\\N{ZERO WIDTH SPACE}c ")
    'a bc'
    """
    return cell.strip(BLANKS).translate(UNSEEN_WITHIN)
