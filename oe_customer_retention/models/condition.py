"""Conditions people write: domains kept as text, checked as their author on save."""

import ast
from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from psycopg2 import DatabaseError, OperationalError

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


@contextmanager
def refused(env, what):
    """Refuse what came from outside when the block fails on it.

    :param str what: what it is called, for the person who sent it
    :raises UserError: for whatever goes wrong but missing access and conflicts with
        other transactions
    """
    try:
        with env.cr.savepoint(flush=False):
            yield
    except (UserError, OperationalError):
        raise
    except Exception as error:
        raise UserError(
            env._(
                "%(what)s cannot be used: %(error)s", what=what, error=str(error)[:500]
            )
        ) from error


def checked_ids(env, ids):
    """Return ``ids`` when they are a list of ids of records.

    :raises UserError: when they are not
    """
    if isinstance(ids, (list, tuple)) and all(
        type(id_) is int and 0 < id_ < 2**31 for id_ in ids
    ):
        return ids
    raise UserError(
        env._("%(ids)s is no list of ids: send numbers.", ids=repr(ids)[:100])
    )
