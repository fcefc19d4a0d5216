"""From a profile to the documents behind it, under the reader's own record rules."""

from odoo import fields, models
from odoo.fields import Domain

from ..groups import ACCOUNTING


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    quotation_count = fields.Integer(
        string="Open quotations shown",
        compute="_compute_document_counts",
        help="Open quotations you may read.",
    )
    order_count = fields.Integer(
        string="Orders",
        compute="_compute_document_counts",
        help="Confirmed orders you may read.",
    )
    opportunity_count = fields.Integer(
        string="Opportunities",
        compute="_compute_document_counts",
        help="Open, won and lost opportunities you may read.",
    )
    invoice_count = fields.Integer(
        string="Invoices",
        compute="_compute_document_counts",
        groups=ACCOUNTING,
        help="Customer invoices and credit notes you may read.",
    )

    def _compute_document_counts(self):
        names = [
            name.removesuffix("_count")
            for name, field in self._fields.items()
            if field.compute == "_compute_document_counts"
        ]
        for profile in self:
            for name in names:
                documents = self.env[self._document_list(name).model]
                profile[f"{name}_count"] = documents.has_access("read") and (
                    documents.search_count(profile._documents_domain(name))
                )

    def _document_list(self, name):
        """Return what the button ``name`` counts and opens."""
        kinds = self.env["customer.retention.signal"]._kinds().values()
        return next(kind.lists[name] for kind in kinds if name in kind.lists)

    def _documents_domain(self, name):
        """Return the domain of this customer's documents that a button opens."""
        self.ensure_one()
        return (
            self._document_list(name).domain
            & Domain("partner_id.commercial_partner_id", "=", self.partner_id.id)
            & Domain("company_id", "in", (self.company_id.id, False))
        )

    def _action_open_documents(self, name):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                self._document_list(name).action
            ),
            "domain": list(self._documents_domain(name)),
            "context": {"default_partner_id": self.partner_id.id},
        }

    def action_open_quotations(self):
        """Open the quotations of this customer that are not yet decided."""
        return self._action_open_documents("quotation")

    def action_open_orders(self):
        """Open the confirmed orders of this customer."""
        return self._action_open_documents("order")

    def action_open_opportunities(self):
        """Open the opportunities of this customer."""
        return self._action_open_documents("opportunity")

    def action_open_invoices(self):
        """Open the posted invoices and credit notes of this customer."""
        return self._action_open_documents("invoice")

    def action_new_quotation(self):
        """Open a new quotation for this customer."""
        return self._action_new("sale.order", self.env._("New quotation"))

    def action_new_opportunity(self):
        """Open a new opportunity with this customer."""
        name = self.env._("New opportunity")
        return self._action_new("crm.lead", name, default_type="opportunity")

    def _action_new(self, model, name, **defaults):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                **defaults,
            },
        }

    def action_open_partner(self):
        """Open the contact of this customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }
