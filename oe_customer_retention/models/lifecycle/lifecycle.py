from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..condition import refused
from ..labels import field_label

MILESTONES = [
    ("known", "First document of any kind"),
    ("opportunity", "Opportunity opened, before the first order"),
    ("lost", "Last open opportunity lost, before the first order"),
    ("orders", "Number of orders reached"),
    ("lapse", "Number of orders no longer reached"),
    ("silence", "No order for a number of days"),
]
# What they may be: PostgreSQL knows no later days, and no window of fewer orders.
MILESTONE_NUMBERS = {
    "milestone_count": (0, 10_000),
    "milestone_days": (0, 36_500),
}
# What rules, milestones and names of a lifecycle read, and what it may be.
LIFECYCLE_NUMBERS = {
    "churn_days": (1, 36_500),
    "order_count": (1, 10_000),
}


def _check_ranges(record, ranges, kind):
    for name, (lowest, highest) in ranges.items():
        if not lowest <= record[name] <= highest:
            raise ValidationError(
                record.env._(
                    "%(kind)s %(name)s: '%(field)s' is %(value)s; enter between "
                    "%(lowest)s and %(highest)s.",
                    kind=kind,
                    name=record.name,
                    field=field_label(record, name),
                    value=record[name],
                    lowest=lowest,
                    highest=highest,
                )
            )


class CustomerLifecycle(models.Model):
    """The stages customers of a company go through, and the rules that move them."""

    _name = "customer.lifecycle"
    _description = "Customer Lifecycle"
    _inherit = [
        "customer.retention.own.copy.mixin",
        "customer.retention.problem.mixin",
    ]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Empty: every company may use this lifecycle.",
    )
    shared_id = fields.Many2one(
        "customer.lifecycle",
        string="Copy of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The shared original that this record replaces in its company.",
    )
    description = fields.Text(
        translate=True,
        help="The customers this lifecycle is for.",
    )
    churn_days = fields.Integer(
        string="Days to churn",
        required=True,
        default=365,
        help="Number of days without a purchase after which a customer has churned. "
        "Rules refer to it as 'Inactive for the days to churn', milestones use it "
        "where their days are 0, and {churn_days} stands for it in names.",
    )
    order_count = fields.Integer(
        string="Orders of a regular customer",
        required=True,
        default=4,
        help="Number of purchases that make a regular customer. Rules refer to it as "
        "'Ordered often enough', milestones use it where their orders are 0, and "
        "{order_count} stands for it in names.",
    )
    stage_ids = fields.One2many(
        "customer.lifecycle.stage",
        "lifecycle_id",
        help="The stages customers go through, in order.",
    )
    rule_ids = fields.One2many(
        "customer.lifecycle.rule",
        "lifecycle_id",
        help="What moves customers from stage to stage, in order.",
    )
    in_use = fields.Boolean(
        string="In use",
        compute="_compute_in_use",
        search="_search_in_use",
        help="The current company's customers go through this lifecycle.",
    )
    has_problem = fields.Boolean(
        string="Needs attention",
        compute="_compute_has_problem",
        help="The lifecycle or one of its rules needs attention.",
    )

    @api.constrains(*LIFECYCLE_NUMBERS)
    def _check_numbers(self):
        for lifecycle in self:
            _check_ranges(lifecycle, LIFECYCLE_NUMBERS, self.env._("Lifecycle"))

    def _numbers(self):
        """Return what the numbers of this lifecycle are now."""
        return {name: self[name] for name in LIFECYCLE_NUMBERS}

    def _new_numbers(self, numbers):
        """Return what of ``numbers`` differs from this lifecycle's, and is in range."""
        return {
            name: numbers[name]
            for name, (lowest, highest) in LIFECYCLE_NUMBERS.items()
            if name in numbers
            and numbers[name] != self[name]
            and lowest <= numbers[name] <= highest
        }

    @api.depends_context("company")
    def _compute_in_use(self):
        for lifecycle in self:
            lifecycle.in_use = lifecycle == self.env.company.retention_lifecycle_id

    def _search_in_use(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", self.env.company.retention_lifecycle_id.ids)]

    @api.depends("problem", "rule_ids.problem")
    def _compute_has_problem(self):
        for lifecycle in self:
            problems = (lifecycle.problem, *lifecycle.rule_ids.mapped("problem"))
            lifecycle.has_problem = any(problems)

    def _explain_problem(self, problem):
        return self.env._(
            "The last refresh moved no one: %(error)s. Look at the numbers of the "
            "stages, and refresh again.",
            error=problem.get("error"),
        )

    def copy_data(self, default=None):
        return [
            {**values, "name": self.env._("%s (copy)", lifecycle.name)}
            for lifecycle, values in zip(self, super().copy_data(default), strict=True)
        ]

    def copy(self, default=None):
        copies = super().copy(default)
        for lifecycle, new in zip(self, copies, strict=True):
            lifecycle._copy_into(new)
        return copies

    def _copy_into(self, new):
        """Copy stages, and rules between the copied stages."""
        stages = {
            stage: stage.copy({"lifecycle_id": new.id}) for stage in self.stage_ids
        }
        for rule in self.with_context(active_test=False).rule_ids:
            from_ids = [stages[stage].id for stage in rule.from_stage_ids]
            rule.copy(
                {
                    "lifecycle_id": new.id,
                    "from_stage_ids": [fields.Command.set(from_ids)],
                    "to_stage_id": stages[rule.to_stage_id].id,
                }
            )

    def action_use(self):
        """Let the customers of the current company go through this lifecycle."""
        self.ensure_one()
        self._check_may_use()
        self.env.company.sudo().retention_lifecycle_id = self

    def action_confirm_use(self):
        """Say what it will do, before the company goes through this lifecycle."""
        self.ensure_one()
        self._check_may_use()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Use %s", self.name),
            "res_model": "customer.lifecycle.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_lifecycle_id": self.id},
        }

    def action_dry_run(self, numbers=None):
        """List who would move, from which stage to which, by which rules.

        :param dict numbers: days to churn and orders that are not saved yet, for those
            who may save them
        :raises UserError: for what are no such numbers
        """
        self.ensure_one()
        tried = {}
        if numbers:
            self.check_access("write")
            with refused(self.env, self.env._("These values")):
                tried = self._new_numbers(numbers)
        preview = self.env["customer.lifecycle.preview"]
        return preview._open(self, self.env.company, **tried)


