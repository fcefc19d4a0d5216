"""Common ground of all sheets of the workbook."""

from math import ceil
from textwrap import wrap

from ...models.labels import with_marks

BLANK = (None, None)
LINE_HEIGHT = 15
DEFAULT_WIDTH = 8
MAX_WIDTH = 80
MARGINS = 2  # of a text, and where it is indented
PROSE_COLUMNS = 5
ARROW_WIDTH = 2  # of a filter, beside the title
CHART_SIZE = {"width": 620, "height": 300}


class Sheet:
    """A worksheet that is written from the top to the bottom."""

    worksheet_class = None  # xlsxwriter's own

    def __init__(self, book, title, styles):
        self.book = book
        self.title = title
        self.styles = styles
        self.sheet = book.add_worksheet(title, self.worksheet_class)
        if styles.is_right_to_left:
            self.sheet.right_to_left()
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.row = 0
        self._widths = {}

    def write_text(self, index, text, style):
        """Write a text into a cell of the row."""
        self.sheet.write_string(self.row, index, with_marks(text), style)

    def heading(self, text):
        """Write the title of the sheet, in a row of its own."""
        self.write_text(0, text, self.styles.title)
        self.row += 1

    def header(self, titles, numbers=(), prose=()):
        """Write the row of the columns' titles, each of which is read in full.

        :param numbers: the columns of numbers, above which titles are at the right
        :param prose: the columns in which texts begin that run over several
        """
        self.set_lines(max(map(self._fit, range(len(titles)), titles)))
        for index, title in enumerate(titles):
            style = self.styles.header
            if index in numbers:
                style = self.styles.number_header
            elif index in prose:
                style = self.styles.prose_header
            self.write_text(index, title, style)
        self.row += 1

    def _fit(self, index, title):
        """Make a column as wide as its title's longest word; return how many lines."""
        width = self._widths.get(index, DEFAULT_WIDTH)
        longest = max(map(len, title.split()), default=0) + ARROW_WIDTH + MARGINS
        if longest > width:
            self.set_width(index, index, width := longest)
        return len(wrap(title, width - ARROW_WIDTH)) or 1

    def set_width(self, first, last, width):
        """Make columns as wide as ``width`` letters, before their header is written."""
        self.sheet.set_column(first, last, width)
        self._widths.update(dict.fromkeys(range(first, last + 1), width))

    def widen(self, index, texts):
        """Make a column wide enough for ``texts``, as far as a screen has room.

        :param texts: some of which may be None
        """
        longest = max((len(text) + MARGINS for text in texts if text), default=0)
        if longest > self._widths.get(index, DEFAULT_WIDTH):
            self.set_width(index, index, min(longest, MAX_WIDTH))

    def prose(self, text, first=0):
        """Write a text into the row, over columns from ``first`` on, in lines."""
        last = first + PROSE_COLUMNS - 1
        letters = sum(
            self._widths.get(index, DEFAULT_WIDTH) for index in range(first, last + 1)
        )
        self.set_lines(sum(ceil(len(line) / letters) for line in text.splitlines()))
        self.sheet.merge_range(self.row, first, self.row, last, "", self.styles.prose)
        self.write_text(first, text, self.styles.prose)

    def notes(self, remarks):
        """Write what the dashboard tells beside a table.

        :param list remarks: dicts, each with its ``text``
        """
        for remark in remarks:
            self.prose(remark["text"])
            self.row += 1

    def set_lines(self, lines):
        """Make the next row high enough: not every program does so by itself."""
        self.sheet.set_row(self.row, LINE_HEIGHT * lines)

    def line(self, cells):
        """Write a row of (value, format) cells; None and False leave a blank.

        A text without a format is a name.
        """
        for index, (value, style) in enumerate(cells):
            if value is None or value is False:
                continue
            if isinstance(value, str):
                style = style or self.styles.name
                self.write_text(index, value, style)
            else:
                self.sheet.write_number(self.row, index, value, style)
        self.row += 1
