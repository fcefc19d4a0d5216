import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .refresh import RefreshInProgress

_logger = logging.getLogger(__name__)
RETRY_AFTER = timedelta(minutes=1)


class CustomerRetentionRun(models.Model):
    """One refresh of one company: the queue of those to do, the log of those done."""

    _name = "customer.retention.run"
    _description = "Retention Refresh Run"
    _order = "id desc"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Asked by",
        readonly=True,
        default=lambda self: self.env.user,
    )
    trigger = fields.Selection(
        [
            ("nightly", "Nightly job"),
            ("button", "Refresh button"),
            ("document", "Changed documents"),
            ("api", "API"),
        ],
        readonly=True,
        required=True,
        help="Why the customers were refreshed.",
    )
    mode = fields.Selection(
        [("full", "All customers"), ("partial", "Some customers")],
        readonly=True,
        required=True,
        default="full",
    )
    state = fields.Selection(
        [("queued", "Waiting"), ("done", "Done"), ("failed", "Failed")],
        readonly=True,
        required=True,
        default="queued",
        index=True,
    )
    as_of = fields.Date(readonly=True, help="The day everything was computed for.")
    started_at = fields.Datetime(readonly=True)
    duration = fields.Float(
        string="Seconds", readonly=True, aggregator="avg", digits=(12, 3)
    )
    created_count = fields.Integer(string="New customers", readonly=True)
    changed_count = fields.Integer(
        string="Changed customers",
        readonly=True,
        help="Customers of whom any stored fact changed.",
    )
    removed_count = fields.Integer(
        string="Removed customers",
        readonly=True,
        help="Customers without any document left, or excluded.",
    )
    status_count = fields.Integer(
        string="Status changes", readonly=True, help="Customers whose status changed."
    )
    transition_count = fields.Integer(
        string="Timeline changes",
        readonly=True,
        help="Status changes, past ones included, written to or taken off the "
        "timeline.",
    )
    error = fields.Text(readonly=True)

    @api.model
    def _enqueue(self, companies, trigger):
        """Queue a full refresh of each company that is not waiting already.

        :return: the runs that now wait for these companies
        """
        waiting = self.search(
            [("state", "=", "queued"), ("company_id", "in", companies.ids)]
        )
        runs = waiting + self.create(
            [
                {"company_id": company.id, "trigger": trigger}
                for company in companies - waiting.company_id
            ]
        )
        self.env.ref("oe_customer_retention.ir_cron_process_queue")._trigger()
        return runs

    @api.model
    def _cron_enqueue_all(self):
        """Queue the nightly refresh of every company."""
        self._enqueue(self.env["res.company"].search([]), "nightly")

    @api.model
    def _cron_process_queue(self):
        """Refresh the waiting companies, each in a transaction of its own.

        :raises UserError: at the end, when one or more companies failed
        """
        queue = self.search([("state", "=", "queued")], order="id")
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(queue))
        for run in queue:
            run._process()
            if not commit_progress(1):
                break
        if failed := queue.filtered(lambda run: run.state == "failed"):
            raise UserError(
                self.env._(
                    "The customers of %(companies)s could not be refreshed; the "
                    "refresh runs say why.",
                    companies=", ".join(failed.company_id.mapped("name")),
                )
            )

    def _process(self):
        """Refresh this run's company; a failure is kept on the run.

        While somebody else refreshes the company the run goes on waiting.
        """
        self.ensure_one()
        refresh = self.env["customer.retention.refresh"]
        try:
            with self.env.cr.savepoint():
                self.write(refresh._refresh_company(self.company_id))
        except RefreshInProgress:
            cron = self.env.ref("oe_customer_retention.ir_cron_process_queue")
            cron._trigger(fields.Datetime.now() + RETRY_AFTER)
            return
        except Exception as error:
            _logger.exception("Refresh of company %s failed", self.company_id.id)
            self.write({"state": "failed", "error": str(error)})
        if self.trigger == "button":
            self.user_id._bus_send("simple_notification", self._message())

    def _notification(self):
        """Return the client action that tells the user what these runs changed."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                **self._message(),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _message(self):
        """Return title, text and kind of the notification about these runs."""
        if failed := self.filtered(lambda run: run.state == "failed"):
            return {
                "title": self.env._("Refresh failed"),
                "message": failed[0].error,
                "type": "danger",
            }
        if self.filtered(lambda run: run.state == "queued"):
            return {
                "title": self.env._("Refresh started"),
                "message": self.env._(
                    "The customers are refreshed in the background; you are told when "
                    "that is done."
                ),
                "type": "info",
            }
        return {
            "title": self.env._("Customers refreshed"),
            "message": self._summary(),
            "type": "success",
        }

    def _summary(self):
        """Return the sentence that says what these runs changed."""
        counts = {
            name: sum(self.mapped(f"{name}_count"))
            for name in ("created", "changed", "removed", "status")
        }
        if not any(counts.values()):
            return self.env._("Everything was up to date.")
        return self.env._(
            "%(created)s new, %(changed)s changed, %(removed)s removed; %(status)s "
            "changed status.",
            **counts,
        )

    @api.autovacuum
    def _gc_runs(self):
        """Delete partial runs after a month, full ones after two years."""
        today = fields.Date.today()
        for mode, age in (("partial", {"months": 1}), ("full", {"years": 2})):
            limit = fields.Date.subtract(today, **age)
            self.search(
                [
                    ("mode", "=", mode),
                    ("state", "!=", "queued"),
                    ("create_date", "<", limit),
                ]
            ).unlink()
