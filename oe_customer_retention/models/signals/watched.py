"""Documents that ask for an incremental refresh when they change.

In the user's transaction rows are only inserted, none is updated: nobody waits for
anybody. The job finds by itself which documents changed, and deletes the rows.
"""

from odoo import api, fields, models


class CustomerRetentionStale(models.Model):
    """A customer to refresh: it lost a document, or people decided about it."""

    _name = "customer.retention.stale"
    _description = "Customer to Refresh Soon"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    due_on = fields.Date(
        string="Due on",
        help="Not before this day: that of its first document, which lies ahead.",
    )

    @api.model
    def _due(self):
        """Return those whose day has come in every company."""
        companies = self.env["res.company"].sudo().search([])
        today = min(company._retention_today() for company in companies)
        return self.search(["|", ("due_on", "=", False), ("due_on", "<=", today)])

    @api.model
    def _note(self, customers):
        """Have these customers refreshed soon, in every company, as well as those
        whose documents changed."""
        self.sudo().create([{"partner_id": customer.id} for customer in customers])
        self._wake_job()

    @api.model
    def _wake_job(self):
        """Ask for an incremental refresh, at most once per transaction."""
        cr = self.env.cr
        if cr.precommit.data.get(self._name):
            return
        cr.precommit.data[self._name] = True
        asked = cr.postcommit.data.get(self._name, self.env["ir.cron.trigger"])
        if not asked.sudo().exists():
            cron = self.env.ref("oe_customer_retention.ir_cron_refresh_changed").sudo()
            cr.postcommit.data[self._name] = cron._trigger()


class RetentionWatched(models.AbstractModel):
    """Mixed into the documents that matter: says who lost one, and wakes the job."""

    _name = "customer.retention.watched"
    _description = "Document That Concerns a Customer"

    def _retention_watched(self):
        """Return the names of the fields a change of which matters.

        They are looked for in what is given to ``write``, so none of them may be a
        stored computed field that nobody writes: recomputing it calls no ``write``.
        Where the state is one, name the field that is written along with it, as
        ``date_done`` of a transfer.
        """
        return {"partner_id", "state"}

    def _retention_owned_by(self):
        """Return the names of the fields a change of which moves a document to another
        customer."""
        return {"partner_id"}

    def _retention_customers(self):
        """Return the customers these documents belong to."""
        return self.sudo().partner_id.commercial_partner_id

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        if any(vals.get("partner_id") for vals in vals_list):
            self.env["customer.retention.stale"]._wake_job()
        return documents

    def write(self, vals):
        if self._retention_watched().isdisjoint(vals):
            return super().write(vals)
        former = self.env["res.partner"]
        if is_moved := not self._retention_owned_by().isdisjoint(vals):
            former = self._retention_customers()
        result = super().write(vals)
        if is_moved:
            former -= self._retention_customers()
        self._retention_changed(former)
        return result

    def unlink(self):
        former = self._retention_customers()
        result = super().unlink()
        self._retention_changed(former.exists())
        return result

    def _retention_changed(self, former):
        """Ask for a refresh, of the customers who lost a document too."""
        self.env["customer.retention.stale"]._note(former)
