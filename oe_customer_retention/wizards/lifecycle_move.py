from odoo import api, fields, models


class CustomerLifecycleMove(models.TransientModel):
    """Move, pin or release several customers at once, with a reason."""

    _name = "customer.lifecycle.move"
    _description = "Move in the Lifecycle"

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
            ("keep", "Leave as it is"),
            ("pin", "Pin: the rules leave them here"),
            ("release", "Release: the rules move them again"),
        ],
        required=True,
        default="keep",
        help="Whether the rules may move these customers again.",
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
        if self.pin != "keep":
            values["stage_pinned"] = self.pin == "pin"
        if self.stage_id:
            values["stage_id"] = self.stage_id.id
        self.profile_ids.write(values)


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def action_move_stage(self):
        """Move or pin the selected customers, with a reason."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move in the lifecycle"),
            "res_model": "customer.lifecycle.move",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_profile_ids": self.ids,
                "default_stage_id": self.stage_id.id if len(self) == 1 else False,
            },
        }
