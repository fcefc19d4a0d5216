from odoo import models

from ..scope import Scope
from .trying import is_trying


class CustomerSegment(models.Model):
    _inherit = "customer.segment"

    def _refresh_dynamic(self, companies=None):
        queued = super()._refresh_dynamic(companies)
        if is_trying(self.env):
            return queued
        companies = companies or self.env["res.company"].sudo().search([])
        return self.env["customer.retention.refresh"]._apply(
            companies.filtered(lambda company: self._applicable(company) & self),
            self._refresh_in,
        )

    def _refresh_in(self, company):
        members = self.env["customer.segment.membership"].sudo()
        members._refresh(Scope.of(company), self._applicable(company) & self)
