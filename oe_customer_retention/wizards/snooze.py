from odoo import fields, models
from odoo.exceptions import UserError


class CustomerRetentionSnooze(models.TransientModel):
    """Snooze several customers until a date, with a reason."""

    _name = "customer.retention.snooze"
    _description = "Snooze Customers"
    _inherit = ["customer.retention.links.mixin"]

    profile_ids = fields.Many2many(
        "customer.retention.profile", string="Customers", required=True
    )
    snoozed_until = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.add(
            self.env.company._retention_today(), days=14
        ),
        help="Last day on which no reaction is run and the customers are not in Call "
        "today.",
    )
    snooze_reason = fields.Char(
        string="Reason", required=True, help="Shown on the customer until then."
    )

    def action_apply(self):
        """Write date and reason to the customers."""
        self.ensure_one()
        today = self.env.company._retention_today()
        if self.snoozed_until < today:
            raise UserError(
                self.env._(
                    "'Until' is %(date)s, which is in the past: choose today or a "
                    "later day.",
                    date=self.snoozed_until,
                )
            )
        self.profile_ids.write(
            {"snoozed_until": self.snoozed_until, "snooze_reason": self.snooze_reason}
        )
        return {
            "type": "ir.actions.act_window_close",
            "infos": {"snoozed": self.profile_ids.ids},
        }
