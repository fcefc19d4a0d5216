from odoo import api, fields, models
from odoo.fields import Domain


class OwnCopyMixin(models.AbstractModel):
    """Shared records of which a company may have a copy of its own, to change it."""

    _name = "customer.retention.own.copy.mixin"
    _description = "Copied by Companies"
    _inherit = ["customer.retention.shared.mixin"]

    may_copy = fields.Boolean(
        string="May copy",
        compute="_compute_may_copy",
        help="A company that wants this otherwise has a copy of its own.",
    )

    @api.depends("company_id", "may_change")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_may_copy(self):
        has_several = self.env.user.has_group("base.group_multi_company")
        for record in self:
            is_shared = record._origin and not record.company_id
            record.may_copy = is_shared and (has_several or not record.may_change)

    def action_copy_for_company(self):
        """Make a copy for the current company, and open it.

        :raises AccessError: for those who may not set up such records
        """
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self._copy_for_company().id,
            "view_mode": "form",
        }

    def _copy_for_company(self):
        """Return the copy of the current company, made where there is none yet."""
        self.ensure_one()
        self._check_may_use()
        copies = self._copies_in(self.env.company)
        own = copies.filtered(lambda copy: copy.shared_id == self)[:1]
        if not own:
            own = self.copy({"company_id": self.env.company.id})
            own.sudo().shared_id = self
        return own

    @api.model
    def _applicable(self, company, domain=Domain.TRUE):
        """Return what applies in ``company``: its own, and what it has no copy of.

        A copy that is switched off switches off what it was made of, in its company.

        :param Domain domain: only these
        """
        own = Domain("company_id", "=", company.id)
        shared = Domain("company_id", "=", False)
        shared &= Domain("id", "not in", self._copies_in(company).shared_id.ids)
        return self.search((own | shared) & domain)

    def _copies_in(self, company):
        return self.with_context(active_test=False).search(
            [("company_id", "=", company.id), ("shared_id", "!=", False)]
        )
