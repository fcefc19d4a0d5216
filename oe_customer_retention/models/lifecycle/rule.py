from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..condition.domain import ConditionError
from ..labels import count, enumerated
from .lifecycle import LIFECYCLE_NUMBERS

# What only a refresh of the customer itself changes, or its contact.
SETTLED = {
    *("status", "partner_id.supplier_rank"),
    *("is_churn_due", "is_regular", "is_regular_30d"),
    *("last_quotation_date", "last_order_date", "last_invoice_date"),
    *("last_payment_date", "last_activity_date"),
    *("first_purchase_date", "last_purchase_date", "purchase_count"),
    *("purchase_day_count", "purchases_30d", "purchases_90d", "purchases_365d"),
    *("revenue_total", "revenue_12m", "average_purchase"),
    *("open_quotation_count", "open_opportunity_count"),
    *("won_opportunity_count", "lost_opportunity_count"),
}


class CustomerLifecycleRule(models.Model):
    """Moves customers from some stages to another one when a condition holds.

    In each stage the first rule by sequence whose condition holds decides.
    """

    _name = "customer.lifecycle.rule"
    _description = "Lifecycle Rule"
    _inherit = ["customer.retention.shared.mixin", "customer.retention.condition.mixin"]
    _order = "lifecycle_id, sequence, id"
    _condition_model = "customer.retention.profile"

    name = fields.Char(
        required=True,
        translate=True,
        help="Says in the journal why a customer was moved. {churn_days} and "
        "{order_count} stand for the lifecycle's numbers.",
    )
    lifecycle_id = fields.Many2one(
        "customer.lifecycle", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="lifecycle_id.company_id", store=True)
    sequence = fields.Integer(
        default=10,
        help="Where several rules could move a customer out of its stage, the first "
        "one does.",
    )
    active = fields.Boolean(default=True)
    from_stage_ids = fields.Many2many(
        "customer.lifecycle.stage",
        string="From",
        domain="[('lifecycle_id', '=', lifecycle_id), ('id', '!=', to_stage_id)]",
        help="Stages the rule moves customers out of. Empty: any other stage.",
    )
    to_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="To",
        required=True,
        ondelete="cascade",
        domain="[('lifecycle_id', '=', lifecycle_id)]",
        help="The stage the rule moves customers to.",
    )
    condition = fields.Char(
        default="[]",
        help="Which customers of these stages are moved. Empty: all of them.",
    )

    @api.depends("name", *(f"lifecycle_id.{number}" for number in LIFECYCLE_NUMBERS))
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = rule._named(rule.lifecycle_id._numbers())

    def _named(self, numbers):
        """Return the name of this rule with numbers of its lifecycle."""
        name = self.name or ""
        for number, value in numbers.items():
            name = name.replace(f"{{{number}}}", str(value))
        return name

    def _condition_consequence(self):
        return self.env._("The rule is skipped.")

    def _explain_problem(self, problem):
        if "rules" not in problem:
            return super()._explain_problem(problem)
        rules = self.browse(problem["rules"]).exists() - self
        customers = count(self.env, problem["customers"])
        if not rules:
            return self.env._(
                "Customers who would go in circles with this rule alone, and stay "
                "where "
                "they are: %(customers)s. Change its condition.",
                customers=customers,
            )
        return self.env._(
            "Customers who would go in circles with %(rules)s, and stay where they "
            "are: %(customers)s. Make the conditions mutually exclusive.",
            customers=customers,
            rules=enumerated(self.env, rules.mapped("display_name")),
        )

    @api.constrains("lifecycle_id", "from_stage_ids", "to_stage_id")
    def _check_stages(self):
        for rule in self:
            stages = rule.from_stage_ids | rule.to_stage_id
            if foreign := stages - rule.lifecycle_id.stage_ids:
                raise ValidationError(
                    self.env._(
                        "Rule %(rule)s: stage %(stage)s belongs to another lifecycle; "
                        "choose one of %(lifecycle)s.",
                        rule=rule.name,
                        stage=foreign[0].name,
                        lifecycle=rule.lifecycle_id.name,
                    )
                )
            if rule.to_stage_id in rule.from_stage_ids:
                raise ValidationError(
                    self.env._(
                        "Rule %(rule)s: '%(stage)s' is both under From and To; take "
                        "it out of From.",
                        rule=rule.name,
                        stage=rule.to_stage_id.name,
                    )
                )

    def _origins(self):
        """Return the stages this rule moves customers out of."""
        self.ensure_one()
        return self.from_stage_ids or self.lifecycle_id.stage_ids - self.to_stage_id

    def _is_settled(self):
        """Return whether the calendar alone moves nobody by this rule, of those of
        whom it changes no status and no number. A broken rule moves nobody at all."""
        try:
            conditions = [*self._condition_domain().iter_conditions()]
        except ConditionError:
            return True
        return all(
            path in SETTLED and (isinstance(value, bool) or not path.endswith("_date"))
            for path, value in ((each.field_expr, each.value) for each in conditions)
        )

    def _compile(self, scope):
        """Return ``{rule: SELECT}`` of the ids of the profiles in scope that match.

        :return: instead of its SELECT the :class:`ConditionError` of a rule whose
            condition cannot be used
        """
        company = scope.company
        own = fields.Domain("company_id", "=", company.id)
        if scope.unsettled:
            own &= fields.Domain.custom(
                to_sql=lambda _model, alias, _query: scope.unsettled(alias)
            )
        queries = self._condition_queries(
            company, own, as_of=scope.as_of, archived=True
        )
        return {
            rule: query if isinstance(query, ConditionError) else query.subselect()
            for rule, query in queries.items()
        }
