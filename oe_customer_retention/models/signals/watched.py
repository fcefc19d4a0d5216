"""Documents that ask for an incremental refresh when they change."""

from odoo import api, models


class RetentionDocument(models.AbstractModel):
    """Mixed into the documents that matter: says who lost one, and wakes the job.

    In the user's transaction rows are only inserted, none is updated: nobody waits
    for anybody. What changed the job finds itself, see ``incremental``.
    """

    _name = "customer.retention.document"
    _description = "Document That Concerns a Customer"

    def _retention_watched(self):
        """Return the names of the fields a change of which matters."""
        return {"partner_id", "state"}

    def _retention_customers(self):
        """Return the customers these documents belong to."""
        return self.sudo().partner_id.commercial_partner_id

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        if any(vals.get("partner_id") for vals in vals_list):
            self.env["customer.retention.incremental"]._trigger()
        return documents

    def write(self, vals):
        if self._retention_watched().isdisjoint(vals):
            return super().write(vals)
        former = self._retention_customers()
        result = super().write(vals)
        self._retention_changed(former - self._retention_customers())
        return result

    def unlink(self):
        former = self._retention_customers()
        result = super().unlink()
        self._retention_changed(former.exists())
        return result

    def _retention_changed(self, former):
        """Ask for a refresh, of the customers who lost a document too."""
        if former:
            self.env["customer.retention.former"].sudo().create(
                [{"partner_id": customer.id} for customer in former]
            )
        self.env["customer.retention.incremental"]._trigger()


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.retention.document"]


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "customer.retention.document"]

    def _retention_watched(self):
        return {"partner_id", "type", "stage_id", "probability", "active"}


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "customer.retention.document"]


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "customer.retention.document"]

    _retention_partner_idx = models.Index("(partner_id)")


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    _retention_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "customer.retention.document"]

    def _retention_watched(self):
        return {"parent_id", "is_company", "user_id", "active", "retention_excluded"}

    def _retention_customers(self):
        return self.sudo().commercial_partner_id
