from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache
from psycopg2 import OperationalError

from ..labels import field_label
from .domain import (
    ConditionError,
    check_condition,
    condition_fields,
    parse_condition,
    problem_of,
)


class ConditionMixin(models.AbstractModel):
    """Records that choose others by a condition people write.

    The condition is checked when it is saved, and again whenever it is used: what it
    may ask for can change. One that cannot be used is switched off: its record says so
    to the people of the company, and goes on once the condition is chosen again.
    """

    _name = "customer.retention.condition.mixin"
    _description = "Condition on Customers"
    _inherit = ["customer.retention.problem.mixin"]

    # The field with the condition, and the model it is searched on.
    _condition_field = "condition"
    _condition_model = None

    def _explain_problem(self, problem):
        """Return what a problem means for this record, and the remedy.

        Others extend it for what else keeps their records from doing what they say.

        :param dict problem: as :class:`ConditionError` keeps it
        """
        self.ensure_one()
        return f"{self._condition_consequence()} {self._explain_condition(problem)}"

    def _condition_consequence(self):
        """Return the sentence that says what is done while the condition is off."""
        raise NotImplementedError

    def _explain_condition(self, problem):
        """Return the sentences that say why a condition cannot be used."""
        if "operator" in problem:
            return self.env._(
                "'%(path)s' does not go with '%(operator)s': this would also search "
                "other records than the customer. Choose values one by one, or use a "
                "tag.",
                **problem,
            )
        if "value" in problem:
            return self.env._(
                "'%(path)s' cannot be compared with '%(value)s', which ends in a "
                "backslash: write two of them.",
                **problem,
            )
        if problem.get("instead"):
            return self.env._(
                "'%(path)s' is not for conditions, which can only use what everyone "
                "who sees the customer may read. Use '%(instead)s' instead.",
                **problem,
            )
        if "path" in problem:
            return self.env._(
                "'%(path)s' is not for conditions, which can only use what everyone "
                "who sees the customer may read. Choose one of the editor's fields "
                "instead.",
                **problem,
            )
        return self.env._("%(error)s. Choose it again with the editor.", **problem)

    @api.constrains(lambda self: [self._condition_field])
    def _check_condition(self):
        for record in self:
            problem = record._condition_problem(record.company_id or self.env.company)
            if problem:
                raise ValidationError(record._refusal(problem))

    def _refusal(self, problem):
        return self.env._(
            "%(model)s %(name)s: the filter in '%(field)s' cannot be used on "
            "customers. %(why)s",
            model=self.env["ir.model"]._get(self._name).name,
            name=self.display_name,
            field=field_label(self, self._condition_field),
            why=self._explain_condition(problem),
        )

    def write(self, vals):
        """Forget the problems of a condition that is chosen anew, and was checked."""
        result = super().write(vals)
        if self._condition_field in vals:
            self.sudo().filtered("problems").problems = False
        return result

    def _condition_problem(self, company):
        """Return why the condition cannot be used in ``company``, None when it can."""
        try:
            self._condition_query(company)
        except ConditionError as error:
            return error.problem
        return None

    def _condition_domain(self):
        """Return the condition as a ``Domain`` on what it is allowed to ask for.

        :raises ConditionError: when it asks for anything else
        """
        self.ensure_one()
        domain = parse_condition(self[self._condition_field])
        check_condition(self._condition_paths(), domain)
        return domain

    @api.model
    @ormcache("self._condition_model", cache="groups")
    def _condition_paths(self):
        """Return :func:`condition_fields` of the model that is searched."""
        return condition_fields(self.env[self._condition_model])

    def _condition_query(self, company, within=Domain.TRUE, **options):
        """Return the query of the records that meet the condition.

        :param company: a single ``res.company``
        :param Domain within: only of these records
        :param options: see :meth:`_condition_records`
        :raises ConditionError: when the condition cannot be used
        """
        self.ensure_one()
        try:
            return self._try_conditions(company, within, **options)[self]
        except (ConditionError, OperationalError):
            raise
        except Exception as error:
            raise ConditionError(**problem_of(error)) from error

    def _condition_queries(self, company, within=Domain.TRUE, **options):
        """Return ``{record: query}`` as :meth:`_condition_query`, all tried at once.

        :return: instead of its query the :class:`ConditionError` of a condition that
            cannot be used
        """
        try:
            return self._try_conditions(company, within, **options)
        except OperationalError:
            raise
        except Exception:
            return {
                record: record._query_or_error(company, within, **options)
                for record in self
            }

    def _query_or_error(self, company, within, **options):
        try:
            return self._condition_query(company, within, **options)
        except ConditionError as error:
            return error

    def _try_conditions(self, company, within, **options):
        """Return ``{record: query}``; raise whatever one of them meets.

        What does not fit its column is refused before any row is read.
        """
        records = self._condition_records(company, **options)
        domains = {record: within & record._condition_domain() for record in self}
        with self.env.cr.savepoint(flush=False):
            queries = {
                record: records._search(domain) for record, domain in domains.items()
            }
            tried = [
                SQL("(SELECT 1 FROM %s met LIMIT 0)", query.subselect())
                for query in queries.values()
            ]
            if tried:
                self.env.cr.execute(SQL(" UNION ALL ").join(tried))
        return queries

    def _condition_records(self, company, as_of=None, archived=False):
        """Return the model to search, for whoever asks and whatever their context:
        as the superuser, in the company with its timezone and language.

        :param date as_of: the day that stands in for today
        :param bool archived: archived records meet the condition too
        """
        env = company._retention_env()
        return env[self._condition_model].with_context(
            active_test=not archived,
            lang=company.sudo().partner_id.lang,
            tz=company._retention_timezone(),
            retention_as_of=as_of,
            retention_condition_reader=self._condition_reader(),
        )

    def _condition_reader(self):
        """Return the id of the only user who learns who meets the condition, False
        where everybody does."""
        return False

    @api.model
    @api.readonly
    def get_condition_fields(self):
        """Return the fields that conditions of this model may use.

        :return: ``{model: names}``, for the model itself and those one hop away
        :raises AccessError: for those who may not read this model
        """
        self.browse().check_access("read")
        found = {}
        for field in self._condition_paths().values():
            found.setdefault(field.model_name, []).append(field.name)
        return found
