"""Conditions people write: domains kept as text, checked as their author on save."""

import ast

from odoo.exceptions import AccessError
from odoo.fields import Domain
from psycopg2 import DatabaseError

PARSE_ERRORS = (ValueError, TypeError, SyntaxError, RecursionError, MemoryError)


def parse_condition(text):
    """Return the ``Domain`` of a literal; nothing is evaluated.

    :raises ValueError: for anything but a well-formed domain
    """
    try:
        domain = ast.literal_eval(text or "[]")
        if not isinstance(domain, list):
            raise ValueError(f"{type(domain).__name__} instead of a list")
        return Domain(domain)
    except PARSE_ERRORS as error:
        raise ValueError(str(error) or type(error).__name__) from error


def check_condition(model, text):
    """Check that the user of ``model`` may search it by this condition.

    :param model: an empty recordset with the author's environment
    :raises ValueError: for a malformed domain, an unknown field, a value the field
        does not compare to, or a field the author may not read
    """
    domain = parse_condition(text)
    try:
        with model.env.cr.savepoint():
            model.search(domain, limit=1)
    except (AccessError, DatabaseError, *PARSE_ERRORS) as error:
        raise ValueError(str(error) or type(error).__name__) from error
