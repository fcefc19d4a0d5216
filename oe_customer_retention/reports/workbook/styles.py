"""The looks of the workbook: one accent per status, as everywhere else."""

from functools import cached_property

from odoo.tools.misc import get_lang

from ...models.status import BY_KEY
from .. import wording

NUMBER_FORMATS = {
    "text": "@",
    "date": 14,  # a short date, as the reader's computer writes it
    "month": "mmm yyyy",
    "integer": "#,##0",
    "decimal": "#,##0.0",
}
LEFT_TO_RIGHT, RIGHT_TO_LEFT = 1, 2  # as Excel counts the orders of reading
MUTED = {"font_color": "#6c757d"}
LINES = {"text_wrap": True, "valign": "top"}
HEADER = {"bold": True, "bg_color": "#f1f3f5", "bottom": 1, **LINES}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, env, book):
        self._env = env
        self._book = book
        self._money = {}
        self._tints = {}
        self._points = None

    @cached_property
    def is_right_to_left(self):
        return get_lang(self._env).direction == "rtl"

    @cached_property
    def title(self):
        return self._words(bold=True, font_size=16)

    @cached_property
    def muted(self):
        return self._words(**MUTED)

    @cached_property
    def prose(self):
        return self._words(**MUTED, **LINES, **self._indent)

    @cached_property
    def prose_header(self):
        return self._words(**HEADER, **self._indent)

    @property
    def _indent(self):
        return {"indent": 1, "align": "right" if self.is_right_to_left else "left"}

    @cached_property
    def header(self):
        return self._words(**HEADER)

    @cached_property
    def number_header(self):
        return self._words(**HEADER, align="right")

    @cached_property
    def unknown(self):
        return self._book.add_format({"align": "right", "valign": "top"})

    @cached_property
    def link(self):
        return self._book.add_format(
            {"font_color": "#0b5394", "underline": 1, **self._beginning}
        )

    @cached_property
    def name(self):
        return self._book.add_format({"valign": "top", **self._beginning})

    @property
    def _beginning(self):
        """Place where texts begin: Excel puts those in Latin letters at the left."""
        return {"align": "right"} if self.is_right_to_left else {}

    @cached_property
    def wrapped(self):
        return self._words(**LINES, **self._beginning, num_format="@")

    def _words(self, **options):
        """Return the format of words of ours, read in the direction of the language."""
        if self.is_right_to_left:
            options["reading_order"] = RIGHT_TO_LEFT
        return self._book.add_format(options)

    def _number(self, code, **options):
        """Return the format of a number, whose sign stands before it."""
        if self.is_right_to_left:
            options.setdefault("reading_order", LEFT_TO_RIGHT)
        return self._book.add_format({"num_format": code, "valign": "top", **options})

    @cached_property
    def numbers(self):
        codes = NUMBER_FORMATS | {"percent": wording.percent_format(self._env)}
        formats = {name: self._number(code) for name, code in codes.items()}
        text = self._number(NUMBER_FORMATS["text"], **self._indent, reading_order=0)
        return formats | {"text": text}

    @cached_property
    def words(self):
        """The format of sentences of ours, one below the other."""
        return self._words(num_format="@", valign="top", **self._indent)

    def points(self, env):
        """Return the format of a difference of shares, in the reader's language."""
        if not self._points:
            code = wording.points_format(env)
            self._points = self._words(num_format=code, valign="top")
        return self._points

    def signed(self, style):
        """Return a format of numbers with the sign of positive ones, too,
        and both for none."""
        code = style.num_format
        return self._number(f'+{code};-{code};"±"{code}')

    def tint(self, status):
        """Return the format that marks the label of ``status``."""
        if status not in self._tints:
            color = BY_KEY[status].tint
            self._tints[status] = self._book.add_format({"bg_color": color})
        return self._tints[status]

    def money(self, currency):
        """Return the format of amounts in ``currency``."""
        if currency.id not in self._money:
            code = money_format(currency)
            self._money[currency.id] = self._number(code)
        return self._money[currency.id]


def money_format(currency):
    """Return Excel's number format of ``currency``: its symbol, place and decimals."""
    digits = "." + "0" * currency.decimal_places if currency.decimal_places else ""
    symbol = '"{}"'.format(currency.symbol.replace('"', ""))
    amount = f"#,##0{digits}"
    if currency.position == "before":
        return f"{symbol} {amount}"
    return f"{amount} {symbol}"
