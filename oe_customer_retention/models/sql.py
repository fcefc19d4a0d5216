"""Small pieces of SQL that several steps of a refresh are made of."""

from odoo.tools import SQL

WRITE_BATCH = 1000


class DocumentSelect(SQL):
    """A SELECT that tells nothing without a document of its ``model``."""

    __slots__ = ("model",)

    def __init__(self, select, model):
        super().__init__(select)
        self.model = model


def columns(names, table=None):
    """Return the SQL list of column names, of ``table`` if given."""
    prefix = (table,) if table else ()
    return SQL(", ").join(SQL.identifier(*prefix, name) for name in names)
