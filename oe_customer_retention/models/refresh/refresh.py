"""The one way documents become profiles: compute for a scope, write what differs."""

import dataclasses
import logging
import time
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL
from psycopg2 import OperationalError

from ..labels import count, reason
from ..scope import Scope
from .tables import FACTS, PURCHASES, SETTLED, SIGNALS, TIMELINE, is_unsettled

_logger = logging.getLogger(__name__)
# More customers than somebody waits for: the job refreshes them.
MOST_AT_ONCE = 1_000
# Of so many new profiles the planner is told at once. Until the database does it by
# itself, some minutes later, it takes their tables for empty, and compares row by row.
MANY_NEW = 100
PROFILES = SQL("customer_retention_profile (id, partner_id, company_id, status)")
WRITTEN = (
    SQL("customer_retention_transition (profile_id, date)"),
    SQL("customer_retention_purchase_day (profile_id, date)"),
    SQL("customer_retention_outreach_day (profile_id, date)"),
    SQL("customer_retention_purchase_line (profile_id, date)"),
    SQL("customer_retention_category (profile_id, category_id)"),
)


class RefreshInProgress(UserError):
    """Another transaction is refreshing the company at this moment."""


class RetentionRefresh(models.AbstractModel):
    _name = "customer.retention.refresh"
    _description = "Retention Refresh"

    @api.model
    def _refresh(self, companies, as_of=None, partners=None, trigger="api"):
        """Bring the profiles of ``companies`` in line with the documents.

        Does not commit. Rows that already say what the documents say are not
        written.

        :param companies: ``res.company`` records
        :param date as_of: the day to compute for (default: today, per company)
        :param partners: only the customers of these ``res.partner`` (default: all)
        :param str trigger: why, see ``customer.retention.run``
        :return: one ``customer.retention.run`` per company
        :raises RefreshInProgress: while one of the companies is being refreshed
        :raises UserError: when it fails
        """
        values_list = []
        for company in companies:
            with self._telling_why(company):
                values = self._refresh_company(company, as_of, partners)
            values_list.append(values | {"trigger": trigger})
        return self.env["customer.retention.run"].sudo().create(values_list)

    @contextmanager
    def _telling_why(self, company):
        """Tell who asked for a refresh why it fails, in words for people.

        What the database says of a customer's row goes to the log.

        :raises UserError: when it fails
        """
        try:
            yield
        except (UserError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception as error:
            _logger.exception("Refresh of company %s failed", company.id)
            raise UserError(reason(self.env, error)) from error

    @api.model
    def _refresh_company(self, company, as_of=None, partners=None, written_ids=()):
        """Refresh one company; return the values of its run.

        For the parameters see :meth:`Scope.of`, for the rest :meth:`_refresh`.
        """
        self = self._begin(company)
        scope = Scope.of(company, as_of, partners, written_ids)
        mode = "full" if scope.is_full else "partial"
        return self._refresh_scope(scope, scope) | {"mode": mode}

    def _begin(self, company):
        """Lock ``company``; return this model with nothing of the caller's context.

        What the caller has yet to compute is computed in that context still.
        """
        self.env.flush_all()
        self = self.with_env(company._retention_env()).with_context(active_test=False)
        self._lock(company)
        return self

    def _refresh_scope(self, scope, everybody):
        """Compute the facts of some customers, then what is found of all by them.

        :param Scope scope: whose documents are read
        :param Scope everybody: whose scores, segments, stages and reactions are looked
            at, from what is stored
        :return: the values of the run, but for its mode
        """
        started_at, start = fields.Datetime.now(), time.monotonic()
        self.env.flush_all()
        scope = self._looked_through(scope)
        self._compute(scope)
        counts = self._write_differences(scope, everybody)
        # The planner knows nothing yet of the rows that have just been written.
        with self._without(scope, "enable_nestloop"):
            self.env["customer.retention.reorder.model"]._keep_current(everybody)
            self.env["customer.retention.promise"]._renew(everybody)
        self.env["customer.retention.stale"]._wait_no_more(scope)
        return {
            "company_id": scope.company.id,
            "state": "done",
            "as_of": scope.as_of,
            "started_at": started_at,
            "duration": time.monotonic() - start,
            **counts,
        }

    def _lock(self, company):
        """Hold the company until the transaction ends, or say who is faster."""
        [(locked,)] = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)",
                self._name,
                company.id,
            )
        )
        if not locked:
            raise RefreshInProgress(
                self.env._(
                    "The customers of %(company)s are being refreshed at this moment. "
                    "Try again when that is done, in a minute or so.",
                    company=company.name,
                )
            )

    def _interrupt(self, company):
        """Cancel the statement by which another transaction refreshes ``company``.

        That transaction holds the lock of :meth:`_lock`. ``pg_locks`` shows the lock's
        two keys (``objsubid`` 2) as numbers without sign:

        ===================== ======== ========== ======== ===
        lock                  objsubid classid    objid    pid
        ===================== ======== ========== ======== ===
        (hashtext(…) = -5, 3) 2        4294967291 3        814
        ===================== ======== ========== ======== ===
        """
        self.env.execute_query(
            SQL(
                """WITH other_lock AS (
                       SELECT pid, classid::bigint AS first_key, objid AS second_key
                       FROM pg_locks JOIN pg_database ON pg_database.oid = database
                       WHERE locktype = 'advisory' AND granted AND objsubid = 2
                         AND datname = current_database() AND pid != pg_backend_pid()
                   )
                   SELECT pg_cancel_backend(pid) FROM other_lock
                   WHERE first_key = hashtext(%s)::bigint & x'FFFFFFFF'::bigint
                     AND second_key = %s""",
                self._name,
                company.id,
            )
        )

    def _refresh_soon(self, company, customers, written_ids=()):
        """Bring some customers of ``company`` up to date: now, or by the job.

        That is for very many, while the company is being refreshed, and when it fails:
        what a person has decided or logged meanwhile is kept.

        For the parameters see :meth:`Scope.of`.

        :return: whether it was done now
        """
        is_few = len(customers) <= MOST_AT_ONCE
        is_done = is_few and self._try_refresh(company, customers, written_ids)
        if not is_done:
            self.env["customer.retention.stale"]._note(customers)
        return is_done

    def _try_refresh(self, company, customers, written_ids):
        """Refresh some customers, or nothing; return whether that worked."""
        try:
            with self.env.cr.savepoint():
                self._refresh_company(
                    company, partners=customers, written_ids=written_ids
                )
        except RefreshInProgress:
            return False
        except OperationalError:
            raise
        except Exception:
            self.env.invalidate_all()
            _logger.exception("Refresh of customers of company %s failed", company.id)
            return False
        return True

    def _check_number(self, customers):
        """Check that customers are few enough to be refreshed while somebody waits.

        :raises UserError: when they are not
        """
        if len(customers) > MOST_AT_ONCE:
            raise UserError(
                self.env._(
                    "%(count)s customers are too many to be refreshed at once: choose "
                    "up to %(most)s, or have a sales manager refresh the company.",
                    count=count(self.env, len(customers)),
                    most=count(self.env, MOST_AT_ONCE),
                )
            )

    def _apply(self, companies, step):
        """Do one step of a refresh at once, for companies whose set-up has changed.

        A company that is being refreshed at this moment gets a full refresh instead,
        as soon as that is done.

        :param companies: ``res.company`` records
        :param step: a function of one company
        :return: the runs of these full refreshes
        """
        queued = self.env["customer.retention.run"].sudo()
        for company in companies.sudo():
            try:
                self._lock(company)
            except RefreshInProgress:
                queued |= queued._enqueue(company, "button")
            else:
                step(company)
        return queued

    def _looked_through(self, scope):
        """Return ``scope``, knowing of which models there is no document, and that of
        those without any a full refresh looks at the unsettled ones only."""
        signals = self.env["customer.retention.signal"]
        facts = self.env["customer.retention.facts"]
        models = signals._read_models() | facts._read_models()
        return dataclasses.replace(
            scope,
            empty=signals._empty(models),
            unsettled=is_unsettled if scope.is_full else scope.unsettled,
        )

    def _compute(self, scope):
        """Compute into temporary tables; write nothing else."""
        with self._for_whole_tables(scope):
            self._create_tables(scope)

    def _create_tables(self, scope):
        signals = self.env["customer.retention.signal"]
        facts = self.env["customer.retention.facts"]
        timeline = self.env["customer.retention.timeline"]
        self._create_table(SIGNALS, signals._of_customers(scope, ahead=True))
        with self._without(scope, "enable_hashagg"):
            # Sums of orders: sorted, they take less time and memory than hashed.
            sales = self._sales(scope)
            self._create_table(PURCHASES, sales._of_customers(scope))
        if scope.is_full:
            self._create_table(SETTLED, facts._settled(scope, SIGNALS, PURCHASES))
        self._create_table(
            FACTS,
            facts._select(scope, SIGNALS, PURCHASES),
            *("customer_id", "policy_id"),
        )
        self._create_table(
            TIMELINE, timeline._select(scope, SIGNALS, FACTS), "customer_id", "end_date"
        )
        self._compute_lines(scope, sales)

    @contextmanager
    def _for_whole_tables(self, scope):
        """Tell the planner, of all customers, that every row of the documents will be
        read.

        It takes conditions on derived days and companies for much narrower than they
        are, and would look up a million rows one by one. The memory holds the ids of
        two million invoice lines with orders behind them; beyond, they are looked up.
        """
        if scope.is_full:
            self.env.execute_query(
                SQL(
                    """SELECT set_config('work_mem', '64MB', TRUE)
                       WHERE pg_size_bytes(current_setting('work_mem'))
                             < pg_size_bytes('64MB')"""
                )
            )
        with self._without(scope, "enable_nestloop"):
            yield

    @contextmanager
    def _without(self, scope, setting):
        """Have the planner do without one of its means, where all customers are read.

        :param str setting: by which it is allowed
        """
        name = SQL.identifier(setting)
        if scope.is_full:
            self.env.execute_query(SQL("SET LOCAL %s TO off", name))
        yield
        if scope.is_full:
            self.env.execute_query(SQL("SET LOCAL %s TO DEFAULT", name))

    def _sales(self, _scope):
        return self.env["customer.retention.sale"]

    def _create_table(self, name, select, *columns):
        """Make a temporary table, of which the planner knows the ``columns`` by which
        it is read, from a tenth of the rows it would look at by itself."""
        known = [SQL.identifier(column) for column in columns or ("customer_id",)]
        self.env.execute_query(
            SQL(
                """DROP TABLE IF EXISTS %(name)s;
                   CREATE TEMPORARY TABLE %(name)s ON COMMIT DROP AS %(select)s;
                   ALTER TABLE %(name)s %(statistics)s;
                   ANALYZE %(name)s (%(columns)s)""",
                name=name,
                statistics=SQL(", ").join(
                    SQL("ALTER %s SET STATISTICS 10", column) for column in known
                ),
                columns=SQL(", ").join(known),
                select=select,
            )
        )

    def _write_differences(self, scope, everybody):
        """Write what differs from the computed tables; return the run's counts.

        For the parameters see :meth:`_refresh_scope`.
        """
        self._note_coming(scope)
        self.env["customer.retention.rfm.scale"]._renew(everybody, self._scored(scope))
        removed = self._remove_profiles(scope)
        upserted = self._upsert_profiles(scope)
        if scope.customer_ids != everybody.customer_ids:
            self.env["customer.retention.scores"]._rescore_company(everybody)
        created = sum(is_new for is_new, *_segment in upserted)
        if created > MANY_NEW:
            # Taken for none, they are joined one by one to what is written below.
            self._analyze(PROFILES)
        with self._without(scope, "enable_nestloop"):
            self._write_days(scope, PURCHASES)
        stopped = self._write_categories(scope, everybody)
        self.env["customer.retention.interaction"]._link(scope)
        known_id = self._last_transition_id()
        with self._without(scope, "enable_nestloop"):
            transitions = self._write_transitions(scope)
        self.env.invalidate_all()
        if created > MANY_NEW:
            self._analyze(*WRITTEN)
        changes = self._write_statuses(scope)
        stage_count = self._write_stages(everybody)
        more = self._react(everybody, changes, known_id, stopped)
        return {
            "created_count": created,
            "changed_count": len(upserted) - created,
            "removed_count": removed,
            "transition_count": transitions,
            "status_count": len(changes),
            "stage_count": stage_count,
            **more,
        }

    def _react(self, scope, changes, known_id, stopped):
        """Let reactions fire; the last step takes changed settings for known.

        :return: further counts
        """
        engine = self.env["customer.retention.reaction.engine"]
        engine._stopped(scope, stopped)
        engine._run(scope, changes, known_id)
        return {}

    def _summed(self, *refreshes):
        """Return the values of one run that did what these did, one after the other.

        :param dict refreshes: the values of each
        """
        first, last = refreshes[0], refreshes[-1]
        return {
            **last,
            **{
                name: sum(values[name] for values in refreshes)
                for name in last
                if name.endswith("_count") or name == "duration"
            },
            "started_at": first["started_at"],
        }

    def _write_stages(self, scope):
        """Move customers by the lifecycle's rules; return how many.

        Rules may ask for segments, and segments for stages: hence before and after.
        """
        members = self.env["customer.segment.membership"]
        members._run(scope)
        moved = self.env["customer.lifecycle.engine"]._run(scope)
        if moved:
            members._run(scope)
        return moved

    def _analyze(self, *tables):
        """Tell the planner of the many rows this transaction has added, by the columns
        they are joined on: all of them would take three times as long."""
        names = SQL(", ").join(tables)
        self.env.cr.execute(SQL("ANALYZE (SKIP_LOCKED) %s", names))
