"""Values sent with a call: used as the user who sent them, or refused."""

from contextlib import contextmanager

from odoo.exceptions import UserError
from psycopg2 import Error, OperationalError

MOST_ROWS = 1_000


@contextmanager
def refused(env, what, errors=Exception):
    """Refuse what came from outside when the block fails on it.

    :param str what: what it is called, for the person who sent it
    :param errors: the errors that are its fault; in any case not missing access, nor
        conflicts with other transactions
    :raises UserError: for these
    """
    try:
        with env.cr.savepoint(flush=False):
            yield
    except (UserError, OperationalError):
        raise
    except errors as error:
        told = _message(error)[:500]
        raise UserError(
            env._("%(what)s cannot be used: %(error)s", what=what, error=told)
        ) from error


def _message(error):
    """Return what an error says to whoever sent the values: PostgreSQL's without the
    row it met."""
    said = error.diag.message_primary if isinstance(error, Error) else None
    return said or str(error) or repr(error)


def checked_ids(env, ids):
    """Return ``ids`` when they are a list of ids of records.

    :raises UserError: when they are not
    """
    if isinstance(ids, (list, tuple)) and all(
        type(id_) is int and 0 < id_ < 2**31 for id_ in ids
    ):
        return ids
    raise UserError(
        env._("%(ids)s is not a list of IDs: send numbers.", ids=repr(ids)[:100])
    )


def checked_limit(env, limit):
    """Return ``limit`` when it is a number of rows that a page can have.

    :raises UserError: when it is not
    """
    if type(limit) is int and 0 < limit <= MOST_ROWS:
        return limit
    raise UserError(
        env._(
            "%(limit)s is not a number of rows: send one between 1 and %(most)s.",
            limit=repr(limit)[:100],
            most=MOST_ROWS,
        )
    )