class CustomerLifecycleStage(models.Model):
    """A stage of one lifecycle; a customer is in one stage at most."""

    _name = "customer.lifecycle.stage"
    _description = "Lifecycle Stage"
    _inherit = ["customer.retention.shared.mixin"]
    _order = "lifecycle_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    lifecycle_id = fields.Many2one(
        "customer.lifecycle", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="lifecycle_id.company_id", store=True)
    sequence = fields.Integer(
        default=10, help="Customers enter the lifecycle in its first stage."
    )
    fold = fields.Boolean(
        string="Folded", help="Shown folded on the board, to leave room for others."
    )
    description = fields.Text(
        string="Meaning",
        translate=True,
        help="What it means that a customer is here, and what to do about it.",
    )
    milestone = fields.Selection(
        MILESTONES,
        string="Milestone in the past",
        help="What in the documents of the past put a customer into this stage: the "
        "journal reaches back by it. Empty: only from now on.",
    )
    milestone_count = fields.Integer(
        string="Orders",
        default=1,
        help="How many orders it takes; 0: those of a regular customer.",
    )
    milestone_days = fields.Integer(
        string="Days",
        help="Number of days within which the orders come (0: no limit), or that the "
        "inactivity lasts (0: the days to churn).",
    )

    @api.constrains(*MILESTONE_NUMBERS)
    def _check_milestone(self):
        for stage in self:
            _check_ranges(stage, MILESTONE_NUMBERS, self.env._("Stage"))

    def _orders(self):
        """Return how many orders the milestone takes."""
        return self.milestone_count or self.lifecycle_id.order_count

    def _silent_days(self):
        """Return how long the silence of the milestone lasts."""
        return self.milestone_days or self.lifecycle_id.churn_days

    @api.model
    def _search_display_name(self, operator, value):
        """An imported name is that of a stage in use: copies carry the same names."""
        domain = super()._search_display_name(operator, value)
        if self.env.context.get("import_file"):
            domain &= fields.Domain(
                "lifecycle_id", "in", self.env.companies.retention_lifecycle_id.ids
            )
        return domain
