"""From a profile to the documents behind it, under the reader's own record rules."""

from odoo import fields, models

from ..groups import ACCOUNTING

DOCUMENTS = {
    "quotation": (
        "sale.order",
        "sale.action_quotations_with_onboarding",
        [("state", "in", ("draft", "sent"))],
    ),
    "order": ("sale.order", "sale.action_orders", [("state", "=", "sale")]),
    "opportunity": (
        "crm.lead",
        "crm.crm_lead_opportunities",
        [("type", "=", "opportunity")],
    ),
    "invoice": (
        "account.move",
        "account.action_move_out_invoice_type",
        [
            ("state", "=", "posted"),
            ("move_type", "in", ("out_invoice", "out_receipt", "out_refund")),
        ],
    ),
}


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
        help="Opportunities you may read.",
    )
    invoice_count = fields.Integer(
        string="Invoices",
        compute="_compute_document_counts",
        groups=ACCOUNTING,
        help="Customer invoices and credit notes you may read.",
    )

    def _compute_document_counts(self):
        for profile in self:
            for kind, (model, _action, _domain) in DOCUMENTS.items():
                documents = self.env[model]
                profile[f"{kind}_count"] = documents.has_access("read") and (
                    documents.search_count(profile._documents_domain(kind))
                )

    def _documents_domain(self, kind):
        """Return the domain of this customer's documents of a kind."""
        self.ensure_one()
        _model, _action, domain = DOCUMENTS[kind]
        return [
            *domain,
            ("partner_id.commercial_partner_id", "=", self.partner_id.id),
            ("company_id", "in", (self.company_id.id, False)),
        ]

    def _action_open_documents(self, kind):
        _model, action, _domain = DOCUMENTS[kind]
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(action),
            "domain": self._documents_domain(kind),
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

    def action_open_partner(self):
        """Open the contact of this customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }
