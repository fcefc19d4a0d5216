"""Customers whom a refresh has failed on: they wait for one that works."""

from odoo import api, fields, models


class CustomerRetentionStale(models.Model):
    _inherit = "customer.retention.stale"

    run_id = fields.Many2one(
        "customer.retention.run",
        string="Failed run",
        ondelete="set null",
        index="btree_not_null",
        help="The run that could not refresh this customer, in its company.",
    )

    @api.model
    def _due(self):
        """Return those that nothing has failed on."""
        return super()._due().filtered(lambda stale: not stale.run_id)

    @api.model
    def _waiting(self, companies):
        """Return those of ``companies`` that wait after a failure, the one that was not
        tried for the longest time first."""
        return self.search([("run_id.company_id", "in", companies.ids)], order="id")

    @api.model
    def _wait(self, company, runs):
        """Have customers tried again, in this order.

        :param dict runs: the failed run of each
        """
        waiting = self._waiting(company)
        waiting.filtered(lambda stale: stale.partner_id in runs).unlink()
        self.create(
            [
                {"partner_id": customer.id, "run_id": run.id}
                for customer, run in runs.items()
            ]
        )

    @api.model
    def _wait_no_more(self, scope):
        """Forget the failures on the customers of ``scope``, who are refreshed."""
        waiting = self._waiting(scope.company)
        if not scope.is_full:
            known = {*scope.partner_ids}
            waiting = waiting.filtered(lambda stale: stale.partner_id.id in known)
        waiting.unlink()


class CustomerRetentionRun(models.Model):
    _inherit = "customer.retention.run"

    waiting_ids = fields.Many2many(
        "res.partner",
        string="Customers waiting",
        compute="_compute_waiting_ids",
        help="Customers whom this run could not refresh, and no other since. They are "
        "tried again every hour.",
    )

    @api.model
    def _unsolved(self, company):
        """Return the failed runs of ``company`` that no later one made up for."""
        last_full = self._last_of(
            company, [("mode", "=", "full"), ("state", "in", ("done", "failed"))]
        )
        waiting = self.env["customer.retention.stale"].sudo()._waiting(company)
        return last_full.filtered(lambda run: run.state == "failed") | waiting.run_id

    def _compute_waiting_ids(self):
        stale = self.env["customer.retention.stale"].sudo()
        found = stale.search([("run_id", "in", self.ids)]).grouped("run_id")
        for run in self:
            waiting = found.get(run, stale).partner_id.sudo(False)
            run.waiting_ids = waiting._filtered_access("read")
