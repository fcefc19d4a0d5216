"""Customers a reaction leaves alone, at random and for good.

Only the comparison with them says what acting brings: who is acted upon by choice would
have come back more often, or less, without it. It is decided when a customer is first
due, once for each reaction, by a hash with a key nobody reads.
"""

import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..labels import field_label

HIGHEST = 50
STEP = 5  # so that a block of at most 20 customers has exactly the share


class CustomerRetentionHoldout(models.Model):
    """A customer drawn for a reaction: to be acted upon, or left alone.

    Rows are written when a reaction is first due for the customer, and never change.
    """

    _name = "customer.retention.holdout"
    _description = "Retention Hold-out"
    _log_access = False
    _rec_name = "profile_id"

    reaction_id = fields.Many2one(
        "customer.retention.reaction",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The reaction it was decided for.",
    )
    profile_id = fields.Many2one(
        "customer.retention.profile",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        ondelete="set null",
        help="The salesperson of the customer: each salesperson has the same share of "
        "customers in the control group.",
    )
    date = fields.Date(
        string="Decided on",
        required=True,
        readonly=True,
        help="The day the reaction was first due.",
    )
    share = fields.Integer(
        string="Control group (%)",
        readonly=True,
        help="The share in force then; empty: taken over from another company, where "
        "the same customer is compared.",
    )
    is_held_out = fields.Boolean(
        string="Control group",
        readonly=True,
        help="The reaction never acts on this customer.",
    )

    _customer_unique = models.Constraint(
        "UNIQUE (reaction_id, profile_id)",
        "Membership in a reaction's control group is decided only once per customer.",
    )

    @api.model
    def _decide(self, reaction, company, as_of, profiles):
        """Decide of those ``profiles`` of whom it is not decided yet.

        The same customer in another company is left alone there too, or in neither.

        :param SQL profiles: SELECT of ``profile_id``
        """
        family = reaction._holdout_family()
        self.env.execute_query(
            SQL(
                """INSERT INTO customer_retention_holdout
                       (reaction_id, profile_id, company_id, user_id, date,
                        is_held_out)
                   SELECT DISTINCT ON (profile.id) %(reaction)s, profile.id,
                          %(company)s, profile.user_id, %(as_of)s::date,
                          decided.is_held_out
                   FROM (%(profiles)s) due
                   JOIN customer_retention_profile profile ON profile.id = profile_id
                   JOIN customer_retention_profile same
                     ON same.partner_id = profile.partner_id
                   JOIN customer_retention_holdout decided
                     ON decided.profile_id = same.id
                    AND decided.reaction_id = ANY(%(family)s)
                   ORDER BY profile.id, decided.date, decided.id
                   ON CONFLICT DO NOTHING RETURNING id""",
                reaction=reaction.id,
                company=company.id,
                as_of=as_of,
                profiles=profiles,
                family=family.ids,
            )
        )
        self.env.execute_query(self._drawing(reaction, company, as_of, profiles))
        self.invalidate_model()

    def _drawing(self, reaction, company, as_of, profiles):
        """Return the statement that draws who is left alone of those not decided yet.

        A salesperson's customers take their seats one after the other, those of one day
        by chance and stake, so that a block takes like with like. In each block the
        seats with the lowest hashes are left alone. With 20 %, a block has five seats:

        ======== ===== ==== ==== ===========
        customer block seat hash is_held_out
        ======== ===== ==== ==== ===========
        71       3     0    9c…  False
        12       3     1    1a…  True
        55       3     2    4f…  False
        ======== ===== ==== ==== ===========
        """
        size = next(n for n in range(1, 101) if n * reaction.holdout_percent % 100 == 0)
        return SQL(
            """WITH due AS (%(profiles)s), fresh AS (
                   SELECT ranked.id, ranked.user_id,
                          NTILE(3) OVER (PARTITION BY ranked.user_id
                                         ORDER BY chance, ranked.id) AS chance,
                          NTILE(3) OVER (PARTITION BY ranked.user_id
                                         ORDER BY stake, ranked.id) AS stake
                   FROM (%(ranked)s) ranked
                   WHERE ranked.id IN (SELECT profile_id FROM due)
                     AND NOT EXISTS (
                         SELECT FROM customer_retention_holdout decided
                         WHERE decided.reaction_id = %(reaction)s
                           AND decided.profile_id = ranked.id)
               ), seated AS (
                   SELECT fresh.id, fresh.user_id,
                          ROW_NUMBER() OVER (
                              PARTITION BY user_id
                              ORDER BY chance, stake, %(hash_of_customer)s) - 1
                          + (SELECT COUNT(*) FROM customer_retention_holdout before
                             WHERE before.reaction_id = %(reaction)s
                               AND before.company_id = %(company)s
                               AND before.share = %(share)s
                               AND before.user_id IS NOT DISTINCT FROM fresh.user_id)
                          AS place
                   FROM fresh
               )
               INSERT INTO customer_retention_holdout
                      (reaction_id, profile_id, company_id, user_id, date, share,
                       is_held_out)
               SELECT %(reaction)s, seated.id, %(company)s, user_id, %(as_of)s,
                      %(share)s,
                      (SELECT COUNT(*) FROM GENERATE_SERIES(0, %(size)s - 1) other
                       WHERE %(hash_of_other)s < %(hash_of_seat)s) < %(held)s
               FROM seated
               ON CONFLICT DO NOTHING RETURNING id""",
            profiles=profiles,
            ranked=self._ranked(company, as_of),
            reaction=reaction.id,
            company=company.id,
            as_of=as_of,
            share=reaction.holdout_percent,
            size=size,
            held=size * reaction.holdout_percent // 100,
            hash_of_customer=reaction._holdout_hash(SQL("fresh.id")),
            hash_of_other=self._seat_hash(reaction, company, size, SQL("other")),
            hash_of_seat=self._seat_hash(
                reaction, company, size, SQL("place %% %s", size)
            ),
        )

    def _seat_hash(self, reaction, company, size, seat):
        return reaction._holdout_hash(
            SQL("%s::integer", company.id),
            SQL("COALESCE(user_id, 0)"),
            SQL("place / %s", size),
            seat,
        )

    def _ranked(self, company, as_of):
        """Return the SELECT of the customers with their chance and what is at stake."""
        profiles = self.env["customer.retention.profile"].with_context(
            retention_as_of=as_of, active_test=False
        )
        query = profiles._search([("company_id", "=", company.id)])
        return query.select(
            SQL.identifier(query.table, "id"),
            SQL.identifier(query.table, "user_id"),
            *(
                SQL(
                    "%s AS %s",
                    profiles._field_to_sql(query.table, name, query),
                    SQL.identifier(column),
                )
                for name, column in (
                    ("reorder_probability", "chance"),
                    ("revenue_at_risk", "stake"),
                )
            ),
        )


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    holdout_percent = fields.Integer(
        string="Control group (%)",
        help="Percentage of customers this reaction never acts on, drawn at random "
        "when it is first due for them, and for good: only the comparison with them "
        "proves its effect. Other reactions, and your colleagues, act on them as "
        "usual. 0: no control group.",
    )
    holdout_key = fields.Char(
        string="Holdout key",
        compute="_compute_holdout_key",
        store=True,
        copy=False,
        groups=NO_ACCESS,
        help="No one can tell beforehand who is in the control group. The key exists "
        "from the day a share is chosen: a database restored to a later day draws the "
        "same.",
    )

    @api.depends("holdout_percent")
    def _compute_holdout_key(self):
        for reaction in self:
            key = secrets.token_hex(32) if reaction.holdout_percent else False
            reaction.holdout_key = reaction.holdout_key or key

    @api.constrains("holdout_percent")
    def _check_holdout_percent(self):
        for reaction in self:
            percent = reaction.holdout_percent
            if not 0 <= percent <= HIGHEST or percent % STEP:
                raise ValidationError(
                    self.env._(
                        "%(reaction)s: '%(field)s' is %(value)s; enter 0, or a "
                        "multiple of %(step)s up to %(highest)s.",
                        reaction=reaction.name,
                        field=field_label(reaction, "holdout_percent"),
                        value=percent,
                        step=STEP,
                        highest=HIGHEST,
                    )
                )

    def _holdout_family(self):
        """Return this reaction with those it is a copy of, or that are copies of it."""
        shared = self.shared_id or self
        copies = self.with_context(active_test=False).search(
            [("shared_id", "=", shared.id)]
        )
        return self | shared | copies

    def _holdout_hash(self, *parts):
        """Return the SQL of the hash of this reaction's key and ``parts``."""
        return SQL(
            "SHA256(CONVERT_TO(CONCAT_WS(' ', %s, %s), 'UTF8'))",
            self.holdout_key,
            SQL(", ").join(parts),
        )


