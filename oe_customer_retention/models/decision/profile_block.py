"""Customers nobody sells to for now: blocked by hand, with a reason."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ..groups import MANAGER, SALES

BLOCK = {"blocked", "block_reason"}


class ResUsers(models.Model):
    _inherit = "res.users"

    def _may_decide(self):
        """Whether the user may block customers and leave them out of retention."""
        return self.has_group(MANAGER)


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    blocked = fields.Boolean(
        tracking=True,
        help="Quotations and orders of this customer and its contacts are warned of "
        "or refused, as the company's settings say.",
    )
    block_reason = fields.Char(
        string="Why blocked",
        tracking=True,
        help="Told to everybody who sells to the customer, and only to colleagues.",
    )
    may_decide = fields.Boolean(
        string="May block and exclude",
        compute="_compute_may_decide",
        help="You may block customers and leave them out of retention.",
    )

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), "blocked"}

    @api.depends_context("uid")
    def _compute_may_decide(self):
        self.may_decide = self.env.user._may_decide()

    @api.constrains(*BLOCK)
    def _check_block_reason(self):
        for profile in self:
            if profile.blocked and not profile.block_reason:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is blocked: write the reason into 'Why blocked', "
                        "for those who want to sell.",
                        customer=profile.partner_id.name,
                    )
                )

    def _hand_made(self):
        return [*super()._hand_made(), ("blocked", "block_reason")]

    def write(self, vals):
        if BLOCK & vals.keys() and not (self.env.su or self.env.user._may_decide()):
            raise AccessError(
                self.env._("Only sales managers block customers and release them.")
            )
        return super().write(vals)


class ResPartner(models.Model):
    _inherit = "res.partner"

    retention_blocked = fields.Boolean(
        string="Blocked",
        compute="_compute_retention_blocked",
        search="_search_retention_blocked",
        groups=SALES,
        help="The customer is blocked in the current company, and its contacts are.",
    )
    retention_block_reason = fields.Char(
        string="Why blocked",
        compute="_compute_retention_blocked",
        groups=SALES,
        help="Why nobody sells to this customer in the current company.",
    )

    @api.depends("commercial_partner_id.retention_profile_ids.blocked")
    @api.depends_context("company")
    def _compute_retention_blocked(self):
        blocks = self._retention_blocks(self.env.company)
        for partner in self:
            profile = blocks.get(partner.commercial_partner_id.id)
            partner.retention_blocked = bool(profile)
            partner.retention_block_reason = profile and profile.block_reason

    def _search_retention_blocked(self, operator, value):
        if operator != "in":
            return NotImplemented
        own = Domain("company_id", "=", self.env.company.id)
        return Domain(
            "commercial_partner_id.retention_profile_ids",
            "any!",
            own & Domain("blocked", "=", True),
        )

    def _retention_blocks(self, company):
        """Return ``{customer id: profile}`` of those blocked in ``company``."""
        profiles = self.env["customer.retention.profile"]
        blocked = profiles._of_customers(self.commercial_partner_id, company)
        return {
            profile.partner_id.id: profile for profile in blocked.filtered("blocked")
        }
