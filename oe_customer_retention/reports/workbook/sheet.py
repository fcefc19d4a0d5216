"""Common ground of all sheets of the workbook."""

BLANK = (None, None)
LINE_HEIGHT = 15
HEADER_LINES = 2
CHART_SIZE = {"width": 620, "height": 300}


class Sheet:
    """A worksheet that is written from the top to the bottom."""

    def __init__(self, book, title, styles):
        self.book = book
        self.title = title
        self.styles = styles
        self.sheet = book.add_worksheet(title)
        if styles.is_right_to_left:
            self.sheet.right_to_left()
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.row = 0

    def heading(self, text):
        """Write the title of the sheet, in a row of its own."""
        self.sheet.write_string(self.row, 0, text, self.styles.title)
        self.row += 1

    def header(self, titles):
        """Write the row of the columns' titles, high enough for two lines each."""
        self.set_lines(HEADER_LINES)
        for index, title in enumerate(titles):
            self.sheet.write_string(self.row, index, title, self.styles.header)
        self.row += 1

    def set_lines(self, lines):
        """Make the next row high enough: not every program does so by itself."""
        self.sheet.set_row(self.row, LINE_HEIGHT * lines)

    def line(self, cells):
        """Write a row of (value, format) cells; None and False leave a blank."""
        for index, (value, style) in enumerate(cells):
            if value is None or value is False:
                continue
            write = (
                self.sheet.write_string
                if isinstance(value, str)
                else self.sheet.write_number
            )
            write(self.row, index, value, style)
        self.row += 1
