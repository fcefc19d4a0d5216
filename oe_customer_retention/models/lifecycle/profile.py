from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

KEPT_IN_MERGE = ("stage_id", "stage_date", "stage_pinned", "stage_reason")


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        tracking=True,
        copy=False,
        ondelete="restrict",
        group_expand="_group_expand_stages",
        domain="[('lifecycle_id', '=', lifecycle_id)]",
        help="Position in the customer lifecycle: moved by the rules at every refresh, "
        "or by hand.",
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
        string="Why moved or pinned",
        tracking=True,
        help="Kept in the journal with the move, and who made it.",
    )
    stage_explanation = fields.Char(
        string="Why in this stage",
        compute="_compute_stage_explanation",
        help="Who or what put the customer into this stage, and when.",
    )
    journal_ids = fields.One2many(
        "customer.lifecycle.journal",
        "profile_id",
        string="Lifecycle journal",
        help="Every move from stage to stage.",
    )

    @api.model
    def _condition_fields(self):
        own = ("stage_id", "stage_date", "stage_pinned")
        return {*super()._condition_fields(), *own}

    @api.depends("stage_id", "stage_reason", "journal_ids")
    @api.depends_context("lang")
    def _compute_stage_explanation(self):
        for profile in self:
            profile.stage_explanation = profile.stage_id and profile._explain_stage()

    def _explain_stage(self):
        """Return the sentence that says who or what put the customer there."""
        line = self.journal_ids.sorted(lambda line: (line.date, line.id))[-1:]
        values = {
            "date": format_date(self.env, line.date),
            "name": line.user_id.name or line.rule_id.name,
            "reason": self.stage_reason,
        }
        if line.origin == "hand" and self.stage_reason:
            return self.env._("%(name)s on %(date)s: %(reason)s", **values)
        if line.origin == "hand":
            return self.env._("By %(name)s on %(date)s, no reason given.", **values)
        if line.rule_id:
            return self.env._("By the rule '%(name)s' on %(date)s.", **values)
        if line.origin == "past":
            return self.env._("By the documents of %(date)s.", **values)
        return self.env._("Where the lifecycle begins; no rule has matched yet.")

    @api.model
    def _group_expand_stages(self, stages, domain):
        """Show every stage in use as a column, the empty ones too."""
        return (stages | self.env.companies.retention_lifecycle_id.stage_ids).sorted()

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
                        stages=", ".join(lifecycle.stage_ids.mapped("name")),
                    )
                )

    @api.constrains("stage_pinned", "stage_reason")
    def _check_pin_reason(self):
        for profile in self:
            if profile.stage_pinned and not profile.stage_reason:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is pinned to its stage: write the reason into "
                        "'Why moved or pinned', for those who wonder later.",
                        customer=profile.partner_id.name,
                    )
                )

    def _hand_made(self):
        pin = ("stage_pinned", "stage_id", "stage_reason")
        return [*super()._hand_made(), pin]

    def write(self, vals):
        by_rule = self.env.su and self.env.context.get("lifecycle_by_rule")
        if "stage_id" not in vals or by_rule:
            return super().write(vals)
        origins = {profile: profile.stage_id for profile in self}
        if not any(profile.stage_pinned for profile in self):
            vals = {"stage_reason": False, **vals}
        result = super().write(vals)
        self._journal_by_hand(origins, vals.get("stage_reason"))
        return result

    def _journal_by_hand(self, origins, reason):
        """Keep who moved these customers where, and why."""
        moved = self.filtered(lambda profile: profile.stage_id != origins[profile])
        for company, profiles in moved.sudo().grouped("company_id").items():
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
                            "from_stage_id": origins[profile].id,
                            "to_stage_id": profile.stage_id.id,
                            "origin": "hand",
                            "user_id": self.env.uid,
                            "reason": reason,
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
            self.env["customer.lifecycle.engine"]._moved(company, today, moves)

    def _absorb(self, others):
        """A pinned stage is kept in a merge, and one stage rather than none.

        The lines of the journal follow by themselves.
        """
        super()._absorb(others)
        donor = others.filtered("stage_pinned")[:1] or others.filtered("stage_id")[:1]
        if donor.stage_pinned > self.stage_pinned or not self.stage_id:
            self.with_context(lifecycle_by_rule=True).write(
                {name: donor[name] for name in KEPT_IN_MERGE}
            )
