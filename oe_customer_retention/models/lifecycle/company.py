from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _default_lifecycle_id(self):
        """Return the ready lifecycle for business customers."""
        return self.env.ref("oe_customer_retention.lifecycle_b2b", False)

    retention_lifecycle_id = fields.Many2one(
        "customer.lifecycle",
        string="Lifecycle",
        ondelete="set null",
        default=lambda self: self._default_lifecycle_id(),
        domain="[('company_id', 'in', (id, False))]",
        help="The stages the customers of this company go through.",
    )
    retention_lifecycle_filled_id = fields.Many2one(
        "customer.lifecycle",
        string="Lifecycle customers are placed in",
        readonly=True,
        ondelete="set null",
        help="The lifecycle the customers were placed in by a full refresh.",
    )

    @api.constrains("retention_lifecycle_id")
    def _check_lifecycle(self):
        for company in self:
            owner = company.retention_lifecycle_id.company_id
            if owner and owner not in company.parent_ids:
                raise ValidationError(
                    self.env._(
                        "The lifecycle %(lifecycle)s belongs to %(owner)s: choose one "
                        "of %(company)s, or one that all companies share.",
                        lifecycle=company.retention_lifecycle_id.name,
                        owner=owner.name,
                        company=company.name,
                    )
                )


class CustomerLifecycle(models.Model):
    _inherit = "customer.lifecycle"

    @api.constrains("company_id")
    def _check_companies_in_use(self):
        companies = self.env["res.company"].sudo()
        users = companies.search([("retention_lifecycle_id", "in", self.ids)])
        users._check_lifecycle()


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    retention_lifecycle_id = fields.Many2one(
        related="company_id.retention_lifecycle_id", readonly=False
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    retention_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="Lifecycle stage",
        compute="_compute_retention_stage_id",
        search="_search_retention_stage_id",
        groups="sales_team.group_sale_salesman",
        help="Stage of this customer in the current company.",
    )

    @api.depends("retention_profile_id.stage_id")
    @api.depends_context("company", "uid")
    def _compute_retention_stage_id(self):
        for partner in self:
            partner.retention_stage_id = partner.retention_profile_id.stage_id

    def _search_retention_stage_id(self, operator, value):
        return self._search_retention("stage_id", operator, value)
