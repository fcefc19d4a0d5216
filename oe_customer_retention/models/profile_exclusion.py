"""Customers left out of retention by hand: what people wrote is kept, nothing else."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .refresh import RefreshInProgress
from .res_partner import SALES

KEPT = ("active", "user_id", "team_id")
DAYS = ("customer.retention.purchase", "customer.retention.contact")


class ResPartner(models.Model):
    _inherit = "res.partner"

    retention_excluded_reason = fields.Char(
        string="Why no retention",
        tracking=True,
        copy=False,
        groups=SALES,
        help="Why this customer is left out of customer retention.",
    )
    _retention_excluded_idx = models.Index("(id) WHERE retention_excluded")

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if any(vals.get("retention_excluded") for vals in vals_list):
            partners._check_may_exclude()
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
        result = super().write(vals)
        changed._refresh_where_known()
        return result

    def _check_may_exclude(self):
        """It changes everybody's figures."""
        if self and not (self.env.su or self.env.user._may_decide()):
            raise AccessError(
                self.env._(
                    "Only sales managers leave customers out of retention, or take "
                    "them in again: %(customer)s.",
                    customer=self[0].display_name,
                )
            )

    def _refresh_where_known(self):
        """Refresh these customers now in each company that knows one of them.

        Where a refresh is running they are left to the next one.
        """
        profiles = self.env["customer.retention.profile"].sudo()
        profiles = profiles.with_context(active_test=False).search(
            [("partner_id", "in", self.commercial_partner_id.ids)]
        )
        try:
            self.env["customer.retention.refresh"]._refresh(
                profiles.company_id, partners=profiles.partner_id, trigger="button"
            )
        except RefreshInProgress:
            self.env["customer.retention.incremental"]._trigger()


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    excluded = fields.Boolean(
        readonly=True,
        help="Left out of retention by hand: no status and in no figure. Segments, "
        "stage and all else people set is kept for the day it comes back.",
    )
    _excluded_idx = models.Index("(company_id) WHERE excluded")

    def _explain_status(self):
        if not self.excluded:
            return super()._explain_status()
        return self.env._(
            "Left out of retention by hand: %(reason)s.",
            reason=self.partner_id.sudo().retention_excluded_reason
            or self.env._("no reason given"),
        )


class RetentionRefresh(models.AbstractModel):
    _inherit = "customer.retention.refresh"

    def _remove_profiles(self, scope):
        return self._set_aside(scope) + super()._remove_profiles(scope)

    def _set_aside(self, scope):
        """Empty the profiles of who was left out, and release who was taken in again.

        :return: how many were left out
        """
        self._release(scope)
        rows = self.env.execute_query(
            SQL(
                """UPDATE customer_retention_profile profile
                   SET excluded = TRUE, active = FALSE, %s
                   FROM res_partner partner
                   WHERE partner.id = profile.partner_id AND partner.retention_excluded
                     AND profile.company_id = %s AND profile.excluded IS NOT TRUE %s
                   RETURNING profile.id""",
                SQL(", ").join(
                    SQL("%s = NULL", SQL.identifier(name))
                    for name in self._facts_of_profile(scope)
                ),
                scope.company.id,
                scope.only("profile.partner_id", scope.customer_ids),
            )
        )
        ids = [id_ for (id_,) in rows]
        for model in DAYS:
            self.env[model].search([("profile_id", "in", ids)]).unlink()
        return len(ids)

    def _release(self, scope):
        self.env.cr.execute(
            SQL(
                """UPDATE customer_retention_profile profile SET excluded = FALSE
                   FROM res_partner partner
                   WHERE profile.excluded AND profile.company_id = %s %s
                     AND partner.id = profile.partner_id
                     AND partner.retention_excluded IS NOT TRUE""",
                scope.company.id,
                scope.only("profile.partner_id", scope.customer_ids),
            )
        )

    def _facts_of_profile(self, scope):
        """Return the names of what a refresh writes, but who looks after whom."""
        facts = self.env["customer.retention.facts"]._columns(scope)
        scores = self.env["customer.retention.scores"]._columns()
        names = [*facts, *scores, "status", "status_date", "previous_status"]
        return [name for name in names if name not in KEPT]
