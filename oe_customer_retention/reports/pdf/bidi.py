"""Right-to-left text that wkhtmltopdf without its Qt patches does not pile up.

It measures a text of letters, digits and punctuation of both directions wrongly, and
writes one over the other. A text that is all of one kind it measures well.
"""

import re

from markupsafe import Markup

from ...models.labels import END_OF_ISOLATE, ISOLATE, LEFT_TO_RIGHT_MARK

BETWEEN_TAGS = re.compile(r">([^<>]+)<")
ENTITY = r"&[#\w]+;"
RIGHT_TO_LEFT = "\u0590-\u08ff"
LETTER = r"[A-Za-z\u00c0-\u024f]"
# Behind a name from left to right: its end would else stand where the line goes on.
INNER = rf"[^(){RIGHT_TO_LEFT}]"
BRACKETS = re.compile(rf"(?<={LETTER})( ?\({INNER}*(?:\({INNER}+\){INNER}*)*\))")
# Brackets around words of both directions open in that of the line, as they close.
WITHIN = r"(?:[^()]|\([^()]*\))*"
MIXED = re.compile(rf"(?<={LETTER})(?= ?\({WITHIN}?[{RIGHT_TO_LEFT}]{WITHIN}\))")
RIGHT_TO_LEFT_MARK = "\u200f"
ISOLATED = rf"{ISOLATE}(?P<isolated>[^{END_OF_ISOLATE}]*){END_OF_ISOLATE}"
MARKS = "\u060c\u061b\u061f"  # comma, semicolon, question mark
RUN = re.compile(
    rf"{ISOLATED}|{ENTITY}|[{MARKS}]|(?:(?![{MARKS}])[{RIGHT_TO_LEFT}])+|"
    rf"[^\s&{ISOLATE}{RIGHT_TO_LEFT}]+"
)


def apart(html):
    """Return ``html`` with each run of one direction in an element of its own."""
    return Markup(BETWEEN_TAGS.sub(lambda match: f">{_split(match[1])}<", str(html)))


def _split(text):
    text = MIXED.sub(RIGHT_TO_LEFT_MARK, text)
    text = BRACKETS.sub(rf"\1{LEFT_TO_RIGHT_MARK}", text)
    return RUN.sub(_spanned, text)


def _spanned(run):
    if isolated := run["isolated"]:
        return f'<span dir="ltr">{isolated}</span>'
    return f"<span>{run[0]}</span>"
