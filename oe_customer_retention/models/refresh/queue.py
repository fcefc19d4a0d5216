"""The queue of refreshes: any number of workers share it, and a dying one harms none.

A run is seen as running from a transaction of its own, then done in a second one that
holds its row. Whoever finds a running one whose row nobody holds knows that a server
died, and does it again; whatever was half done the database has rolled back.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from psycopg2 import errors

from ..groups import MANAGER
from ..labels import enumerated, reason
from ..run.run import OF_ALL, PENDING
from .refresh import RefreshInProgress

_logger = logging.getLogger(__name__)
RETRY_AFTER = timedelta(minutes=1)
# Odoo gives a job up for a day once it has died three times.
MAX_ATTEMPTS = 2
# What failed is tried again an hour later, until the day had so many attempts.
ATTEMPTS_A_DAY = 3
# Somebody wrote or deleted the same rows: the next snapshot is in agreement.
CONFLICTS = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    errors.ForeignKeyViolation,
)
# No fault of any customer: the run waits or ends.
PASSING = (RefreshInProgress, *CONFLICTS, errors.QueryCanceled)


def was_stopped(error):
    """Return whether the database broke off a statement because it was told to, not
    because it took too long."""
    return isinstance(error, errors.QueryCanceled) and "timeout" not in str(error)


class CustomerRetentionRun(models.Model):
    _inherit = "customer.retention.run"

    @api.model
    def _cron_enqueue_all(self):
        """Queue the nightly refresh of each company whose day has begun.

        A day begins at midnight in the company's timezone; a company whose customers
        were all refreshed on this day, or are about to be, needs none. One that failed
        is tried again, ``ATTEMPTS_A_DAY`` times in all.
        """
        companies = self.env["res.company"].search([])
        self._enqueue(companies.filtered(self._is_new_day), "nightly")

    def _is_new_day(self, company):
        today = company._retention_today()
        of_all = [("company_id", "=", company.id), ("mode", "in", OF_ALL)]
        runs = self.search([*of_all, ("as_of", "=", today)])
        failed = runs.filtered(lambda run: run.state == "failed")
        if any(run.state in ("done", "cancelled") for run in runs):
            return False
        return sum(failed.mapped("attempt_count")) < ATTEMPTS_A_DAY

    @api.model
    def _cron_process_queue(self):
        """Refresh the waiting companies; log those that failed.

        The job itself has not failed: Odoo would switch it off for all companies once
        one of them fails for a week.
        """
        try:
            self._process_queue()
        except UserError as error:
            _logger.error("%s", error)

    @api.model
    def _process_queue(self):
        """Refresh the waiting companies, each in a transaction of its own.

        Those a server died on come last.

        :raises UserError: at the end, when one or more companies failed
        """
        queue = self.search([("state", "in", PENDING)], order="attempt_count, id")
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(queue))
        for run in queue:
            if run.mode == "full":
                self.env["customer.retention.incremental"]._refresh_ahead(
                    run.company_id
                )
                commit_progress()
            if run._begin():
                commit_progress()
                run._process()
            if not commit_progress(1):
                break
        if failed := queue.exists().filtered(lambda run: run.state == "failed"):
            raise UserError(
                self.env._(
                    "The customers of %(companies)s could not be refreshed; the "
                    "refresh runs say why.",
                    companies=enumerated(self.env, failed.company_id.mapped("name")),
                )
            )

    def _begin(self):
        """Take this run, to be committed before it is processed.

        :return: whether it is this worker's to process
        """
        if not self._hold() or self.state not in PENDING:
            return False
        if self.attempt_count >= MAX_ATTEMPTS:
            self._fail(self._died())
            return False
        self.write(
            {
                "state": "running",
                "as_of": self.company_id._retention_today(),
                "attempt_count": self.attempt_count + 1,
                "started_at": fields.Datetime.now(),
            }
        )
        return True

    def _hold(self):
        """Hold the row of this run until the transaction ends.

        :return: False while another worker holds it, or when it is gone
        """
        try:
            with self.env.cr.savepoint():
                held = self.try_lock_for_update(allow_referencing=True)
        except errors.SerializationFailure:  # another worker has just let go of it
            return False
        self.invalidate_recordset()
        return bool(held)

    def _died(self):
        return self.env._(
            "The server was stopped %(count)s times while it refreshed this company. "
            "Its limits may be too low for this many documents: raise "
            "limit_time_real_cron or the limits of memory, then click Refresh.",
            count=self.attempt_count,
        )

    def _process(self):
        """Refresh this run's company; a failure is kept on the run.

        While somebody else refreshes the company, or writes the same rows, the run
        goes on waiting.
        """
        self.ensure_one()
        if not self._hold():
            return
        refresh = self.env["customer.retention.refresh"]
        try:
            with self.env.cr.savepoint():
                if self.mode == "day":
                    values = refresh._refresh_night(
                        self.company_id, trigger=self.trigger
                    )
                else:
                    values = refresh._refresh_company(self.company_id)
                self.write(values | {"error": False})
        except RefreshInProgress:
            self._wait()
        except CONFLICTS as error:
            _logger.info("Refresh of company %s waits: %s", self.company_id.id, error)
            self._wait(
                self.env._(
                    "The same records were being changed by somebody else; it is tried "
                    "again in a minute."
                )
            )
        except errors.QueryCanceled as error:
            _logger.warning("Refresh of company %s: %s", self.company_id.id, error)
            self._end_cancelled(by_timeout=not was_stopped(error))
        except Exception as error:
            _logger.exception("Refresh of company %s failed", self.company_id.id)
            self._fail(reason(self.env, error))
        else:
            self._tell()

    def _wait(self, error=False):
        """Go back to the queue, for a minute."""
        self.write({"state": "queued", "attempt_count": 0, "error": error})
        self._wake_workers(fields.Datetime.now() + RETRY_AFTER)

    def _fail(self, error):
        self._end("failed", error)

    def _end_cancelled(self, by_timeout):
        """End what the database broke off, by itself or because it was told to."""
        if by_timeout:
            too_long = self.env._(
                "It took longer than the database lets a statement take. Your "
                "administrator can raise statement_timeout; then click Refresh."
            )
            self._end("failed", too_long)
        else:
            self._end("cancelled", self.env._("It was stopped in the database."))

    def _end(self, state, error):
        self.write({"state": state, "error": error})
        self._tell()

    def _tell(self):
        """Tell who pressed the button of the end, and on whom it failed."""
        if self.trigger == "button":
            told = self | self._unsolved(self.company_id)
            self.user_id._bus_send("simple_notification", told._message())

    def action_cancel(self):
        """Take these runs off the queue, and stop those that are running.

        What is stopped leaves the customers as they were before.

        :raises AccessError: for anybody but sales managers
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only sales managers can cancel refreshes."))
        self.check_access("read")
        refresh = self.env["customer.retention.refresh"]
        by = self.env._("Cancelled by %(user)s.", user=self.env.user.name)
        for run in self.sudo().filtered(lambda run: run.state in PENDING):
            if not run._hold():
                refresh._interrupt(run.company_id)
            elif run.state in PENDING:
                run.write(
                    {
                        "state": "cancelled",
                        "error": by,
                        "as_of": run.company_id._retention_today(),
                    }
                )
