from odoo import api, fields, models
from odoo.tools import SQL

from ..scope import Scope


class CustomerLifecyclePreview(models.TransientModel):
    """One customer the rules would move now; nothing is moved."""

    _name = "customer.lifecycle.preview"
    _description = "Lifecycle Dry Run"
    _rec_name = "profile_id"

    profile_id = fields.Many2one(
        "customer.retention.profile",
        string="Customer",
        readonly=True,
        ondelete="cascade",
    )
    from_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="From",
        readonly=True,
        ondelete="cascade",
        help="The stage the customer is in now.",
    )
    to_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="To",
        readonly=True,
        ondelete="cascade",
        help="The stage the rules would move the customer to.",
    )
    rule_id = fields.Many2one(
        "customer.lifecycle.rule",
        string="Last rule",
        readonly=True,
        ondelete="cascade",
        help="Empty: no rule matches, the customer enters the first stage.",
    )
    hops = fields.Integer(
        string="Moves", readonly=True, help="Stages passed, the last one too."
    )

    @api.model
    def _open(self, lifecycle, company):
        """Return the action that lists who would move in ``company`` under a lifecycle.

        :raises AccessError: for those who may not configure lifecycles
        """
        lifecycle._check_may_use()
        self.search([]).unlink()
        self._fill(lifecycle, company)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dry run: %s", lifecycle.name),
            "res_model": self._name,
            "view_mode": "list",
            "context": {"search_default_group_to": 1},
            "help": self.env._(
                "Nobody would move: every customer is where the rules want it."
            ),
        }

    def _fill(self, lifecycle, company):
        scope = Scope.of(company)
        moves = self.env["customer.lifecycle.engine"].sudo()
        if not lifecycle.stage_ids:
            return
        moves._compute(scope, lifecycle)
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_lifecycle_preview
                       (profile_id, from_stage_id, to_stage_id, rule_id, hops,
                        create_uid, create_date, write_uid, write_date)
                   SELECT last.profile_id, profile.stage_id, last.to_stage_id,
                          last.rule_id, last.hop, %(uid)s, %(now)s, %(uid)s, %(now)s
                   FROM (%(destinations)s) last
                   JOIN customer_retention_profile profile
                     ON profile.id = last.profile_id
                   WHERE profile.stage_id IS DISTINCT FROM last.to_stage_id""",
                uid=self.env.uid,
                now=self.env.cr.now(),
                destinations=moves._destinations(),
            )
        )
        self.invalidate_model()
