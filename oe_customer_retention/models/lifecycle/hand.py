"""Stages set by hand: held by the rules, asked about, kept in another lifecycle.

The rules leave a stage set by hand alone until something newer contradicts it: since
the move the customer gave a sign of life, or the rules lead elsewhere than they did.
Then the person is asked. What is no act of the customer, such as a lost opportunity, is
nothing newer where the rules had led away from the stage before. From a stage that no
rule leads to, where only people put customers, the rules move on by themselves: that is
their way.
"""

from odoo import models
from odoo.tools import SQL

from .engine import MOVES

KEPT = SQL.identifier("tmp_customer_lifecycle_kept")
FACTS = (
    "purchase_count",
    "open_opportunity_count",
    "won_opportunity_count",
    "lost_opportunity_count",
)


def same_stage(one, other):
    """Return the SQL of whether stages of two lifecycles are the same to people."""
    return SQL(
        """%(one)s.lifecycle_id != %(other)s.lifecycle_id
           AND LOWER(%(one)s.name->>'en_US') = LOWER(%(other)s.name->>'en_US')""",
        one=one,
        other=other,
    )


class LifecycleEngine(models.AbstractModel):
    _inherit = "customer.lifecycle.engine"

    def _sql_facts(self, alias):
        """Return the SQL text of what something newer changes: ``4/1/0/0``."""
        counts = (SQL.identifier(alias, name) for name in FACTS)
        return SQL(
            "CONCAT_WS('/', %s)",
            SQL(", ").join(SQL("COALESCE(%s, 0)", count) for count in counts),
        )

    def _sql_gave_sign(self, counts, old_counts):
        """Return the SQL of whether the customer bought, agreed, or asked since.

        :param counts: the SQL of an array of ``FACTS``
        """
        return SQL(
            """(%(new)s[1] > %(old)s[1] OR %(new)s[3] > %(old)s[3]
                OR %(new)s[2] + %(new)s[3] + %(new)s[4]
                   > %(old)s[2] + %(old)s[3] + %(old)s[4])""",
            new=counts,
            old=old_counts,
        )

    def _note_basis(self, profiles):
        """Keep what was known when these stages were set by hand.

        Where the rules lead is added by the next refresh.
        """
        profiles.flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE customer_retention_profile profile SET stage_basis = %s
                   WHERE id = ANY(%s)""",
                self._sql_facts("profile"),
                profiles.ids,
            )
        )
        profiles.invalidate_recordset(["stage_basis"])

    def _hold_hand_made(self, scope, lifecycle):
        """Take stages set by hand off the moves; ask where something is newer."""
        self._write_questions(scope, lifecycle)
        self.env.cr.execute(
            SQL(
                """DELETE FROM %s move USING customer_retention_profile profile
                   WHERE profile.id = move.profile_id AND profile.stage_by_hand
                     AND (profile.stage_suggested_rule_id IS NULL
                          OR profile.stage_id != ALL(%s))""",
                MOVES,
                self._stations(lifecycle).ids,
            )
        )

    def _stations(self, lifecycle):
        """Return the stages in which only people put customers."""
        rules = lifecycle.rule_ids.filtered("active")
        return lifecycle.stage_ids[1:] - rules.to_stage_id

    def _write_questions(self, scope, lifecycle):
        """Write the rule that something newer speaks for, where that has changed.

        What is known is kept as ``4/1/0/0>7``: the counts, and the stage to which the
        rules led, none where they agreed. Where nothing is newer, the present is known
        from now on.
        """
        counts, old_counts = (
            SQL("(STRING_TO_ARRAY(%s, '/')::integer[])", SQL.identifier(name))
            for name in ("facts", "old_facts")
        )
        self.env.cr.execute(
            SQL(
                """WITH known AS (
                       SELECT profile.id, profile.stage_basis AS basis,
                              SPLIT_PART(profile.stage_basis, '>', 1) AS old_facts,
                              SUBSTRING(profile.stage_basis FROM '>(.*)') AS old_stage,
                              %(facts)s AS facts,
                              COALESCE(destination.to_stage_id::text, '') AS stage,
                              destination.rule_id,
                              profile.stage_suggested_rule_id IS NOT NULL AS is_asked
                       FROM customer_retention_profile profile
                       LEFT JOIN (%(destinations)s) destination
                              ON destination.profile_id = profile.id
                       WHERE %(movable)s AND profile.stage_by_hand
                   ), verdict AS (
                       SELECT id, basis, CONCAT(facts, '>', stage) AS present, rule_id,
                              %(gave_sign)s
                              OR stage != old_stage
                                 AND (facts = old_facts OR old_stage = '' OR is_asked)
                              AS is_newer
                       FROM known
                   ), question AS (
                       SELECT id,
                              CASE WHEN is_newer THEN basis ELSE present END AS basis,
                              CASE WHEN is_newer THEN rule_id END AS rule_id
                       FROM verdict
                   )
                   UPDATE customer_retention_profile profile
                   SET stage_basis = question.basis,
                       stage_suggested_rule_id = question.rule_id
                   FROM question
                   WHERE question.id = profile.id
                     AND (profile.stage_basis, profile.stage_suggested_rule_id)
                         IS DISTINCT FROM (question.basis, question.rule_id)""",
                facts=self._sql_facts("profile"),
                gave_sign=self._sql_gave_sign(counts, old_counts),
                destinations=self._destinations(),
                movable=self._movable(scope),
            )
        )
        self.env["customer.retention.profile"].invalidate_model(
            ["stage_basis", "stage_suggested_rule_id"]
        )

    def _carry_over(self, scope, lifecycle):
        """Keep stages people set in a lifecycle that is new to the company.

        They are kept in the stage of the same name, or else where a person had put the
        customer when this lifecycle was last in use. A temporary table has a row of
        each: without ``stage_id`` for those that are not kept, with ``line_id`` of the
        journal for those from then.
        """
        self.env.flush_all()
        self.env.execute_query(SQL("DROP TABLE IF EXISTS %s", KEPT))
        self.env.execute_query(
            SQL(
                "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s",
                KEPT,
                self._set_by_people(scope.company, lifecycle),
            )
        )
        self._copy_last_lines()
        self._place_kept()
        self.env["customer.retention.profile"].invalidate_model()

    def _set_by_people(self, company, lifecycle):
        """Return the SELECT of stages people set, and what becomes of them."""
        return SQL(
            """SELECT profile.id AS profile_id, profile.stage_id AS from_stage_id,
                      COALESCE(same.id, CASE WHEN last.origin = 'hand'
                                             THEN last.to_stage_id END) AS stage_id,
                      CASE WHEN same.id IS NULL AND last.origin = 'hand'
                           THEN last.id END AS line_id
               FROM customer_retention_profile profile
               LEFT JOIN customer_lifecycle_stage stage ON stage.id = profile.stage_id
               LEFT JOIN LATERAL (
                   SELECT other.id FROM customer_lifecycle_stage other
                   WHERE other.lifecycle_id = %(lifecycle)s
                     AND (profile.stage_by_hand OR profile.stage_pinned)
                     AND %(same)s
                   ORDER BY other.sequence, other.id LIMIT 1) same ON TRUE
               LEFT JOIN LATERAL (
                   SELECT line.id, line.to_stage_id, line.origin
                   FROM customer_lifecycle_journal line
                   JOIN customer_lifecycle_stage reached
                     ON reached.id = line.to_stage_id
                   WHERE line.profile_id = profile.id
                     AND reached.lifecycle_id = %(lifecycle)s
                   ORDER BY line.date DESC, line.id DESC LIMIT 1) last ON TRUE
               WHERE profile.company_id = %(company)s
                 AND stage.lifecycle_id != %(lifecycle)s
                 AND (same.id IS NOT NULL OR last.origin = 'hand'
                      OR profile.stage_by_hand
                     AND profile.stage_pinned IS NOT TRUE)""",
            same=same_stage(SQL("other"), SQL("stage")),
            lifecycle=lifecycle.id,
            company=company.id,
        )

    def _copy_last_lines(self):
        """Repeat who set the stage, when and why, for the stage of the same name."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_lifecycle_journal
                       (profile_id, company_id, date, at, to_stage_id, origin,
                        user_id, reason)
                   SELECT profile.id, profile.company_id,
                          COALESCE(line.date, profile.stage_date, CURRENT_DATE),
                          line.at, kept.stage_id, 'hand', line.user_id, line.reason
                   FROM %s kept
                   JOIN customer_retention_profile profile
                     ON profile.id = kept.profile_id
                   LEFT JOIN LATERAL (
                       SELECT * FROM customer_lifecycle_journal line
                       WHERE line.profile_id = profile.id
                         AND line.to_stage_id = profile.stage_id
                       ORDER BY line.date DESC, line.id DESC LIMIT 1) line ON TRUE
                   WHERE kept.stage_id IS NOT NULL AND kept.line_id IS NULL""",
                KEPT,
            )
        )
        self.env["customer.lifecycle.journal"].invalidate_model()

    def _place_kept(self):
        self.env.cr.execute(
            SQL(
                """UPDATE customer_retention_profile profile
                   SET stage_id = COALESCE(kept.stage_id, profile.stage_id),
                       stage_by_hand = kept.stage_id IS NOT NULL,
                       stage_basis = NULL, stage_suggested_rule_id = NULL,
                       stage_date = COALESCE(line.date, profile.stage_date),
                       stage_reason = COALESCE(line.reason, profile.stage_reason)
                   FROM %s kept
                   LEFT JOIN customer_lifecycle_journal line ON line.id = kept.line_id
                   WHERE kept.profile_id = profile.id""",
                KEPT,
            )
        )