class RetentionReactionEngine(models.AbstractModel):
    _inherit = "customer.retention.reaction.engine"

    def _note(self, reaction, company, as_of, steps):
        if reaction.holdout_percent:
            self.env["customer.retention.holdout"]._decide(
                reaction,
                company,
                as_of,
                SQL(
                    "SELECT profile_id FROM (%s) step",
                    self._own_steps(reaction, company, as_of, steps),
                ),
            )
        return super()._note(reaction, company, as_of, steps)

    def _perform(self, lines):
        """Leave alone whom the reaction leaves alone, whatever led here."""
        held_out = self.env["customer.retention.holdout"].search(
            [
                ("reaction_id", "in", lines.reaction_id.ids),
                ("reaction_id.holdout_percent", ">", 0),
                ("profile_id", "in", lines.profile_id.ids),
                ("is_held_out", "=", True),
            ]
        )
        pairs = {(each.reaction_id, each.profile_id) for each in held_out}
        alone = lines.filtered(
            lambda line: (line.reaction_id, line.profile_id) in pairs
        )
        alone.write({"state": "held_out", "error": False})
        super()._perform(lines - alone)


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def _absorb(self, others):
        """Keep what was decided first for customers merged into one."""
        super()._absorb(others)
        decided = self.env["customer.retention.holdout"].sudo()
        rows = decided.search(
            [("profile_id", "in", (self | others).ids)], order="date, id"
        )
        for own in rows.grouped("reaction_id").values():
            own[1:].unlink()
