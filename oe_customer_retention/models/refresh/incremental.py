"""Between nights: refresh the customers whose documents changed since last time.

What is there is found by its ``write_date``, messages by their id; what is gone, or
went to another customer, leaves a ``customer.retention.stale``. Deletions behind
the ORM's back wait for the weekly one of all. Customers on whom a refresh has failed
wait to be tried again (:mod:`waiting`).

A transaction stamps its rows with the moment it began, and they are seen only once it
commits. The mark therefore stops at the start of the oldest transaction still open
(:meth:`RetentionIncremental._horizon`), read before the snapshot that is searched: a
transaction that snapshot does not show yet began after the mark.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2.extensions import TransactionRollbackError

from ..labels import reason
from ..signals.kind import Since
from .queue import RETRY_AFTER, was_stopped
from .refresh import MOST_AT_ONCE, RefreshInProgress

_logger = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=1)
BEHIND = timedelta(hours=2)  # the job comes every hour
# Somebody else refreshes the company, or wrote or deadlocked on the same rows.
TRY_LATER = (RefreshInProgress, TransactionRollbackError)
# So many refreshes find out on whom it fails: of 1,000 customers, on two at a time.
# Each that works keeps its locks, of some 20 temporary tables and indexes, to the end.
MOST_TRIES = 50
# A message has its id before it is committed: later ones may be seen before it.
MESSAGE_MARGIN = 10_000


class CustomerRetentionWatermark(models.Model):
    """Watermark: how far the documents have been read. One row, written by the job."""

    _name = "customer.retention.watermark"
    _description = "Retention Mark"
    _log_access = False

    seen_until = fields.Datetime(
        string="Read up to",
        required=True,
        help="Documents written before this moment have been taken into account.",
    )
    message_id = fields.Integer(
        required=True, help="Messages up to this one have been taken into account."
    )


class RetentionIncremental(models.AbstractModel):
    _name = "customer.retention.incremental"
    _description = "Incremental Retention Refresh"

    @api.model
    def _cron_refresh_changed(self):
        """Refresh the customers with changed documents, in all companies.

        While another refresh holds or awaits one of them, or somebody writes the same
        rows, the mark stays, to try again later.
        """
        horizon = self._horizon()
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=1)
        if self._gives_way() or not self._try_refresh_changed(horizon):
            cron = self.env.ref("oe_customer_retention.ir_cron_refresh_changed")
            cron._trigger(fields.Datetime.now() + RETRY_AFTER)
        commit_progress(1)

    @api.model
    def _gives_way(self):
        """Return whether a run of all goes first: it found its company being refreshed.

        While people work, it would find one of these short refreshes each time. One
        that wrote what somebody else did (it says so) comes after them, to find less.
        """
        lately = fields.Datetime.now() - 2 * RETRY_AFTER
        turned_away = [
            ("state", "=", "queued"),
            ("started_at", ">=", lately),
            ("error", "=", False),
        ]
        runs = self.env["customer.retention.run"].sudo()
        return bool(runs.search_count(turned_away, limit=1))

    def _try_refresh_changed(self, horizon):
        """Refresh what changed, or nothing; return whether that worked."""
        try:
            with self.env.cr.savepoint():
                self._refresh_changed(horizon)
        except TRY_LATER:
            return False
        return True

    @api.model
    def _horizon(self):
        """Return the values of the mark up to which everything is now visible.

        When the transaction of another login began is not shown to this one: while one
        is writing, the mark stays where it is.
        """
        [(seen_until, message_id, is_hidden)] = self.env.execute_query(
            SQL(
                """SELECT LEAST(now(), MIN(xact_start)) AT TIME ZONE 'UTC',
                          (SELECT COALESCE(MAX(id), 0) FROM mail_message),
                          BOOL_OR(xact_start IS NULL AND pid IN (
                              SELECT pid FROM pg_locks
                              WHERE locktype = 'transactionid' AND granted))
                   FROM pg_stat_activity
                   WHERE datname = current_database() AND pid != pg_backend_pid()"""
            )
        )
        mark = self._mark()
        if mark and is_hidden:
            return {"seen_until": mark.seen_until, "message_id": mark.message_id}
        return {"seen_until": seen_until, "message_id": message_id}

    @api.model
    def _refresh_changed(self, horizon):
        """Refresh what changed since the mark, then move the mark to ``horizon``.

        Does not commit. Without a mark everything counts as changed, and is queued.

        :param dict horizon: see :meth:`_horizon`
        :return: the runs of the companies in which anything changed
        :raises RefreshInProgress: while one of the companies is being refreshed
        """
        mark = self._mark()
        if not mark:
            mark.create(horizon)
            companies = self.env["res.company"].sudo().search([])
            return (
                self.env["customer.retention.run"]
                .sudo()
                ._enqueue(companies, "document")
            )
        stale = self.env["customer.retention.stale"].sudo()
        formers = stale._due()
        changed = self._changed(mark, formers)
        runs = self.env["customer.retention.run"].sudo()
        for company in self.env["res.company"].sudo().search([]):
            waiting = stale._waiting(company).partner_id
            if customers := changed.get(company, waiting) | waiting:
                runs += self._refresh_customers(company, customers)
        formers.unlink()
        mark.write(horizon)
        return runs

    def _mark(self):
        return self.env["customer.retention.watermark"].sudo().search([], limit=1)

    @api.model
    def _is_behind(self):
        """Return whether the job has not come for longer than it should."""
        return fields.Datetime.now() - self._mark().seen_until > BEHIND

    @api.model
    def _changed_of(self, company):
        """Return the customers of ``company`` with documents changed since the mark."""
        formers = self.env["customer.retention.stale"].sudo()._due()
        changed = self._changed(self._mark(), formers)
        return changed.get(company, self.env["res.partner"].sudo())

    @api.model
    def _refresh_ahead(self, company):
        """Refresh what changed in ``company``, if that is few; the mark stays.

        To be committed before a run of all, which then has nothing to write of whom
        people are working on: of what they write meanwhile it can write nothing.
        """
        if not self._mark():
            return
        customers = self._changed_of(company)
        if not 0 < len(customers) <= MOST_AT_ONCE:
            return
        try:
            with self.env.cr.savepoint():
                self._refresh_customers(company, customers)
        except TRY_LATER:
            _logger.info("Company %s is being refreshed already", company.id)

    def _refresh_customers(self, company, customers):
        """Refresh some customers of one company; those on whom it fails go on waiting.

        Who is waiting is tried apart, after all others, who are not to wait as well.

        :return: the runs: of what was changed, and of what failed
        """
        known = self.env["customer.retention.stale"].sudo()._waiting(company).partner_id
        parts = [part for part in (known & customers, customers - known) if part]
        done, failures = self._refresh_parts(company, parts)
        return self._log_done(done) + self._log_failed(company, failures)

    def _refresh_parts(self, company, parts):
        """Refresh some customers of one company; where that fails, each half of them.

        :param list parts: ``res.partner`` that are tried together, the last ones first
        :return: the values of the refreshes that worked; ``(customers, error)`` of whom
            none reached, those first who were not tried any more
        """
        refresh = self.env["customer.retention.refresh"]
        done, failures, error = [], [], None
        for _try in range(MOST_TRIES):
            if not parts:
                break
            part = parts.pop()
            try:
                with self.env.cr.savepoint():
                    done.append(refresh._refresh_company(company, partners=part))
            except TRY_LATER:
                raise
            except Exception as caught:
                if was_stopped(caught):
                    raise
                error = caught
                if half := len(part) // 2:
                    parts += [part[half:], part[:half]]
                else:
                    failures.append((part, error))
        return done, [*((part, error) for part in parts), *failures]

    def _log_done(self, done):
        """Return the run of refreshes that worked, empty when nothing changed.

        :param list done: the values of each
        """
        runs = self.env["customer.retention.run"].sudo()
        if not done:
            return runs
        values = self.env["customer.retention.refresh"]._summed(*done)
        if not any(values[name] for name in values if name.endswith("_count")):
            return runs
        return runs.create(values | {"trigger": "document"})

    def _log_failed(self, company, failures):
        """Have customers wait on whom it failed; return the runs that say so.

        Who has been waiting goes on for the same run, so that each failure stands there
        once; the others wait for a new one.

        :param failures: see :meth:`_refresh_parts`
        """
        stale = self.env["customer.retention.stale"].sudo()
        runs = {row.partner_id: row.run_id for row in stale._waiting(company)}
        new = self.env["customer.retention.run"].sudo()
        waiting = {}
        for customers, error in failures:
            _logger.error(
                "Refresh of customers %s of company %s failed",
                customers.ids,
                company.id,
                exc_info=error,
            )
            known = new.union(*(runs[each] for each in customers if each in runs))
            known.error = reason(self.env, error)
            if not (new or runs.keys() >= {*customers}):
                new = new._note_failure(
                    company, error, trigger="document", mode="partial"
                )
            waiting |= {customer: runs.get(customer, new) for customer in customers}
        stale._wait(company, waiting)
        return new.union(*waiting.values())

    def _changed(self, mark, formers):
        """Return ``{company: customers}`` of the documents changed since ``mark``."""
        self.env.flush_all()
        since = Since(mark.seen_until - OVERLAP, mark.message_id - MESSAGE_MARGIN)
        changes = self.env["customer.retention.signal"]._changes(since)
        rows = self.env.execute_query(
            SQL(
                """SELECT change.company_id,
                          ARRAY_AGG(DISTINCT contact.commercial_partner_id)
                   FROM (%s) change (partner_id, company_id)
                   JOIN res_partner contact ON contact.id = change.partner_id
                   GROUP BY change.company_id""",
                SQL(" UNION ALL ").join(changes),
            )
        )
        found = dict(rows)
        everywhere = formers.partner_id.ids  # and who they belong to, by the scope
        everywhere += found.pop(None, [])
        companies = self.env["res.company"].sudo().search([])
        if not everywhere:
            companies = companies.filtered(lambda company: company.id in found)
        partners = self.env["res.partner"].sudo()
        return {
            company: partners.browse({*found.get(company.id, []), *everywhere})
            for company in companies
        }
