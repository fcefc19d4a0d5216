from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..optional_fields import DerivedMixin


class DerivedFieldsMixin(models.AbstractModel):
    """Records of a company with fields whose values are SQL, read on a day."""

    _name = "customer.retention.derived.mixin"
    _description = "Derived Fields"

    def _field_to_sql(self, alias, field_expr, query=None):
        field = self._fields.get(field_expr)
        if not isinstance(field, DerivedMixin):
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(field, "read")
        return field.expression(self, alias, query)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Order by derived values with the unknown ones last, in either direction."""
        if isinstance(self._fields.get(field_name), DerivedMixin) and not nulls.code:
            nulls = SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _as_of_sql(self, alias):
        """Return the SQL of today's date in the company of each row."""
        companies_by_date = defaultdict(list)
        for company in self.env["res.company"]._retention_companies():
            companies_by_date[company._retention_today()].append(company.id)
        (date, _ids), *others = sorted(
            companies_by_date.items(), key=lambda item: -len(item[1])
        )
        company_id = SQL.identifier(alias, "company_id")
        expression = SQL("%s::date", date)
        for other_date, ids in others:
            expression = SQL(
                "CASE WHEN %s IN %s THEN %s::date ELSE %s END",
                company_id,
                tuple(ids),
                other_date,
                expression,
            )
        return expression

    def _compute_derived(self):
        """Read all derived fields of these records, in one statement."""
        names = [
            name
            for name, field in self._fields.items()
            if isinstance(field, DerivedMixin)
        ]
        query = self.with_context(active_test=False)._search([("id", "in", self.ids)])
        columns = [self._field_to_sql(query.table, name, query) for name in names]
        rows = self.env.execute_query(
            query.select(SQL.identifier(query.table, "id"), *columns)
        )
        values = {row[0]: row[1:] for row in rows}
        unknown = (None,) * len(names)
        for record in self:
            derived = values.get(record._origin.id, unknown)
            for name, value in zip(names, derived, strict=True):
                record[name] = value
