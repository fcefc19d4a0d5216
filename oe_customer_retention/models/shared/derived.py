from collections import defaultdict

from odoo import models
from odoo.fields import Domain
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
        """Order by derived values with the unknown ones last, in either direction, and
        by amounts of several currencies as they are in one."""
        field = self._fields.get(field_name)
        if isinstance(field, DerivedMixin) and not nulls.code:
            nulls = SQL("NULLS LAST")
        if field and field.type == "monetary" and self._rates_abroad():
            amount = self._in_one_currency(alias, field_name, query)
            query._order_groupby.append(amount)
            return SQL("%s %s %s", amount, direction, nulls)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _in_one_currency(self, alias, name, query):
        """Return the SQL of an amount in the currency of the current company."""
        amount = self._field_to_sql(alias, name, query)
        rates = self._rates_abroad()
        if not rates:
            return amount
        return SQL(
            "(%s * CASE %s ELSE 1 END)",
            amount,
            SQL(" ").join(
                SQL("WHEN %s IN %s THEN %s", SQL.identifier(alias, "company_id"), *rate)
                for rate in rates
            ),
        )

    def _above(self, name, limit):
        """Return the domain of records with more than an amount in the currency of the
        current company."""
        home = self.env.company.currency_id
        by_currency = self.env.companies.grouped("currency_id")
        return Domain.OR(
            Domain("company_id", "in", companies.ids)
            & Domain(name, ">", home._convert(limit, currency, round=False))
            for currency, companies in by_currency.items()
        )

    def _rates_abroad(self):
        """Return ``(company ids, today's rate)`` of each currency but the current
        company's among the companies that are looked at."""
        home = self.env.company.currency_id
        by_currency = self.env.companies.grouped("currency_id")
        return [
            (companies._ids, currency._convert(1, home, round=False))
            for currency, companies in by_currency.items()
            if currency != home
        ]

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

    def _read_format(self, fnames, load="_classic_read"):
        self._derive(fnames)
        return super()._read_format(fnames, load)

    def _derive(self, names):
        """Read the derived fields behind ``names`` that are not in cache, in one
        statement."""
        fields = self._derived_behind(names)
        missing = [field for field in fields if any(field._cache_missing_ids(self))]
        if missing:
            records = self.sudo()
            with records.env.protecting(missing, records):
                records._read_derived(missing)

    def _derived_behind(self, names):
        """Return the derived fields among ``names`` and those they depend on."""
        found, todo, done = [], [*names], set()
        while todo:
            field = self._fields[todo.pop().split(".", 1)[0]]
            if field in done:
                continue
            done.add(field)
            if isinstance(field, DerivedMixin):
                found.append(field)
            elif not field.store:
                todo += self.pool.field_depends[field]
        return found

    def _compute_field_value(self, field):
        if isinstance(field, DerivedMixin):
            self._read_derived([field])
        else:
            super()._compute_field_value(field)

    def _read_derived(self, fields):
        """Read the values of derived ``fields`` of these records, in one statement."""
        query = self.with_context(active_test=False)._search([("id", "in", self.ids)])
        columns = [
            self._field_to_sql(query.table, field.name, query) for field in fields
        ]
        rows = self.env.execute_query(
            query.select(SQL.identifier(query.table, "id"), *columns)
        )
        values = {row[0]: row[1:] for row in rows}
        unknown = (None,) * len(fields)
        for record in self:
            derived = values.get(record._origin.id, unknown)
            for field, value in zip(fields, derived, strict=True):
                record[field.name] = value
