"""Right-to-left text that wkhtmltopdf without its Qt patches does not pile up.

It measures a text of letters, digits and punctuation of both directions wrongly, and
writes one over the other. A text that is all of one kind it measures well.
"""

import re

from markupsafe import Markup

BETWEEN_TAGS = re.compile(r">([^<>]+)<")
ENTITY = r"&[#\w]+;"
RIGHT_TO_LEFT = "\u0590-\u08ff"
MARKS = "\u060c\u061b\u061f"  # comma, semicolon, question mark
RUN = re.compile(
    rf"{ENTITY}|[{MARKS}]|(?:(?![{MARKS}])[{RIGHT_TO_LEFT}])+|[^\s&{RIGHT_TO_LEFT}]+"
)


def apart(html):
    """Return ``html`` with each run of one direction in an element of its own."""
    return Markup(BETWEEN_TAGS.sub(lambda match: f">{_split(match[1])}<", str(html)))


def _split(text):
    return RUN.sub(lambda match: f"<span>{match[0]}</span>", text)
