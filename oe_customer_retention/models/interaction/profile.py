"""Contacts logged with a customer, and logging one."""

from odoo import api, fields, models


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    outcome_ids = fields.One2many(
        "customer.retention.interaction",
        "profile_id",
        string="Outcomes",
        help="The outcome of each logged contact.",
    )
    outcome_count = fields.Integer(
        string="Contacts",
        compute="_compute_outcome_count",
        help="Logged contacts and their outcomes.",
    )

    @api.depends("outcome_ids")
    def _compute_outcome_count(self):
        groups = self.env["customer.retention.interaction"]._read_group(
            [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
        )
        counts = {profile.id: count for profile, count in groups}
        for profile in self:
            profile.outcome_count = counts.get(profile.id, 0)

    @api.model
    def _of_documents(self, model, ids):
        """Return the profiles of the customers some documents are about.

        A document without a company is about the customer in the current one.

        :param str model: of the documents; those without a customer have no profile
        :param ids: of the documents
        :return: ``{document id: profile}``, where there is one
        """
        thread = self.env["customer.retention.signal"]._threads().get(model)
        if not thread:
            return {}
        documents = self.env[model].sudo().browse(ids).exists()
        if model == self._name:
            return {profile.id: profile for profile in documents}
        found = {}
        for document in documents:
            partner = thread.partner_of(document)
            company = thread.company_of(document) or self.env.company
            key = (company, partner.commercial_partner_id)
            found.setdefault(key, []).append(document.id)
        return self._of_keys(found)

    def _of_keys(self, found):
        """Return ``{document id: profile}`` of ``{(company, customer): ids}``."""
        customers = self.env["res.partner"].union(*(key[1] for key in found))
        companies = self.env["res.company"].union(*(key[0] for key in found))
        profiles = (
            self.sudo()
            .browse()
            .union(*(self._of_customers(customers, company) for company in companies))
        )
        return {
            id_: profile
            for profile in profiles
            for id_ in found.get((profile.company_id, profile.partner_id), ())
        }

    def action_log(self):
        """Log a call, mail, meeting, note or task with these customers."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_log_action"
        )
        return {**action, "context": {"default_profile_ids": self.ids}}

    def action_add_note(self):
        """Write a note on these customers."""
        action = self.action_log()
        return {**action, "context": {**action["context"], "default_kind": "note"}}

    def action_open_outcomes(self):
        """Open what was logged with this customer."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_outcome_action"
        )
        return {**action, "domain": [("profile_id", "=", self.id)], "context": {}}
