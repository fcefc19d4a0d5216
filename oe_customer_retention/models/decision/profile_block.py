"""Customers nobody sells to for now: blocked by hand, with a reason."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ..groups import MANAGER, SALES

BLOCK = {"blocked", "block_reason"}


class ResUsers(models.Model):
    _inherit = "res.users"

    def _may_decide(self):
        """Return whether the user may block customers, and leave them out."""
        return self.has_group(MANAGER)


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    blocked = fields.Boolean(
        tracking=True,
        help="Quotations and orders of this customer and its contacts trigger a "
        "warning or are refused, depending on the company's settings.",
    )
    block_reason = fields.Char(
        string="Blocking reason",
        tracking=True,
        help="Shown only to those who sell to the customer.",
    )
    may_decide = fields.Boolean(
        string="May block and exclude",
        compute="_compute_may_decide",
        help="You may block customers and exclude them from retention.",
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
                        "%(customer)s is blocked: enter the reason under 'Blocking "
                        "reason', for those who want to sell.",
                        customer=profile.partner_id.name,
                    )
                )

    def _hand_made(self):
        return [*super()._hand_made(), ("blocked", "block_reason")]

    def write(self, vals):
        if BLOCK & vals.keys() and not (self.env.su or self.env.user._may_decide()):
            raise AccessError(
                self.env._("Only sales managers can block and unblock customers.")
            )
        return super().write(vals)

    def _tell_block(self):
        """Return that the customer is blocked; why is for salespeople only."""
        customer = self.partner_id.name
        if not self.env.user.has_group(SALES):
            return self.env._(
                "%(customer)s is blocked. Ask a sales manager.", customer=customer
            )
        return self.env._(
            "%(customer)s is blocked: %(reason)s. Talk to a sales manager first.",
            customer=customer,
            reason=self.block_reason,
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    retention_blocked = fields.Boolean(
        string="Blocked",
        compute="_compute_retention_blocked",
        search="_search_retention_blocked",
        groups=SALES,
        help="The customer is blocked in the current company, and so are its contacts.",
    )
    retention_block_reason = fields.Char(
        string="Blocking reason",
        compute="_compute_retention_blocked",
        groups=SALES,
        help="Why no one sells to this customer in the current company.",
    )

    @api.depends(
        "retention_profile_ids.blocked",
        "commercial_partner_id.retention_profile_ids.blocked",
    )
    @api.depends_context("company")
    def _compute_retention_blocked(self):
        blocks = self._retention_blocks(self.env.company)
        for partner in self:
            profile = blocks.get(partner)
            partner.retention_blocked = bool(profile)
            partner.retention_block_reason = profile and profile.block_reason

    def _search_retention_blocked(self, operator, value):
        if operator != "in":
            return NotImplemented
        own = Domain("company_id", "=", self.env.company.id)
        itself, parent, customer = (
            Domain(path, "any!", own & Domain("blocked", "=", True))
            for path in (
                "retention_profile_ids",
                "parent_id.retention_profile_ids",
                "commercial_partner_id.retention_profile_ids",
            )
        )
        return itself | customer | (Domain("is_company", "=", False) & parent)

    def _retention_blocks(self, company):
        """Return ``{partner: profile}`` of those who are blocked in ``company``.

        Of a contact that is the block of any of its :meth:`_retention_lineage`.
        """
        lineages = {partner: partner._retention_lineage() for partner in self}
        customers = self.browse().union(*lineages.values())
        profiles = self.env["customer.retention.profile"]
        profiles = profiles.with_context(prefetch_fields=False)
        blocked = profiles._of_customers(customers, company).filtered("blocked")
        by_partner = blocked.grouped("partner_id")
        return {
            partner: by_partner[customer]
            for partner, lineage in lineages.items()
            for customer in reversed(lineage)
            if customer in by_partner
        }

    def _retention_lineage(self):
        """Return this partner and those above it, up to its commercial entity.

        What was a customer of its own is blocked still when it has become a contact.
        """
        self.ensure_one()
        lineage = last = self.sudo()
        while last.parent_id and not last.is_company:
            last = last.parent_id
            lineage += last
        return lineage
