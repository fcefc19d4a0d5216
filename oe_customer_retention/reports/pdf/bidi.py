"""Right-to-left text that wkhtmltopdf without its Qt patches does not pile up.

It measures a text of letters, digits and punctuation of both directions wrongly, and
writes one over the other. A text that is all of one kind it measures well.
"""

import re

from markupsafe import Markup

BETWEEN_TAGS = re.compile(r">([^<>]+)<")
ENTITY = r"&[#\w]+;"
RIGHT_TO_LEFT = "\u0590-\u08ff"
LETTER = r"[A-Za-z\u00c0-\u024f]"
# Behind a name from left to right: its end would else stand where the line goes on.
BRACKETS = re.compile(rf"(?<={LETTER})( ?\([^(){RIGHT_TO_LEFT}]+\))")
LEFT_TO_RIGHT_MARK = "\u200e"
MARKS = "\u060c\u061b\u061f"  # comma, semicolon, question mark
RUN = re.compile(
    rf"{ENTITY}|[{MARKS}]|(?:(?![{MARKS}])[{RIGHT_TO_LEFT}])+|[^\s&{RIGHT_TO_LEFT}]+"
)


def apart(html):
    """Return ``html`` with each run of one direction in an element of its own."""
    return Markup(BETWEEN_TAGS.sub(lambda match: f">{_split(match[1])}<", str(html)))


def _split(text):
    text = BRACKETS.sub(rf"\1{LEFT_TO_RIGHT_MARK}", text)
    return RUN.sub(lambda match: f"<span>{match[0]}</span>", text)
