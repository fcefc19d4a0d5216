"""Firing of reactions: once per change of status or stage, for whom it concerns.

A change is one the refresh writes, or a person. Between two refreshes a customer may
take several steps, which the timeline tells: all of them count. Being at risk, dormant
and lost are one silence, for which a reaction fires once, until the customer has been
active again; a timeline rebuilt under another policy starts no new silence.
"""

import logging
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every
from psycopg2 import OperationalError

from ..condition.domain import problem_of
from ..history.transition import WATCHED_DAYS
from ..sql import WRITE_BATCH
from ..status import LAPSED

NEWS_DAYS = 7  # what happened longer ago is no news any more

_logger = logging.getLogger(__name__)
# States after which a customer need not rest.
NOTHING_DONE = ("repeated", "resting", "over")


class RetentionReactionEngine(models.AbstractModel):
    _name = "customer.retention.reaction.engine"
    _description = "Retention Reactions"

    @api.model
    def _run(self, scope, changes, known_id):
        """React to changed statuses, and do what waited for a snooze to end.

        :param Scope scope: company, date and customers
        :param changes: ``(profile id, old status, new status)`` of each changed one
        :param int known_id: transitions above it are news of this refresh
        """
        self = self.with_env(scope.company._retention_env())
        self._follow(scope)
        self._wake(scope)
        if changes and (reactions := self._reactions(scope.company, "status")):
            steps = self._status_steps(scope, changes, known_id)
            self._react(scope.company, scope.as_of, reactions, steps)

    @api.model
    def _moved(self, company, as_of, moves, by_hand):
        """React to stages that were reached, unless changed settings moved them.

        :param SQL moves: SELECT of ``profile_id`` and ``to_stage_id``
        :param bool by_hand: a person moved them
        """
        self = self.with_env(company._retention_env())
        reactions = self._reactions(company, "stage")
        if reactions and (by_hand or not company._retention_settings_changed()):
            steps = SQL(
                """SELECT profile_id, %s::date AS date, NULL::varchar AS from_status,
                          NULL::varchar AS to_status, to_stage_id,
                          NULL::varchar AS occasion
                   FROM (%s) move""",
                as_of,
                moves,
            )
            self._react(company, as_of, reactions, steps)

    def _reactions(self, company, trigger):
        reactions = self.env["customer.retention.reaction"]
        return reactions._applicable(company, Domain("trigger", "=", trigger))

    def _status_steps(self, scope, changes, known_id):
        """Return the SELECT of the steps that led from the old status to the new one.

        They are what is new on the timeline since the customer last had the old
        status, of the last days where it never had, and the first one leads away from
        it: what was shown before a document was entered late counts. Of several steps
        down one silence only the last counts: who is lost already is not called as one
        at risk. Where the timeline tells another story, as for a status set by hand or
        another policy, the change is one step.

        For customer 7, at risk since 3 May and dormant since 2 June as the timeline
        tells, and 8, called lost by hand:

        ======= ====== ======= =======
        profile date   from    to
        ======= ====== ======= =======
        7       2 June at_risk dormant
        8       today  active  lost
        ======= ====== ======= =======
        """
        return SQL(
            """WITH changed_customer AS (
                   SELECT * FROM UNNEST(%(ids)s, %(old)s, %(new)s)
                                 AS change (profile_id, from_status, to_status)
               ), told_customer AS (
                   SELECT changed.profile_id, changed.from_status,
                          COALESCE((SELECT MAX(date)
                                    FROM customer_retention_transition away
                                    WHERE away.profile_id = changed.profile_id
                                      AND away.from_status = changed.from_status),
                                   %(no_news)s) AS left_on
                   FROM changed_customer changed
                   JOIN customer_retention_transition present
                     ON present.profile_id = changed.profile_id
                    AND present.end_date IS NULL
                    AND present.to_status = changed.to_status
               ), told_step AS (
                   SELECT step.profile_id, step.date,
                          LAG(step.to_status, 1, told.from_status) OVER (
                              PARTITION BY step.profile_id ORDER BY step.date)
                              AS from_status,
                          step.to_status
                   FROM told_customer told
                   JOIN customer_retention_transition step
                     ON step.profile_id = told.profile_id
                    AND step.date >= told.left_on AND step.id > %(known_id)s
               ), followed_step AS (
                   SELECT *, LEAD(to_status) OVER (PARTITION BY profile_id
                                                   ORDER BY date) AS next_status
                   FROM told_step
               )
               SELECT profile_id, date, from_status, to_status,
                      NULL::integer AS to_stage_id, NULL::varchar AS occasion,
                      TRUE AS is_told
               FROM followed_step
               WHERE to_status != ALL(%(lapsed)s)
                  OR COALESCE(next_status != ALL(%(lapsed)s), TRUE)
               UNION ALL
               SELECT profile_id, %(as_of)s::date, from_status, to_status, NULL, NULL,
                      FALSE
               FROM changed_customer changed
               WHERE NOT EXISTS (SELECT FROM told_step
                                 WHERE told_step.profile_id = changed.profile_id)""",
            ids=[id_ for id_, _old, _new in changes],
            old=[old for _id, old, _new in changes],
            new=[new for _id, _old, new in changes],
            known_id=known_id,
            as_of=scope.as_of,
            no_news=scope.as_of - timedelta(days=NEWS_DAYS),
            lapsed=list(LAPSED),
        )

    def _react(self, company, as_of, reactions, steps):
        """Let each reaction fire for the steps that concern it.

        :param SQL steps: ``profile_id``, ``date``, ``from_status``, ``to_status``,
            ``to_stage_id``, and ``occasion``: what it fires for only once, NULL for
            the change itself
        """
        self.env.flush_all()
        for reaction in reactions:
            try:
                with self.env.cr.savepoint():
                    lines = self._note(reaction, company, as_of, steps)
            except OperationalError:
                raise
            except Exception as error:
                self.env.invalidate_all()
                _logger.warning("Reaction %s is skipped: %s", reaction.id, error)
                reaction._set_problem(company, problem_of(error))
                continue
            reaction._set_problem(company, None)
            self._perform(lines)

    def _perform(self, lines):
        for reaction, own in lines.grouped("reaction_id").items():
            now = reaction._within_limit(own)
            (own - now).state = "postponed"
            for batch in split_every(WRITE_BATCH, now.ids):
                reaction._perform(own.browse(batch))

    def _note(self, reaction, company, as_of, steps):
        """Write the log of a reaction; return the lines to do now."""
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO customer_retention_reaction_log
                       (reaction_id, name, action, profile_id, company_id, date,
                        transition_date, from_status, to_status, to_stage_id,
                        is_lapse, silent_since, occasion, state,
                        create_uid, write_uid, create_date, write_date)
                   SELECT %(reaction)s, %(name)s, %(action)s, profile_id, %(company)s,
                          %(as_of)s, step.date, from_status, to_status, to_stage_id,
                          is_lapse, silent_since,
                          CASE WHEN is_lapse THEN CONCAT('silence ', silent_since)
                               WHEN occasion IS NOT NULL THEN occasion
                               ELSE CONCAT_WS(' ', to_status, to_stage_id, step.date)
                          END,
                          %(state)s, %(uid)s, %(uid)s, %(now)s, %(now)s
                   FROM (%(steps)s) step
                   JOIN customer_retention_profile profile ON profile.id = profile_id
                   CROSS JOIN LATERAL (
                       SELECT COALESCE(to_status = ANY(%(lapsed)s), FALSE) AS is_lapse,
                              -- a silence that is over is not the next one
                              LEAST(last_activity_date, step.date) AS silent_since
                   ) kind
                   ORDER BY profile_id, place
                   ON CONFLICT DO NOTHING
                   RETURNING id, state""",
                reaction=reaction.id,
                name=reaction.name,
                action=reaction.action,
                company=company.id,
                as_of=as_of,
                lapsed=list(LAPSED),
                state=self._first_state(reaction, as_of),
                steps=self._own_steps(reaction, company, as_of, steps),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env["customer.retention.reaction.log"].invalidate_model()
        return self.env["customer.retention.reaction.log"].browse(
            id_ for id_, state in rows if state == "due"
        )

    def _own_steps(self, reaction, company, as_of, steps):
        """Return the SELECT of each customer's last step that concerns a reaction, of
        each occasion of its own that is news; ``place`` counts these."""
        return SQL(
            """SELECT *, ROW_NUMBER() OVER (PARTITION BY profile_id
                                            ORDER BY date, occasion) AS place
               FROM (SELECT DISTINCT ON (profile_id, occasion) * FROM (%s) step
                     WHERE %s AND profile_id IN %s
                     ORDER BY profile_id, occasion, date DESC) step
               WHERE NOT EXISTS (
                   SELECT FROM customer_retention_reaction_log known
                   WHERE known.reaction_id = %s AND known.occasion = step.occasion
                     AND known.profile_id = step.profile_id)""",
            steps,
            reaction._concerned(),
            reaction._customers(company, as_of).subselect(),
            reaction.id,
        )

    def _first_state(self, reaction, as_of):
        """Return the SQL of whether it is due, waits, or is not repeated."""
        return SQL(
            """CASE WHEN EXISTS (
                        SELECT FROM customer_retention_reaction_log before
                        JOIN mail_activity ON retention_log_id = before.id
                        WHERE before.reaction_id = %(reaction)s AND mail_activity.active
                          AND before.profile_id = profile.id) THEN 'repeated'
                    WHEN step.place > 1 OR EXISTS (
                        SELECT FROM customer_retention_reaction_log before
                        WHERE before.reaction_id = %(reaction)s
                          AND before.profile_id = profile.id
                          AND before.state NOT IN %(nothing)s
                          AND before.date > %(as_of)s::date - %(days)s) THEN 'resting'
                    WHEN %(snoozed)s THEN 'snoozed'
                    ELSE 'due' END""",
            reaction=reaction.id,
            nothing=NOTHING_DONE,
            as_of=as_of,
            days=reaction.rest_days,
            snoozed=self._profiles_on(as_of)._field_to_sql("profile", "is_snoozed"),
        )

    def _profiles_on(self, as_of):
        """Return the empty set of profiles whose derived fields are of that day."""
        return self.env["customer.retention.profile"].with_context(
            retention_as_of=as_of
        )

    # What became of it

    def _follow(self, scope):
        """Write onto the log which silences are over, and which customers bought."""
        self._end_lapses(scope)
        self._find_returns(scope)
        self.env["customer.retention.reaction.log"].invalidate_model()

    def _end_lapses(self, scope):
        """End the silences that reactions fired for, of customers active since; what
        was planned for them is withdrawn."""
        ended = self.env.execute_query(
            SQL(
                """UPDATE customer_retention_reaction_log line
                   SET lapse_end_date = %(as_of)s
                   FROM customer_retention_profile profile
                   WHERE profile.id = line.profile_id AND line.is_lapse
                     AND line.lapse_end_date IS NULL
                     AND line.company_id = %(company)s
                     AND (profile.status = 'active'
                              AND profile.last_activity_date > line.silent_since
                          OR EXISTS (
                              SELECT FROM customer_retention_transition back
                              WHERE back.profile_id = profile.id
                                AND back.to_status = 'active'
                                AND back.date > line.silent_since)) %(only)s
                   RETURNING line.id""",
                as_of=scope.as_of,
                company=scope.company.id,
                only=scope.only("profile.partner_id", scope.customer_ids),
            )
        )
        logs = self.env["customer.retention.reaction.log"]
        logs.invalidate_model()
        logs.browse(id_ for (id_,) in ended)._withdraw(scope.as_of)

    def _find_returns(self, scope):
        """Find the first purchase in the days watched after each reaction."""
        self.env.execute_query(
            SQL(
                """UPDATE customer_retention_reaction_log line
                   SET returned_on = bought.date
                   FROM customer_retention_reaction_log fired
                   JOIN customer_retention_profile profile
                     ON profile.id = fired.profile_id
                   CROSS JOIN LATERAL (
                       SELECT MIN(date) AS date
                       FROM customer_retention_purchase_day purchase
                       WHERE purchase.profile_id = profile.id AND purchase_count > 0
                         AND purchase.date > fired.date
                         AND purchase.date <= fired.date + %(watched)s) bought
                   WHERE fired.id = line.id AND fired.company_id = %(company)s
                     AND fired.date >= %(as_of)s::date - %(watched)s
                     AND fired.returned_on IS DISTINCT FROM bought.date %(only)s
                   RETURNING line.id""",
                as_of=scope.as_of,
                watched=WATCHED_DAYS,
                company=scope.company.id,
                only=scope.only("profile.partner_id", scope.customer_ids),
            )
        )

    def _wake(self, scope):
        """Do what waited for the end of a snooze, or for another day, where it holds
        still."""
        logs = self.env["customer.retention.reaction.log"]
        waiting = logs.with_context(retention_as_of=scope.as_of).search(
            [
                ("state", "in", ("snoozed", "postponed")),
                ("company_id", "=", scope.company.id),
                ("profile_id.is_snoozed", "=", False),
            ],
            order="id",
        )
        waiting = waiting.with_env(self.env)
        if not scope.is_full:
            waiting = waiting.filtered(
                lambda line: line.partner_id.id in scope.customer_ids
            )
        due = waiting.filtered(self._still_holds)
        (waiting - due).state = "over"
        due.write({"state": "due", "date": scope.as_of})
        self._perform(due)

    def _still_holds(self, line):
        if not line.reaction_id.active:
            return False
        profile = line.profile_id
        if line.to_stage_id:
            return profile.stage_id == line.to_stage_id
        if line.is_lapse:
            return profile.status in LAPSED and not line.lapse_end_date
        return profile.status == line.to_status

    def _retry(self, lines):
        """Do again, today, what failed."""
        for company, own in lines.grouped("company_id").items():
            again = self.with_env(company._retention_env())
            own = own.with_env(again.env)
            own.write({"date": company._retention_today()})
            again._perform(own)
