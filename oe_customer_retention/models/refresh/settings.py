"""Settings that statuses and stages follow from are applied at once, by the job."""

from odoo import api, fields, models

from ..groups import MANAGER
from ..reaction.settings import COMPANY, setting_values
from .trying import is_trying


class SettingMixin(models.AbstractModel):
    """Records whose values decide of statuses or stages."""

    _name = "customer.retention.setting.mixin"
    _description = "Setting Applied at Once"

    react_to_past = fields.Boolean(
        string="Let reactions fire for these changes",
        store=False,
        copy=False,
        groups=MANAGER,
        help="Customers who change status or stage by what you save now are reacted "
        "to as if it had just happened. Off: nothing is done for past changes.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        settings = super().create(vals_list)
        reacts = any(vals.get("react_to_past") for vals in vals_list)
        self.env["res.company"]._retention_apply_settings(reacts)
        return settings

    def write(self, vals):
        before = setting_values(self.sudo())
        result = super().write(vals)
        # The tick of a lifecycle is for its stages and rules too, written within.
        reacts = vals.get("react_to_past")
        if reacts or setting_values(self.sudo()) != before:
            self.env["res.company"]._retention_apply_settings(reacts)
        return result

    def unlink(self):
        result = super().unlink()
        self.env["res.company"]._retention_apply_settings()
        return result


class CustomerRetentionPolicy(models.Model):
    _name = "customer.retention.policy"
    _inherit = ["customer.retention.policy", "customer.retention.setting.mixin"]


class CustomerRetentionRfmSegment(models.Model):
    _name = "customer.retention.rfm.segment"
    _inherit = ["customer.retention.rfm.segment", "customer.retention.setting.mixin"]


class CustomerSegment(models.Model):
    _name = "customer.segment"
    _inherit = ["customer.segment", "customer.retention.setting.mixin"]


class CustomerLifecycle(models.Model):
    _name = "customer.lifecycle"
    _inherit = ["customer.lifecycle", "customer.retention.setting.mixin"]


class CustomerLifecycleStage(models.Model):
    _name = "customer.lifecycle.stage"
    _inherit = ["customer.lifecycle.stage", "customer.retention.setting.mixin"]


class CustomerLifecycleRule(models.Model):
    _name = "customer.lifecycle.rule"
    _inherit = ["customer.lifecycle.rule", "customer.retention.setting.mixin"]


class CustomerRetentionRfmScale(models.Model):
    _name = "customer.retention.rfm.scale"
    _inherit = ["customer.retention.rfm.scale", "customer.retention.setting.mixin"]


class CustomerRetentionHealth(models.Model):
    _name = "customer.retention.health"
    _inherit = ["customer.retention.health", "customer.retention.setting.mixin"]


class CustomerRetentionHealthMeasure(models.Model):
    _name = "customer.retention.health.measure"
    _inherit = ["customer.retention.health.measure", "customer.retention.setting.mixin"]


class ResCompany(models.Model):
    _inherit = "res.company"

    def _retention_settings(self):
        health = self.env["customer.retention.health"].search(
            [("company_id", "=", self.id)]
        )
        return [*super()._retention_settings(), health, health.measure_ids]

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {*COMPANY, "retention_lifecycle_id"}:
            self._retention_apply_settings()
        return result

    @api.model
    def _retention_apply_settings(self, reacts=False):
        """Queue a refresh of the companies whose settings have changed.

        :param bool reacts: reactions fire for whomever this moves
        """
        if is_trying(self.env):
            return
        known = self.sudo().search([("retention_settings_digest", "!=", False)])
        changed = known.filtered(lambda each: each._retention_settings_changed())
        if reacts:
            changed._retention_know_settings()
        if changed:
            self.env["customer.retention.run"].sudo()._enqueue(changed, "settings")


class RetentionRefresh(models.AbstractModel):
    _inherit = "customer.retention.refresh"

    def _refresh_scope(self, scope, everybody):
        values = super()._refresh_scope(scope, everybody)
        if scope.is_full:
            scope.company._retention_know_settings()
        return values
