"""A status set by hand: shown instead of what the documents say, until a date."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..status import STATUSES

OVERRIDE = {"status_override", "override_until"}


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    status_override = fields.Selection(
        STATUSES,
        string="Status by hand",
        tracking=True,
        help="Shown instead of the status the documents give, until the end date.",
    )
    override_until = fields.Date(
        string="By hand until",
        tracking=True,
        help="Last day of the status set by hand; empty: until it is taken back.",
    )
    override_reason = fields.Char(
        string="Reason",
        tracking=True,
        help="Why the status is set by hand; shown as the reason of the status.",
    )

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), "status_override"}

    @api.constrains(*OVERRIDE)
    def _check_override_until(self):
        for profile in self:
            if profile.override_until and not profile.status_override:
                raise ValidationError(
                    self.env._(
                        "%(customer)s: 'By hand until' is %(date)s, but no status is "
                        "set by hand. Choose one, or empty the date.",
                        customer=profile.partner_id.name,
                        date=profile.override_until,
                    )
                )

    def _is_overridden(self):
        """Whether the status was set by hand and that has not ended."""
        self.ensure_one()
        until = self.override_until
        today = self.company_id._retention_today()
        return bool(self.status_override) and (not until or until >= today)

    def _explain_override(self):
        reason = self.override_reason or self.env._("no reason given")
        if not self.override_until:
            return self.env._("Set by hand: %(reason)s.", reason=reason)
        return self.env._(
            "Set by hand until %(date)s: %(reason)s.",
            date=format_date(self.env, self.override_until),
            reason=reason,
        )
