from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..groups import MANAGER
from ..labels import count, reason
from ..notification import SOFT_RELOAD, notification

PENDING = ("queued", "running")
# After these every customer is right.
OF_ALL = ("full", "day")


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
        string="Requested by",
        readonly=True,
        default=lambda self: self.env.user,
        help="Who asked for the refresh.",
    )
    trigger = fields.Selection(
        [
            ("nightly", "Nightly job"),
            ("button", "Refresh button"),
            ("document", "Changed documents"),
            ("settings", "Changed settings"),
            ("api", "API"),
            ("update", "Installation or update of the addon"),
        ],
        readonly=True,
        required=True,
        help="Why the customers were refreshed.",
    )
    mode = fields.Selection(
        [
            ("full", "All customers"),
            ("day", "Changes of the day"),
            ("partial", "Some customers"),
        ],
        readonly=True,
        required=True,
        default="full",
        help="All customers of the company, from all their documents. Changes of the "
        "day: those whose documents changed, or for whom the calendar changes a "
        "value; scores, segments, stages and reactions of all. Some customers: those "
        "someone asked for, or whose documents changed.",
    )
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        readonly=True,
        required=True,
        default="queued",
        index=True,
        help="Waiting: the job has not started yet. Failed: nothing was changed, and "
        "the error says why.",
    )
    as_of = fields.Date(
        readonly=True, help="The day everything was computed for.", string="As of"
    )
    started_at = fields.Datetime(
        readonly=True, help="When the job started it.", string="Started at"
    )
    duration = fields.Float(
        string="Seconds",
        readonly=True,
        aggregator="avg",
        digits=(12, 3),
        help="How long it took, in seconds.",
    )
    created_count = fields.Integer(
        string="New customers", readonly=True, help="Customers who got a profile."
    )
    changed_count = fields.Integer(
        string="Changed customers",
        readonly=True,
        help="Customers with at least one changed value.",
    )
    removed_count = fields.Integer(
        string="Removed customers",
        readonly=True,
        help="Customers without any document left, or excluded.",
    )
    status_count = fields.Integer(
        string="Status changes", readonly=True, help="Customers whose status changed."
    )
    stage_count = fields.Integer(
        string="Stage changes",
        readonly=True,
        help="Customers moved by the rules of the lifecycle.",
    )
    transition_count = fields.Integer(
        string="Timeline changes",
        readonly=True,
        help="Status changes, past ones included, written to or taken off the "
        "timeline.",
    )
    mended_count = fields.Integer(
        string="Corrected customers",
        readonly=True,
        help="Customers whose data the previous refreshes had wrong, found when "
        "everything was computed from the documents. It should be 0; rows changed in "
        "the database bypassing Odoo are only found this way.",
    )
    attempt_count = fields.Integer(
        string="Attempts",
        readonly=True,
        default=0,
        help="How often the background job has started it. More than once means that "
        "the server was stopped in between.",
    )
    error = fields.Text(readonly=True, help="What stopped the refresh.")

    def _notification(self):
        """Return the client action that tells the user what these runs changed."""
        return notification(**self._message(), next=SOFT_RELOAD)

    def _message(self):
        """Return title, text and kind of the notification about these runs."""
        if failed := self.filtered(lambda run: run.state == "failed"):
            return {
                "title": self.env._("Refresh failed"),
                "message": failed[0].error,
                "type": "danger",
            }
        if cancelled := self.filtered(lambda run: run.state == "cancelled"):
            return {
                "title": self.env._("Refresh cancelled"),
                "message": cancelled[0].error,
                "type": "warning",
            }
        if self.filtered(lambda run: run.state in PENDING):
            return {
                "title": self.env._("Refresh started"),
                "message": self.env._(
                    "The customers are refreshed in the background; you are notified "
                    "when it is done."
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
            **{name: count(self.env, number) for name, number in counts.items()},
        )

    def action_compute_everything(self):
        """Queue a refresh of the current companies from all their documents.

        :return: a notification that says so
        :raises AccessError: for anybody but sales managers
        """
        self._check_may_refresh_all()
        return self.sudo()._enqueue(self.env.companies, "button")._notification()

    @api.model
    def _check_may_refresh_all(self):
        """Check that the user may refresh all customers of a company."""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "Only sales managers can refresh all customers of a company."
                )
            )

    @api.model
    def _enqueue(self, companies, trigger, mode=None):
        """Queue a refresh of each company that is not waiting already.

        Who waits already does what both ask for. A button outweighs other reasons, and
        they the night: whose run it is then is told of its end.

        :param str trigger: why
        :param str mode: what to read: everything ("full"), or what changed ("day", the
            night's)
        :return: the runs that now wait for these companies
        """
        mode = mode or ("day" if trigger == "nightly" else "full")
        waiting = self.search(
            [("state", "=", "queued"), ("company_id", "in", companies.ids)]
        )
        if trigger != "nightly":
            outweighed = waiting.filtered(
                lambda run: trigger == "button" or run.trigger == "nightly"
            )
            outweighed.write({"trigger": trigger, "user_id": self.env.uid})
        if mode == "full":
            waiting.mode = mode
        runs = waiting + self.create(
            [
                {"company_id": company.id, "trigger": trigger, "mode": mode}
                for company in companies - waiting.company_id
            ]
        )
        self._wake_workers()
        return runs

    @api.model
    def _last_of(self, companies, condition):
        """Return of each company the run that started last, of those that meet a
        condition.

        It is the one that read the newest documents: a company is refreshed by one run
        at a time, and one asked for earlier may have waited for it.

        :param list condition: a domain
        """
        runs = self.browse().sudo()
        return runs.union(
            *(
                runs.search(
                    [("company_id", "=", company.id), *condition],
                    order="started_at DESC, id DESC",
                    limit=1,
                )
                for company in companies
            )
        )

    @api.model
    def _note_failure(self, company, error, **values):
        """Keep a refresh that failed outside the queue; return its run.

        :param values: of the run, besides what follows from the failure
        """
        return self.sudo().create(
            {
                "company_id": company.id,
                "state": "failed",
                "as_of": company._retention_today(),
                "started_at": fields.Datetime.now(),
                "error": reason(self.env, error),
                **values,
            }
        )

    @api.model
    def _wake_workers(self, at=None):
        """Trigger the job that processes the queue, and its copies.

        A copy of the scheduled action is one more worker on the same queue.
        """
        job = self.env.ref("oe_customer_retention.ir_cron_process_queue").sudo()
        same = [("model_id", "=", job.model_id.id), ("code", "=", job.code)]
        for worker in job | job.search(same):
            worker._trigger(at)

    @api.autovacuum
    def _gc_runs(self):
        """Delete runs of some customers after a month, of all after two years."""
        today = fields.Date.today()
        for modes, age in ((("partial",), {"months": 1}), (OF_ALL, {"years": 2})):
            limit = fields.Date.subtract(today, **age)
            self.search(
                [
                    ("mode", "in", modes),
                    ("state", "not in", PENDING),
                    ("create_date", "<", limit),
                ]
            ).unlink()
