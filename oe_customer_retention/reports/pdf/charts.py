"""Charts for paper: SVG drawn on the server, since a PDF runs no JavaScript."""

import base64

from odoo.tools import format_date
from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor

from ...models.status import BY_KEY, FLOWS
from .. import wording

WIDTH, HEIGHT = 480, 130
MARGIN_LEFT, MARGIN_BOTTOM, MARGIN_TOP = 34, 32, 10
LINE = 9  # of a text
TEXT = HexColor("#495057")
GRID = HexColor("#dee2e6")


def status_bar(statuses, is_rtl=False):
    """Return the share of each status of customers as a bar: an image's address.

    :param bool is_rtl: whether the bar begins at the right
    """
    drawing = Drawing(WIDTH, 18)
    customers = [row for row in statuses if row["is_customer"]]
    total = sum(row["count"] for row in customers)
    left = 0
    for row in customers if total else ():
        width = WIDTH * row["count"] / total
        x = WIDTH - left - width if is_rtl else left
        drawing.add(_bar(x, 0, width, 18, row["status"]))
        left += width
    return _address(drawing)


def movement_chart(env, months):
    """Return who came (up) and went (down) by month, as the address of an image."""
    drawing = Drawing(WIDTH, HEIGHT)
    up = max(month["new"] + month["returned"] for month in months)
    down = max(month["lapsed"] for month in months)
    scale = (HEIGHT - MARGIN_BOTTOM - MARGIN_TOP) / max(up + down, 1)
    zero = MARGIN_BOTTOM + down * scale
    for level in _levels(up, down, scale):
        _add_level(drawing, zero + level * scale, wording.count(env, level))
    step = (WIDTH - MARGIN_LEFT) / len(months)
    for index, month in enumerate(months):
        left = MARGIN_LEFT + index * step
        _add_month(drawing, month, left + step * 0.15, step * 0.7, zero, scale)
        _add_tick(env, drawing, month["month"], left + step / 2, is_first=not index)
    return _address(drawing)


def _levels(up, down, scale):
    """Return zero and the ends of the axis, but for those too near to be written."""
    return {0, *(level for level in (up, -down) if abs(level) * scale >= LINE)}


def _add_month(drawing, month, left, width, zero, scale):
    heights = {flow.key: month[flow.key] * scale for flow in FLOWS}
    bottoms = {
        "new": zero,
        "returned": zero + heights["new"],
        "lapsed": zero - heights["lapsed"],
    }
    for flow in FLOWS:
        y, height = bottoms[flow.key], heights[flow.key]
        drawing.add(_bar(left, y, width, height, flow.status))


def _add_tick(env, drawing, month, x, is_first):
    """Write a month below its bar, and the year where it begins."""
    drawing.add(_text(x, 18, format_date(env, month, date_format="MMM"), "middle"))
    if is_first or month.month == 1:
        drawing.add(_text(x, 6, format_date(env, month, date_format="y"), "middle"))


def _add_level(drawing, y, text):
    drawing.add(Line(MARGIN_LEFT, y, WIDTH, y, strokeColor=GRID, strokeWidth=0.7))
    drawing.add(_text(MARGIN_LEFT - 5, y - 3, text, "end"))


def _bar(x, y, width, height, status):
    fill = HexColor(BY_KEY[status].accent)
    return Rect(x, y, width, height, fillColor=fill, strokeWidth=0, strokeColor=None)


def _text(x, y, text, anchor):
    """Return a text that whoever draws it anchors, by the widths of the font it takes:
    ReportLab knows those of Helvetica only, which has no Arabic."""
    string = String(x, y, text, fontSize=8, fontName="Helvetica", fillColor=TEXT)
    string._svgAttrs = {"text-anchor": anchor}
    return string


def _address(drawing):
    svg = renderSVG.drawToString(drawing)
    # As wide as the page, of whatever height in whole pixels.
    svg = svg.replace("xMinYMin meet", "none")
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
