from odoo import api, fields, models

from .lifecycle import LIFECYCLE_NUMBERS


class CustomerLifecycleByRuleMixin(models.AbstractModel):
    """A move by a rule, told with what the numbers of its lifecycle were.

    The rule itself is named by what they are now.
    """

    _name = "customer.lifecycle.by.rule.mixin"
    _description = "Move by a Rule"

    rule_id = fields.Many2one(
        "customer.lifecycle.rule",
        readonly=True,
        ondelete="set null",
        help="The rule that moved the customer, if any.",
    )
    churn_days = fields.Integer(
        string="Days to churn",
        readonly=True,
        help="What it was when the rule moved the customer.",
    )
    order_count = fields.Integer(
        string="Orders of a regular customer",
        readonly=True,
        help="What it was when the rule moved the customer.",
    )
    rule_name = fields.Char(
        string="Rule name",
        compute="_compute_rule_name",
        compute_sudo=True,
        help="The rule that moved the customer, if any.",
    )

    @api.depends("rule_id.name", *LIFECYCLE_NUMBERS)
    @api.depends_context("lang")
    def _compute_rule_name(self):
        for line in self:
            numbers = {name: line[name] for name in LIFECYCLE_NUMBERS}
            line.rule_name = line.rule_id._named(numbers)
