"""Numbers that may be unknown, fields derived in SQL, and a company without a check.

Odoo reads an unset number as 0. Here zero days means today and a probability of
zero means never, so unknown must stay unknown: on the screen, in a search, in an
average.
"""

from odoo import fields
from odoo.fields import Domain


class OptionalMixin:
    """Keeps NULL apart from 0: the value is then False in Python, empty on screen."""

    falsy_value = None

    def convert_to_cache(self, value, record, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_column(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_record(self, value, record):
        return False if value is None else super().convert_to_record(value, record)


class OptionalInteger(OptionalMixin, fields.Integer):
    """An integer that is False when unknown."""


class OptionalFloat(OptionalMixin, fields.Float):
    """A float that is False when unknown."""


class OptionalMonetary(OptionalMixin, fields.Monetary):
    """An amount that is False when unknown."""


class CompanyOfProfile(fields.Many2one):
    """The company of a row's profile, with which both are deleted.

    It has no reference of its own in the database: to check it for each row takes
    longer than to write the row.
    """

    ondelete = "cascade"

    def update_db_foreign_key(self, model, column):
        pass


class DerivedMixin:
    """A field read from an SQL expression over stored ones, never stored.

    It sorts, filters, groups and aggregates like a stored one, and changes with the
    calendar. The model computes it in ``_read_derived``.

    :param str sql: the name of the model's method that returns the expression; called
        with the alias of the table, the query, and ``sql_args``
    :param tuple sql_args: what tells this field from others of the same method
    :param depends: the fields it is read from, as for any computed field
    """

    store = False
    copy = False
    readonly = True
    compute = "_read_derived"
    compute_sudo = True
    search = True
    sql = None
    sql_args = ()
    _depends = ()
    _depends_context = ("retention_as_of",)

    def expression(self, model, alias, query):
        """Return the SQL of this field in a table of ``model``."""
        return getattr(model, self.sql)(alias, query, *self.sql_args)

    def to_sql(self, model, alias):
        raise ValueError(f"{self} needs a query: use _field_to_sql()")

    def determine_domain(self, records, operator, value):
        def to_sql(model, alias, query):
            return self.condition_to_sql(
                self.name, operator, value, model, alias, query
            )

        return Domain.custom(to_sql=to_sql)


class DerivedInteger(DerivedMixin, OptionalInteger):
    aggregator = "avg"


class DerivedFloat(DerivedMixin, OptionalFloat):
    aggregator = "avg"


class DerivedMonetary(DerivedMixin, OptionalMonetary):
    pass


class DerivedBoolean(DerivedMixin, fields.Boolean):
    """A derived boolean.

    :param str among: the name of the model's method that returns the domain, on stored
        fields, of those of whom alone it can be true: a search for them then leaves out
        all others first
    """

    among = None

    def determine_domain(self, records, operator, value):
        domain = super().determine_domain(records, operator, value)
        is_true = self.among and operator == "in" and {*value} == {True}
        return getattr(records, self.among)() & domain if is_true else domain


class DerivedSelection(DerivedMixin, fields.Selection):
    pass


class DerivedDate(DerivedMixin, fields.Date):
    pass


class DerivedDatetime(DerivedMixin, fields.Datetime):
    pass
