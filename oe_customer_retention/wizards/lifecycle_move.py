from odoo import api, fields, models


class CustomerLifecycleMove(models.TransientModel):
    """Move, pin or release several customers at once, with a reason."""

    _name = "customer.lifecycle.move"
    _description = "Move in the Lifecycle"
    _inherit = ["customer.retention.links.mixin"]

    profile_ids = fields.Many2many(
        "customer.retention.profile", string="Customers", required=True
    )
    lifecycle_id = fields.Many2one(
        "customer.lifecycle", compute="_compute_lifecycle_id"
    )
    stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="New stage",
        domain="[('lifecycle_id', '=', lifecycle_id)]",
        help="Empty: the customers stay in the stage they are in.",
    )
    pin = fields.Selection(
        [
            ("keep", "Until something newer contradicts it, then ask"),
            ("pin", "Keep it here: pinned, the rules no longer ask"),
            ("release", "Released: the rules move it again"),
        ],
        required=True,
        default="keep",
        string="Period of validity",
        help="How long the stage stays as you set it. Newer is a purchase or an "
        "opportunity since, or a rule that leads elsewhere than it does now.",
    )
    reason = fields.Char(
        required=True, help="Kept in the journal, beside your name and the date."
    )

    @api.depends("profile_ids")
    def _compute_lifecycle_id(self):
        for move in self:
            lifecycles = move.profile_ids.company_id.retention_lifecycle_id
            move.lifecycle_id = lifecycles[:1]

    def action_apply(self):
        """Write stage, pin and reason to the customers."""
        self.ensure_one()
        values = {"stage_reason": self.reason}
        if self.pin == "pin":
            values["stage_pinned"] = True
        if self.stage_id:
            values["stage_id"] = self.stage_id.id
        self.profile_ids.write(values)
        if self.pin == "release":
            self.profile_ids._release_stage()
        elif self.pin == "keep":
            self.profile_ids._answer_question()


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def action_move_stage(self):
        """Move or pin the selected customers, with a reason."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move in the lifecycle"),
            "res_model": "customer.lifecycle.move",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_profile_ids": self.ids,
                "default_stage_id": self.stage_id.id if len(self) == 1 else False,
            },
        }
