from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL, format_date

from ..labels import enumerated
from ..optional_fields import DerivedBoolean

KEPT_IN_MERGE = (
    "stage_id",
    "stage_date",
    "stage_pinned",
    "stage_reason",
    "stage_by_hand",
    "stage_basis",
)
NOT_BY_HAND = {
    "stage_by_hand": False,
    "stage_basis": False,
    "stage_suggested_rule_id": False,
}


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        tracking=True,
        copy=False,
        ondelete="restrict",
        group_expand="_group_expand_stages",
        domain="[('lifecycle_id', '=', lifecycle_id)]",
        help="Position in the customer lifecycle: moved by the rules at every "
        "refresh, or manually. Set manually it stays: when something newer "
        "contradicts it, you are asked.",
    )
    lifecycle_id = fields.Many2one(related="company_id.retention_lifecycle_id")
    stage_date = fields.Date(
        string="Stage since", readonly=True, help="The day the stage was reached."
    )
    stage_pinned = fields.Boolean(
        string="Pinned",
        tracking=True,
        help="The rules leave the customer in its stage; people may still move it.",
    )
    stage_reason = fields.Char(
        string="Reason for the move or pin",
        tracking=True,
        help="Kept in the journal with the move, and who made it.",
    )
    stage_by_hand = fields.Boolean(
        string="Manual stage",
        readonly=True,
        copy=False,
        help="The customer was put into this stage manually: the rules leave it there.",
    )
    stage_basis = fields.Char(
        string="Stage basis",
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        help="Counts of purchases and opportunities when the stage was set manually, "
        "and where the rules led.",
    )
    stage_suggested_rule_id = fields.Many2one(
        "customer.lifecycle.rule",
        string="Rule against it",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="What speaks against the stage set manually since something changed: "
        "a purchase, an opportunity, or a rule that leads elsewhere than before.",
    )
    stage_suggested_id = fields.Many2one(
        related="stage_suggested_rule_id.to_stage_id",
        string="Stage by the rules",
        help="Where the rules would move the customer. Move it there, or keep the "
        "stage set manually.",
    )
    is_churn_due = DerivedBoolean(
        sql="_sql_is_churn_due",
        depends=("last_purchase_date", "lifecycle_id.churn_days"),
        string="Inactive for the days to churn",
        help="The last purchase is at least as long ago as the lifecycle's days to "
        "churn.",
    )
    is_regular = DerivedBoolean(
        sql="_sql_reaches_order_count",
        sql_args=("purchase_count",),
        depends=("purchase_count", "lifecycle_id.order_count"),
        string="Ordered often enough",
        help="As many purchases as make a regular customer in the lifecycle.",
    )
    is_regular_30d = DerivedBoolean(
        sql="_sql_reaches_order_count",
        sql_args=("purchases_30d",),
        depends=("purchases_30d", "lifecycle_id.order_count"),
        string="Ordered often enough in 30 days",
        help="As many purchases within 30 days as make a regular customer in the "
        "lifecycle.",
    )
    stage_explanation = fields.Char(
        string="Stage reason",
        compute="_compute_stage_explanation",
        help="Who or what put the customer into this stage, and when.",
    )
    journal_ids = fields.One2many(
        "customer.lifecycle.journal",
        "profile_id",
        string="Lifecycle journal",
        help="Every move from stage to stage.",
    )

    _stage_by_hand_idx = models.Index("(company_id) WHERE stage_by_hand")

    @api.model
    def _condition_fields(self):
        own = ("stage_id", "stage_date", "stage_pinned", "stage_by_hand")
        numbers = ("is_churn_due", "is_regular", "is_regular_30d")
        return {*super()._condition_fields(), *own, *numbers}

    def _sql_is_churn_due(self, alias, query):
        return SQL(
            "COALESCE(%s >= %s, FALSE)",
            self._field_to_sql(alias, "days_since_purchase", query),
            self._lifecycle_sql("churn_days", alias, query),
        )

    def _sql_reaches_order_count(self, alias, query, count):
        return SQL(
            "COALESCE(%s >= %s, FALSE)",
            self._field_to_sql(alias, count, query),
            self._lifecycle_sql("order_count", alias, query),
        )

    def _lifecycle_sql(self, name, alias, query):
        """Return the SQL of a number of the lifecycle the customer goes through."""
        company, company_alias = self._fields["company_id"].join(self, alias, query)
        field = company._fields["retention_lifecycle_id"]
        lifecycle, lifecycle_alias = field.join(company, company_alias, query)
        return lifecycle._field_to_sql(lifecycle_alias, name, query)

    @api.depends("stage_id", "stage_reason", "journal_ids")
    @api.depends_context("lang")
    def _compute_stage_explanation(self):
        for profile in self:
            profile.stage_explanation = profile.stage_id and profile._explain_stage()

    def _explain_stage(self):
        """Return the sentence that says who or what put the customer there."""
        lines = self.journal_ids.filtered(
            lambda line: line.to_stage_id == self.stage_id
        )
        line = lines.sorted(lambda line: (line.date, line.id))[-1:]
        values = {
            "date": format_date(self.env, line.date),
            "name": line.user_id.name or line.rule_name,
            "reason": self.stage_reason,
        }
        if line.origin == "hand" and self.stage_reason:
            return self.env._("%(name)s on %(date)s: %(reason)s", **values)
        if line.origin == "hand":
            return self.env._("By %(name)s on %(date)s, no reason given.", **values)
        if line.rule_id:
            return self.env._("By the rule '%(name)s' on %(date)s.", **values)
        if line.origin == "past":
            return self.env._("On %(date)s, by the documents of the past.", **values)
        return self.env._("Where the lifecycle begins; no rule has matched yet.")

    @api.model
    def _group_expand_stages(self, stages, domain):
        """Show every stage in use as a column, the empty ones too."""
        return (stages | self.env.companies.retention_lifecycle_id.stage_ids).sorted()

    @api.model
    def formatted_read_group(self, *args, **kwargs):
        """Fold columns of the board that are empty: there is nothing to look at."""
        groups = super().formatted_read_group(*args, **kwargs)
        for group in groups:
            if "__fold" in group:
                group["__fold"] |= not group.get("__count", True)
        return groups

    @api.constrains("stage_id")
    def _check_stage(self):
        for profile in self:
            lifecycle = profile.company_id.retention_lifecycle_id
            if profile.stage_id and profile.stage_id.lifecycle_id != lifecycle:
                raise ValidationError(
                    self.env._(
                        "%(customer)s: stage '%(stage)s' is not one of the lifecycle "
                        "of %(company)s; choose one of: %(stages)s.",
                        customer=profile.partner_id.name,
                        stage=profile.stage_id.name,
                        company=profile.company_id.name,
                        stages=enumerated(self.env, lifecycle.stage_ids.mapped("name")),
                    )
                )

    @api.constrains("stage_pinned", "stage_reason")
    def _check_pin_reason(self):
        for profile in self:
            if profile.stage_pinned and not profile.stage_reason:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is pinned to its stage: enter the reason under "
                        "'Reason for the move or pin', for later reference.",
                        customer=profile.partner_id.name,
                    )
                )

    def _hand_made(self):
        pin = ("stage_pinned", "stage_id", "stage_reason")
        return [*super()._hand_made(), pin]

    def write(self, vals):
        by_rule = self.env.su and self.env.context.get("lifecycle_by_rule")
        if "stage_pinned" in vals and not by_rule:
            self._answer_question()
            if not vals["stage_pinned"]:
                self._leave_to_rules()
        if "stage_id" not in vals or by_rule:
            return super().write(vals)
        origins = {profile: profile.stage_id for profile in self}
        if not any(profile.stage_pinned for profile in self):
            vals = {"stage_reason": False, **vals}
        result = super().write(vals)
        moved = self.filtered(lambda profile: profile.stage_id != origins[profile])
        moved.sudo().stage_by_hand = True
        moved._answer_question()
        moved._journal_move(origins, origin="hand", reason=vals.get("stage_reason"))
        return result

    def _leave_to_rules(self):
        """Have the rules look at these customers soon: the night looks at those whom
        the calendar changes."""
        self.env["customer.retention.stale"]._note(self.sudo().partner_id)

    def _answer_question(self):
        """Take the present for known: only what is newer is asked about."""
        hand_made = self.sudo().filtered("stage_by_hand")
        hand_made.stage_suggested_rule_id = False
        hand_made.env["customer.lifecycle.engine"]._note_basis(hand_made)

    def _release_stage(self):
        """Leave the stages to the rules again, from the next refresh on."""
        self.stage_pinned = False
        self.sudo().write(NOT_BY_HAND)

    def action_keep_stage(self):
        """Keep the stages set by hand, until something newer speaks against them."""
        self.check_access("write")
        self._answer_question()

    def action_follow_rules(self):
        """Move these customers to where the rules lead, and leave it to them."""
        self.check_access("write")
        asked = self.sudo().filtered("stage_suggested_rule_id")
        for rule, profiles in asked.grouped("stage_suggested_rule_id").items():
            origins = {profile: profile.stage_id for profile in profiles}
            moved = profiles.with_context(lifecycle_by_rule=True)
            moved.write(
                {"stage_id": rule.to_stage_id.id, "stage_reason": False, **NOT_BY_HAND}
            )
            numbers = rule.lifecycle_id._numbers()
            profiles._journal_move(origins, origin="rule", rule_id=rule.id, **numbers)
        asked._leave_to_rules()

    def _journal_move(self, origins, **values):
        """Keep who moved these customers where, and why.

        :param dict origins: the stages they were in
        :param values: of the lines of the journal
        """
        for company, profiles in self.sudo().grouped("company_id").items():
            today = company._retention_today()
            profiles.with_context(lifecycle_by_rule=True).stage_date = today
            journal = (
                self.env["customer.lifecycle.journal"]
                .sudo()
                .create(
                    [
                        {
                            "profile_id": profile.id,
                            "company_id": company.id,
                            "date": today,
                            "at": fields.Datetime.now(),
                            "from_stage_id": origins[profile].id,
                            "to_stage_id": profile.stage_id.id,
                            "user_id": self.env.uid,
                            **values,
                        }
                        for profile in profiles
                        if profile.stage_id
                    ]
                )
            )
            journal.flush_recordset()
            moves = SQL(
                "SELECT profile_id, to_stage_id FROM customer_lifecycle_journal "
                "WHERE id = ANY(%s)",
                journal.ids,
            )
            self.env["customer.lifecycle.engine"]._moved(
                company, today, moves, by_hand=True
            )

    def _absorb(self, others):
        """A pinned or manual stage is kept in a merge, and one stage rather than none.

        What was known when it was set comes with it: people are asked where documents
        of the two together contradict it. The journal's lines follow by themselves.
        """
        super()._absorb(others)
        donor = others.sorted(self._stage_weight, reverse=True)[:1]
        if self._stage_weight(donor) > self._stage_weight(self):
            self.with_context(lifecycle_by_rule=True).write(
                {name: donor[name] for name in KEPT_IN_MERGE}
            )

    def _stage_weight(self, profile):
        """Return how much a stage counts: pinned, manual, moved by the rules, none."""
        return profile.stage_pinned, profile.stage_by_hand, bool(profile.stage_id)
