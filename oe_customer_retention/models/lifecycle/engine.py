"""The rules of a lifecycle, run set-wise over the profiles of one company.

In each stage the first rule by sequence whose condition holds moves the customer on,
once more from the stage reached, and so on. A customer who would come back to a stage
goes round in circles: it is left at the first stage of the circle, and the rules of
the circle say so. Whatever is run next therefore finds nothing left to move.
"""

import dataclasses
import logging

from odoo import api, fields, models
from odoo.tools import SQL, split_every
from psycopg2 import OperationalError

from ..condition.domain import ConditionError, problem_of
from ..sql import WRITE_BATCH
from .profile import NOT_BY_HAND

_logger = logging.getLogger(__name__)

MOVES = SQL.identifier("tmp_customer_lifecycle_moves")
CIRCLES = SQL.identifier("tmp_customer_lifecycle_circles")


class LifecycleEngine(models.AbstractModel):
    _name = "customer.lifecycle.engine"
    _description = "Lifecycle Moves"

    @api.model
    def _run(self, scope):
        """Move the customers of ``scope`` by the rules of the company's lifecycle.

        The first full refresh under a lifecycle places everybody silently, and fills
        the journal from the documents of the past; nobody moves before it. A lifecycle
        that fails says so, and moves nobody; the rest of the refresh goes on.

        :param Scope scope: company, date and customers
        :return: how many customers were moved
        """
        lifecycle = scope.company.retention_lifecycle_id
        is_filled = scope.company.retention_lifecycle_filled_id == lifecycle
        if not lifecycle.stage_ids or not (is_filled or scope.is_full):
            return 0
        try:
            with self.env.cr.savepoint():
                count = self._move(scope, lifecycle, is_filled)
        except OperationalError:
            raise
        except Exception as error:
            self.env.invalidate_all()
            _logger.exception("Lifecycle %s moved nobody", lifecycle.id)
            lifecycle._set_problem(scope.company, problem_of(error))
            return 0
        if scope.is_full:
            lifecycle._set_problem(scope.company, None)
        return count

    def _move(self, scope, lifecycle, is_filled):
        if not is_filled:
            return self._fill(scope, lifecycle)
        self._compute(scope, lifecycle)
        self._hold_hand_made(scope, lifecycle)
        self._write_journal(scope, lifecycle)
        count = self._write_stages(scope)
        self._moved(scope.company, scope.as_of, self._moves_of_old_customers())
        return count

    @api.model
    def _moved(self, company, as_of, moves, by_hand=False):
        """Tell of stages that were reached, by rules or by hand.

        Others extend it to act upon them.

        :param SQL moves: SELECT of ``profile_id`` and ``to_stage_id``
        :param bool by_hand: a person moved them
        """

    @api.model
    def _compute(self, scope, lifecycle, from_the_past=False, is_trial=False):
        """Compute who moves, stage by stage, into a temporary table.

        Hop 0 enters the lifecycle, by no rule; each later hop is a move by one.

        :param bool from_the_past: customers enter where the documents of the past
            lead (the backfill has found it), not in the first stage
        :param bool is_trial: rules with a problem do not say so
        """
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """DROP TABLE IF EXISTS %(moves)s, %(circles)s;
                   CREATE TEMPORARY TABLE %(moves)s (
                       profile_id integer, hop integer, from_stage_id integer,
                       to_stage_id integer, rule_id integer,
                       PRIMARY KEY (profile_id, hop)
                   ) ON COMMIT DROP;
                   CREATE TEMPORARY TABLE %(circles)s (
                       profile_id integer PRIMARY KEY, rules integer[]
                   ) ON COMMIT DROP""",
                moves=MOVES,
                circles=CIRCLES,
            )
        )
        scope = self._of_movable(scope, lifecycle)
        self._enter(scope, lifecycle)
        if from_the_past:
            self._enter_from_the_past(scope, lifecycle)
        rules = self._compiled_rules(scope, lifecycle, is_trial)
        if scope.is_full:
            # Of how many are in a stage the planner knows nothing: it would look up one
            # after the other.
            self.env.execute_query(SQL("SET LOCAL enable_nestloop TO off"))
        hop = 1
        while rules and self._hop(hop, self._positions(hop, scope), rules):
            hop += 1
        if scope.is_full:
            self.env.execute_query(SQL("SET LOCAL enable_nestloop TO DEFAULT"))
        circles = self._leave_circles()
        if not is_trial and (scope.is_full or circles):
            self._report_circles(scope, rules, circles)

    def _of_movable(self, scope, lifecycle):
        """Return ``scope`` with all customers whom a rule of the lifecycle may move.

        A rule may ask for what a day changes of anybody, such as the days in a stage.
        """
        rules = lifecycle.rule_ids.filtered("active")
        if scope.unsettled and not all(rule._is_settled() for rule in rules):
            return dataclasses.replace(scope, unsettled=None)
        return scope

    def _movable(self, scope):
        """Return the SQL condition on ``profile``: in scope, and free to be moved."""
        return SQL(
            """profile.company_id = %s AND profile.stage_pinned IS NOT TRUE
               AND profile.status IS NOT NULL %s %s""",
            scope.company.id,
            scope.only("profile.partner_id", scope.customer_ids),
            scope.only_unsettled(),
        )

    def _enter(self, scope, lifecycle):
        """Enter customers in no stage of the lifecycle in the first one."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO %s
                   SELECT profile.id, 0, profile.stage_id, %s, NULL
                   FROM customer_retention_profile profile
                   WHERE %s AND COALESCE(profile.stage_id NOT IN %s, TRUE)""",
                MOVES,
                lifecycle.stage_ids[0].id,
                self._movable(scope),
                tuple(lifecycle.stage_ids.ids),
            )
        )

    def _enter_from_the_past(self, scope, lifecycle):
        """Enter those who have a past in this lifecycle in the stage it ends in."""
        self.env.cr.execute(
            SQL(
                """UPDATE %s entry SET to_stage_id = past.stage_id
                   FROM (%s) past WHERE past.profile_id = entry.profile_id""",
                MOVES,
                self.env["customer.lifecycle.backfill"]._ends(scope, lifecycle),
            )
        )

    def _compiled_rules(self, scope, lifecycle, is_trial):
        """Return ``{rule: SELECT of matching profiles}``; broken rules say so."""
        rules = lifecycle.rule_ids.filtered("active")
        compiled = rules._compile(scope)
        for rule in rules:
            if isinstance(error := compiled[rule], ConditionError):
                del compiled[rule]
                _logger.warning("Lifecycle rule %s is skipped: %s", rule.id, error)
                if not is_trial:
                    rule._set_problem(scope.company, error.problem)
        return compiled

    def _positions(self, hop, scope):
        """Return the SELECT of the stage of those who may move in this hop."""
        if hop == 1:
            return SQL(
                """SELECT profile.id AS profile_id,
                          COALESCE(entry.to_stage_id, profile.stage_id) AS stage_id
                   FROM customer_retention_profile profile
                   LEFT JOIN %s entry ON entry.profile_id = profile.id
                   WHERE %s""",
                MOVES,
                self._movable(scope),
            )
        return SQL(
            """SELECT last.profile_id, last.to_stage_id AS stage_id FROM %(moves)s last
               WHERE last.hop = %(hop)s AND NOT EXISTS (
                   SELECT FROM %(moves)s visited
                   WHERE visited.profile_id = last.profile_id
                     AND visited.hop BETWEEN 1 AND last.hop
                     AND visited.from_stage_id = last.to_stage_id)""",
            moves=MOVES,
            hop=hop - 1,
        )

    def _hop(self, hop, positions, rules):
        """Move everybody by the first rule that matches; return how many."""
        candidates = SQL(" UNION ALL ").join(
            SQL(
                """SELECT position.*, %s AS to_stage_id, %s AS rule_id, %s AS priority
                   FROM position
                   WHERE stage_id = ANY(%s) AND profile_id IN %s""",
                rule.to_stage_id.id,
                rule.id,
                priority,
                rule._origins().ids,
                matching,
            )
            for priority, (rule, matching) in enumerate(rules.items())
        )
        self.env.cr.execute(
            SQL(
                """ANALYZE %(moves)s;
                   WITH position AS (%(positions)s)
                   INSERT INTO %(moves)s
                   SELECT DISTINCT ON (profile_id)
                          profile_id, %(hop)s, stage_id, to_stage_id, rule_id
                   FROM (%(candidates)s) candidate
                   ORDER BY profile_id, priority""",
                positions=positions,
                moves=MOVES,
                hop=hop,
                candidates=candidates,
            )
        )
        return self.env.cr.rowcount

    def _leave_circles(self):
        """Take the circles off the moves: all from where a customer comes by again.

        ======= === ==== == ==== ===============================
        profile hop from to rule
        ======= === ==== == ==== ===============================
        7       1   A    B  1    stays
        7       2   B    C  2    goes: the next move leads back
        7       3   C    B  3    goes
        8       1   A    C  4    stays
        ======= === ==== == ==== ===============================

        Who goes round, and by which rules, is kept in a second temporary table.

        :return: ``(rule ids, customers)`` of each kind of circle, here ``([2, 3], 1)``
        """
        return self.env.execute_query(
            SQL(
                """WITH customer_in_circle AS (
                       SELECT away.profile_id, MIN(away.hop) AS first_hop
                       FROM %(moves)s back JOIN %(moves)s away
                         ON away.profile_id = back.profile_id
                        AND away.from_stage_id = back.to_stage_id
                        AND away.hop BETWEEN 1 AND back.hop
                       GROUP BY away.profile_id
                   ), undone_move AS (
                       DELETE FROM %(moves)s move USING customer_in_circle circle
                       WHERE move.profile_id = circle.profile_id
                         AND move.hop >= circle.first_hop
                       RETURNING move.profile_id, move.rule_id
                   ), customers_walk AS (
                       INSERT INTO %(circles)s
                       SELECT profile_id, ARRAY_AGG(rule_id ORDER BY rule_id)
                       FROM undone_move GROUP BY profile_id
                       RETURNING rules
                   )
                   SELECT rules, COUNT(*) FROM customers_walk GROUP BY rules""",
                moves=MOVES,
                circles=CIRCLES,
            )
        )

    def _report_circles(self, scope, rules, circles):
        """Let each rule say with which others it fights, and over how many."""
        problems = {}
        for rule_ids, customers in circles:
            for rule_id in rule_ids:
                problem = problems.setdefault(rule_id, {"rules": [], "customers": 0})
                problem["rules"] = sorted({*problem["rules"], *rule_ids})
                problem["customers"] += customers
        for rule in rules:
            problem = problems.get(rule.id)
            if problem or scope.is_full:
                rule._set_problem(scope.company, problem)

    def _destinations(self):
        """Return the SELECT of the last move of each customer."""
        return SQL(
            """SELECT DISTINCT ON (profile_id) * FROM %s
               ORDER BY profile_id, hop DESC""",
            MOVES,
        )

    def _circles(self):
        """Return the table of who would go in circles, and by which rules."""
        return CIRCLES

    def _write_journal(self, scope, lifecycle):
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_lifecycle_journal
                       (profile_id, company_id, date, at, from_stage_id, to_stage_id,
                        origin, rule_id, churn_days, order_count)
                   SELECT profile_id, %(company)s, %(as_of)s, %(now)s, from_stage_id,
                          to_stage_id, 'rule', rule_id, %(churn_days)s,
                          %(order_count)s
                   FROM %(moves)s ORDER BY profile_id, hop""",
                company=scope.company.id,
                as_of=scope.as_of,
                now=fields.Datetime.now(),
                moves=MOVES,
                **lifecycle._numbers(),
            )
        )
        self.env["customer.lifecycle.journal"].invalidate_model()

    def _write_stages(self, scope):
        """Write the stages reached through the ORM, in sets; return how many.

        Who enters in the first stage gets no line in the chatter: many may at once.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT to_stage_id, hop = 0 AND from_stage_id IS NULL AS is_entry,
                          ARRAY_AGG(profile_id ORDER BY profile_id)
                   FROM (%s) destination GROUP BY to_stage_id, is_entry""",
                self._destinations(),
            )
        )
        profiles = self.env["customer.retention.profile"].with_context(
            lifecycle_by_rule=True
        )
        for stage_id, is_entry, ids in rows:
            values = {
                "stage_id": stage_id,
                "stage_date": scope.as_of,
                "stage_reason": False,
                **NOT_BY_HAND,
            }
            quiet = profiles.with_context(mail_notrack=True) if is_entry else profiles
            for batch in split_every(WRITE_BATCH, ids):
                quiet.browse(batch).write(values)
        return sum(len(ids) for _stage, _is_entry, ids in rows)

    def _moves_of_old_customers(self):
        """Return the SELECT of the stages reached by who had been in one before."""
        return SQL(
            """SELECT profile_id, to_stage_id FROM %(moves)s
               WHERE profile_id NOT IN (
                   SELECT profile_id FROM %(moves)s
                   WHERE hop = 0 AND from_stage_id IS NULL)""",
            moves=MOVES,
        )

    def _fill(self, scope, lifecycle):
        """Place everybody without a word, with a journal that reaches back."""
        self._carry_over(scope, lifecycle)
        self.env["customer.lifecycle.backfill"]._rebuild(scope, lifecycle)
        # rows of this very transaction: the planner knows nothing of them yet
        self.env.execute_query(SQL("ANALYZE (SKIP_LOCKED) customer_lifecycle_journal"))
        self._compute(scope, lifecycle, from_the_past=True)
        self._hold_hand_made(scope, lifecycle)
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_lifecycle_journal
                       (profile_id, company_id, date, at, from_stage_id, to_stage_id,
                        origin, rule_id, churn_days, order_count)
                   SELECT destination.profile_id, %(company)s, %(as_of)s, %(now)s,
                          past.to_stage_id, destination.to_stage_id, 'rule', rule_id,
                          %(churn_days)s, %(order_count)s
                   FROM (%(destinations)s) destination
                   LEFT JOIN LATERAL (
                       SELECT journal.to_stage_id
                       FROM customer_lifecycle_journal journal
                       JOIN customer_lifecycle_stage stage
                         ON stage.id = journal.to_stage_id
                       WHERE journal.profile_id = destination.profile_id
                         AND stage.lifecycle_id = %(lifecycle)s
                       ORDER BY journal.date DESC, journal.id DESC LIMIT 1
                   ) past ON TRUE
                   WHERE past.to_stage_id IS DISTINCT FROM destination.to_stage_id""",
                company=scope.company.id,
                as_of=scope.as_of,
                now=fields.Datetime.now(),
                destinations=self._destinations(),
                lifecycle=lifecycle.id,
                **lifecycle._numbers(),
            )
        )
        scope.company.retention_lifecycle_filled_id = lifecycle
        return self._place()

    def _place(self):
        """Put everybody where the moves lead, since the journal's last date."""
        self.env.cr.execute(
            SQL(
                """UPDATE customer_retention_profile profile
                   SET stage_id = destination.to_stage_id, stage_reason = NULL,
                       stage_date = (
                           SELECT MAX(date) FROM customer_lifecycle_journal journal
                           WHERE journal.profile_id = profile.id
                             AND journal.to_stage_id = destination.to_stage_id)
                   FROM (%s) destination WHERE destination.profile_id = profile.id""",
                self._destinations(),
            )
        )
        count = self.env.cr.rowcount
        self.env["customer.retention.profile"].invalidate_model()
        self.env["customer.lifecycle.journal"].invalidate_model()
        return count
