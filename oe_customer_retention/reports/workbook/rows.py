"""Cells as XML: of xlsxwriter's own way to a cell most is dispatch and checks."""

import re

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

MAX_TEXT = 32_767
# What XML cannot hold stands in Excel as _xHHHH_; so does what looks like that.
UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class RowsSheet(Worksheet):
    """A worksheet that takes the cells of a row behind the first one as XML."""

    def write_others(self, row, xml):
        """Write the ``xml`` of :func:`column_xml` of a row whose first cell is written.

        :param list xml: of each cell
        """
        self.table[row][1] = xml

    def _write_cell(self, row, col, cell):
        if isinstance(cell, list):
            self.fh.write("".join(cell))
        else:
            super()._write_cell(row, col, cell)


def column_xml(index, first_row, values, styles):
    """Return the XML of the cells of a column, one below the other.

    :param values: texts and numbers; None and False leave a blank
    :param styles: the format of each, as xlsxwriter made them
    """
    letters = xl_col_to_name(index)
    numbers = {style: style._get_xf_index() for style in set(styles)}
    return [
        _cell_xml(f"{letters}{row}", numbers[style], value)
        for row, (value, style) in enumerate(
            zip(values, styles, strict=True), first_row + 1
        )
    ]


def _cell_xml(reference, style, value):
    if value is None or value is False:
        return ""
    if not isinstance(value, str):
        return f'<c r="{reference}" s="{style}"><v>{value:.16G}</v></c>'
    return (
        f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{_escaped(value[:MAX_TEXT])}</t></is></c>"
    )


def _escaped(text):
    text = UNSPEAKABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
