from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.labels import label
from ..models.status import STATUSES


class CustomerRetentionDecision(models.TransientModel):
    """Decide something about several customers by hand, with a reason.

    The reason is kept in the chatter of the profile; the contact tells the decision.
    """

    _name = "customer.retention.decision"
    _description = "Manual Decision"
    _inherit = ["customer.retention.links.mixin"]

    profile_ids = fields.Many2many(
        "customer.retention.profile",
        string="Customers",
        required=True,
        context={"active_test": False},
    )
    kind = fields.Selection(
        [
            ("override", "Status set manually"),
            ("end_override", "Manual status ended"),
            ("block", "Blocked"),
            ("unblock", "Unblocked"),
            ("exclude", "Excluded from retention"),
            ("include", "Included in retention again"),
            ("archive", "Contact archived"),
            ("unarchive", "Contact restored"),
        ],
        required=True,
        default="override",
        help="What is decided about the customers.",
    )
    status = fields.Selection(
        STATUSES, help="Shown instead of the status the documents give."
    )
    loss_reason_id = fields.Many2one(
        "customer.retention.loss.reason",
        string="Loss reason",
        help="Kept on the customers, for the report of reasons; empty: not known.",
    )
    until = fields.Date(
        help="Last day of the status set manually; empty: until someone ends it."
    )
    reason = fields.Char(
        required=True, help="Kept in the chatter, beside your name and the date."
    )

    def action_apply(self):
        """Do what was decided, and keep who decided it and why.

        :raises AccessError: for who may not decide this about one of the customers
        """
        self.ensure_one()
        profiles = self.profile_ids.with_context(active_test=False)
        profiles.check_access("write")
        profiles._log_decision(self._decision(), self.reason)
        getattr(self, f"_apply_{self.kind}")(profiles)

    def _decision(self):
        """Return what was decided, to be read in the chatter."""
        what = label(self, "kind")
        if self.kind == "override" and self.status:
            what = f"{what} ({label(self, 'status')})"
        if self.kind != "override" or not self.until:
            return what
        return self.env._(
            "%(what)s, until %(date)s",
            what=what,
            date=format_date(self.env, self.until),
        )

    def _apply_override(self, profiles):
        self._check_override(profiles)
        profiles.write(
            {
                "status_override": self.status,
                "override_until": self.until,
                "override_reason": self.reason,
            }
        )
        if self.loss_reason_id:
            profiles.loss_reason_id = self.loss_reason_id

    def _check_override(self, profiles):
        if not self.status:
            raise UserError(
                self.env._("'Status' is empty: choose the status to be shown.")
            )
        if self.until and self.until < min(
            company._retention_today() for company in profiles.company_id
        ):
            raise UserError(
                self.env._(
                    "'Until' is %(date)s, which is in the past: choose today, a later "
                    "day, or none.",
                    date=format_date(self.env, self.until),
                )
            )

    def _apply_end_override(self, profiles):
        profiles.write(
            {
                "status_override": False,
                "override_until": False,
                "override_reason": False,
            }
        )

    def _apply_block(self, profiles):
        profiles.write({"blocked": True, "block_reason": self.reason})

    def _apply_unblock(self, profiles):
        profiles.write({"blocked": False, "block_reason": False})

    def _apply_exclude(self, profiles):
        profiles.partner_id.write(
            {"retention_excluded": True, "retention_excluded_reason": self.reason}
        )

    def _apply_include(self, profiles):
        profiles.partner_id.write({"retention_excluded": False})

    def _apply_archive(self, profiles):
        profiles.partner_id.action_archive()
        profiles._refresh_soon()

    def _apply_unarchive(self, profiles):
        profiles.partner_id.action_unarchive()
        profiles._refresh_soon()
