"""Customers left out of retention by hand: what people wrote is kept, nothing else."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..groups import SALES


class ResPartner(models.Model):
    _inherit = "res.partner"

    retention_excluded_reason = fields.Char(
        string="Exclusion reason",
        tracking=True,
        copy=False,
        groups=SALES,
        help="Why this customer is excluded from customer retention.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        excluded = partners.sudo().filtered("retention_excluded")
        excluded.sudo(self.env.su)._check_may_exclude()
        return partners

    def write(self, vals):
        if "retention_excluded" not in vals:
            return super().write(vals)
        changed = self.sudo().filtered(
            lambda partner: partner.retention_excluded != vals["retention_excluded"]
        )
        changed.sudo(self.env.su)._check_may_exclude()
        if changed and not vals["retention_excluded"]:
            vals = {"retention_excluded_reason": False, **vals}
        return super().write(vals)

    def _check_may_exclude(self):
        """Refuse those who may not decide: it changes everybody's figures."""
        if self and not (self.env.su or self.env.user._may_decide()):
            raise AccessError(
                self.env._(
                    "Only sales managers can exclude customers from retention, or "
                    "include them again: %(customer)s.",
                    customer=self[0].display_name,
                )
            )


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    excluded = fields.Boolean(
        readonly=True,
        help="Excluded from retention manually: no status and not counted in any "
        "figure. Segments, stage and everything set manually is kept for when it "
        "comes back.",
    )

    def _explain_status(self):
        if self.id and not self.status and not self.excluded:
            return self.env._(
                "Not a customer at present: there are no documents, or it belongs to "
                "another customer."
            )
        if not self.excluded:
            return super()._explain_status()
        return self.env._(
            "Excluded from retention manually: %(reason)s.",
            reason=self.partner_id.sudo().retention_excluded_reason
            or self.env._("no reason given"),
        )
