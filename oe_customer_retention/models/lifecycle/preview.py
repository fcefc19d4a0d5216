import json
from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from ..labels import changed, count, label, labels, titled
from ..scope import Scope
from .hand import KEPT, same_stage

OUTCOMES = [
    ("moved", "Moves"),
    ("unkept", "Moves, though set manually"),
    ("kept", "Keeps its stage set manually"),
    ("asked", "Stays, and you are asked"),
    ("circle", "Stays, would go in circles"),
]
ROW = (
    "profile_id",
    "outcome",
    "from_stage_id",
    "to_stage_id",
    "rule_id",
    "hops",
    "rules",
)


class CustomerLifecyclePreview(models.TransientModel):
    """One customer the rules have something to say of now; nothing is moved."""

    _name = "customer.lifecycle.preview"
    _description = "Lifecycle Dry Run"
    _inherit = ["customer.retention.links.mixin"]
    _rec_name = "profile_id"
    _order = "profile_id, id"

    profile_id = fields.Many2one(
        "customer.retention.profile",
        string="Customer",
        readonly=True,
        ondelete="cascade",
    )
    outcome = fields.Selection(
        OUTCOMES,
        readonly=True,
        help="What would happen. Stages set manually stay until something newer "
        "contradicts them; then you are asked. Customers who would go in circles stay "
        "where they are.",
    )
    from_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="From",
        readonly=True,
        ondelete="cascade",
        help="The stage the customer is in now.",
    )
    to_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="To",
        readonly=True,
        ondelete="cascade",
        help="The stage the rules would move the customer to.",
    )
    rule_name = fields.Char(
        string="Last rule",
        readonly=True,
        help="The last rule that would move the customer or, where none does, the "
        "milestone in the documents of the past that leads to the new stage. Empty: it "
        "stays, or enters in the first stage.",
    )
    circle_rules = fields.Char(
        string="Circular rules",
        readonly=True,
        help="Rules that would move the customer on and back again: make their "
        "conditions mutually exclusive.",
    )
    hops = fields.Integer(
        string="Stages passed", readonly=True, help="The last one is counted, too."
    )

    @api.model
    def _open(self, lifecycle, company, **numbers):
        """Return the action that lists who would move in ``company`` under a lifecycle.

        :param numbers: as in :meth:`_rows`; these are listed in a dialog, above the
            form in which they are not saved yet
        :raises AccessError: for those who may not configure lifecycles
        """
        lifecycle._check_may_use()
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        tried = {**lifecycle._numbers(), **numbers}
        self._fill(self._rows(lifecycle, company, **numbers), tried)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dry run: %s", lifecycle.name),
            "res_model": self._name,
            "views": [(False, "list")],
            "target": "new" if numbers else "current",
            "context": {"search_default_group_outcome": 1},
            "help": self.env._(
                "No one would move: every customer is where the rules place it."
            ),
        }

    def _fill(self, rows, numbers):
        """Keep what the rules would do with these numbers, and are called with them."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_lifecycle_preview
                          (profile_id, outcome, from_stage_id, to_stage_id, hops,
                           rule_name, circle_rules,
                           create_uid, create_date, write_uid, write_date)
                   SELECT profile_id, outcome, from_stage_id, to_stage_id, hops,
                          COALESCE(by_id->>rule_id::text,
                                   CASE WHEN outcome IN ('moved', 'unkept')
                                        THEN by_stage->>to_stage_id::text END),
                          (SELECT STRING_AGG(by_id->>id::text, ', ' ORDER BY place)
                           FROM UNNEST(rules) WITH ORDINALITY circle(id, place)),
                          %(uid)s, %(now)s, %(uid)s, %(now)s
                   FROM jsonb_to_recordset(%(rows)s) AS row(
                       profile_id integer, outcome varchar, from_stage_id integer,
                       to_stage_id integer, rule_id integer, hops integer,
                       rules integer[]),
                       (SELECT %(names)s::jsonb AS by_id,
                               %(milestones)s::jsonb AS by_stage) names""",
                rows=json.dumps([dict(zip(ROW, row, strict=True)) for row in rows]),
                names=json.dumps(self._rule_names(rows, numbers)),
                milestones=json.dumps(self._milestones(rows)),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.invalidate_model()

    def _rule_names(self, rows, numbers):
        """Return ``{id: name}`` of the rules in :meth:`_rows`."""
        ids = {rule_id for *_row, rule_id, _hops, _rules in rows if rule_id}
        ids.update(*(rules or () for *_row, rules in rows))
        rules = self.env["customer.lifecycle.rule"].sudo().browse(ids)
        return {rule.id: rule._named(numbers) for rule in rules}

    def _milestones(self, rows):
        """Return ``{id: what led there in the past}`` of stages in :meth:`_rows`."""
        ids = {row[ROW.index("to_stage_id")] for row in rows} - {None}
        stages = self.env["customer.lifecycle.stage"].sudo().browse(ids)
        firsts = stages.lifecycle_id.mapped(lambda lifecycle: lifecycle.stage_ids[:1])
        past = labels(self.env["customer.lifecycle.journal"], "origin")["past"]
        return {
            stage.id: titled(self.env, past, label(stage, "milestone"))
            for stage in stages - firsts
            if stage.milestone
        }

    @api.model
    def _rows(self, lifecycle, company, **numbers):
        """Return what the rules would do: it is done, read and taken back.

        :param numbers: numbers of the lifecycle to try instead of its own
        :return: rows of profile, outcome, stage from, stage to, rule, moves, and the
            rules of the circle
        """
        scope = Scope.of(company)
        lifecycle = lifecycle.with_env(company._retention_env())
        if not lifecycle.stage_ids:
            return []
        lifecycle.env.flush_all()
        with lifecycle.env.cr.savepoint(flush=False) as savepoint:
            rows = self._try(scope, lifecycle, numbers)
            savepoint.rollback()
        lifecycle._forget_trial(scope.company)
        return rows

    def _try(self, scope, lifecycle, numbers):
        engine = lifecycle.env["customer.lifecycle.engine"]
        is_filled = scope.company.retention_lifecycle_filled_id == lifecycle
        lifecycle._write_for_now(numbers)
        scope.company._use_lifecycle_for_now(lifecycle)
        engine._carry_over(scope, lifecycle)
        if not is_filled:
            lifecycle.env["customer.lifecycle.backfill"]._find(scope, lifecycle)
        engine._compute(scope, lifecycle, from_the_past=not is_filled, is_trial=True)
        engine._write_questions(scope, lifecycle)
        return lifecycle.env.execute_query(
            SQL(
                """SELECT * FROM (
                       SELECT profile.id, %(outcome)s AS outcome,
                              COALESCE(kept.from_stage_id, profile.stage_id),
                              CASE WHEN question.id IS NOT NULL
                                   THEN question.to_stage_id
                                   ELSE COALESCE(kept.stage_id, last.to_stage_id,
                                                 profile.stage_id) END,
                              COALESCE(question.id, last.rule_id),
                              COALESCE(last.hop, 0), circle.rules
                       FROM customer_retention_profile profile
                       LEFT JOIN (%(destinations)s) last ON last.profile_id = profile.id
                       LEFT JOIN %(circles)s circle ON circle.profile_id = profile.id
                       LEFT JOIN %(kept)s kept ON kept.profile_id = profile.id
                       LEFT JOIN customer_lifecycle_stage present
                              ON present.id = profile.stage_id
                       LEFT JOIN customer_lifecycle_stage reached
                              ON reached.id = last.to_stage_id
                       LEFT JOIN customer_lifecycle_rule question
                              ON question.id = profile.stage_suggested_rule_id
                             AND profile.stage_id != ALL(%(stations)s)
                       WHERE profile.company_id = %(company)s
                   ) row WHERE outcome IS NOT NULL""",
                outcome=self._sql_outcome(),
                destinations=engine._destinations(),
                circles=engine._circles(),
                kept=KEPT,
                stations=engine._stations(lifecycle).ids,
                company=scope.company.id,
            )
        )

    def _sql_outcome(self):
        return SQL(
            """CASE
                   WHEN kept.profile_id IS NOT NULL AND kept.stage_id IS NOT NULL
                   THEN 'kept'
                   WHEN circle.profile_id IS NOT NULL THEN 'circle'
                   WHEN kept.profile_id IS NOT NULL THEN 'unkept'
                   WHEN question.id IS NOT NULL THEN 'asked'
                   WHEN profile.stage_by_hand
                    AND profile.stage_suggested_rule_id IS NULL THEN NULL
                   WHEN present.id IS NULL AND reached.id IS NOT NULL
                     OR present.id != reached.id AND NOT (%s) THEN 'moved'
               END""",
            same_stage(SQL("present"), SQL("reached")),
        )

    @api.model
    def _summary(self, lifecycle, company, **numbers):
        """Return the lines that say what the rules would do, most customers first."""
        moves = Counter(
            (outcome, from_id, to_id)
            for _profile, outcome, from_id, to_id, *_rest in self._rows(
                lifecycle, company, **numbers
            )
        )
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        stages = self.env["customer.lifecycle.stage"].sudo()
        lines = [
            (
                -customers,
                titled(
                    self.env,
                    changed(
                        self.env,
                        outcomes[outcome],
                        stages.browse(from_id).name or self.env._("no stage"),
                        stages.browse(to_id).name,
                    ),
                    count(self.env, customers),
                ),
            )
            for (outcome, from_id, to_id), customers in moves.items()
        ]
        return [line for _customers, line in sorted(lines)] or [
            self.env._("No one would move: every customer is where the rules place it.")
        ]
