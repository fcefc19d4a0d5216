from odoo import api, fields, models
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import SQL


class ProblemMixin(models.AbstractModel):
    """Records that say what kept them from doing what they say, to each company its
    own."""

    _name = "customer.retention.problem.mixin"
    _description = "Problems Met"

    problems = fields.Json(
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        help="Problems the last runs met, by company.",
    )
    problem = fields.Char(
        compute="_compute_problem",
        compute_sudo=True,
        search="_search_problem",
        help="Why this does not do what it says.",
    )

    @api.depends("problems")
    @api.depends_context("company", "lang")
    def _compute_problem(self):
        for record in self:
            problem = (record.problems or {}).get(str(self.env.company.id))
            record.problem = problem and record._explain_problem(problem)

    def _search_problem(self, operator, value):
        if operator != "in" or {*value} != {False}:
            return NotImplemented
        key = str(self.env.company.id)

        def has_none(model, alias, query):
            problems = model.sudo()._field_to_sql(alias, "problems", query)
            return SQL("(%s -> %s IS NULL)", problems, key)

        return Domain.custom(to_sql=has_none)

    def _set_problem(self, company, problem):
        """Keep what was met in ``company``, None for nothing."""
        self.ensure_one()
        record = self.sudo()
        problems = {**(record.problems or {})}
        problems.pop(str(company.id), None)
        if problem:
            problems[str(company.id)] = problem
        if problems != (record.problems or {}):
            record.problems = problems

    def _explain_problem(self, problem):
        """Return what a problem means for this record, and the remedy."""
        raise NotImplementedError
