"""A customer left alone until a date: no reaction, and not in Call today."""

from odoo import api, fields, models
from odoo.fields import Domain


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    snoozed_until = fields.Date(
        tracking=True,
        copy=False,
        help="Last day on which the customer is left alone: no reaction, and not in "
        "Call today. The day after it is back.",
    )
    snooze_reason = fields.Char(
        string="Why snoozed",
        tracking=True,
        copy=False,
        help="e.g. Contacted, decides after the trade fair.",
    )
    is_snoozed = fields.Boolean(
        string="Snoozed",
        compute="_compute_is_snoozed",
        search="_search_is_snoozed",
        help="The customer is left alone today.",
    )

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), "is_snoozed", "snoozed_until"}

    @api.depends("snoozed_until", "company_id")
    @api.depends_context("retention_as_of")
    def _compute_is_snoozed(self):
        for profile in self:
            today = profile.company_id._retention_today()
            until = profile.snoozed_until
            profile.is_snoozed = bool(until) and until >= today

    def _search_is_snoozed(self, operator, value):
        if operator != "in":
            return NotImplemented
        snoozed = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("snoozed_until", ">=", company._retention_today())
            for company in self.env.companies
        )
        return snoozed if True in value else ~snoozed

    def _hand_made(self):
        return [*super()._hand_made(), ("snoozed_until", "snooze_reason")]

    def action_snooze(self):
        """Ask until when, and why, these customers are left alone."""
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_snooze_action"
        )
        return {**action, "context": {"default_profile_ids": self.ids}}

    def action_wake(self):
        """End the snooze."""
        self.write({"snoozed_until": False, "snooze_reason": False})
