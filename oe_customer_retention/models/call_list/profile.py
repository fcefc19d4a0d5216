"""Customers to call today, who is left out and why: derived on read, in SQL."""

from itertools import chain

from odoo import api, fields, models
from odoo.tools import SQL, Query

from ..labels import counted, days_ago, decimal, titled
from ..optional_fields import (
    DerivedBoolean,
    DerivedDate,
    DerivedInteger,
    DerivedMonetary,
    DerivedSelection,
)
from ..prediction.profile_rhythm import RHYTHM_PURCHASE_DAYS

# Kinds of logged contacts that speak with the customer; notes and tasks do not.
CONVERSATIONS = ("call", "mail", "meeting")
# Purchases longer ago are rarely won back by a call: see docs/numbers.md.
RECENT_DAYS = 120
MOST_PRODUCTS = 3
CALL_ORDER = "call_tier, call_stake desc, id"
CONDITION_FIELDS = ("needs_call", "last_contact_date")


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    needs_call = DerivedBoolean(
        sql="_sql_needs_call",
        depends=("status", "rhythm", "revenue_at_risk", "warned_loss"),
        among="_among_to_call",
        string="Needs a call",
        help="At risk, dormant or behind its own rhythm, with revenue at risk; or the "
        "salesperson was warned of a category it stopped buying. Never lost customers.",
    )
    call_stake = DerivedMonetary(
        sql="_sql_call_stake",
        depends=("revenue_at_risk", "warned_loss", "policy_id.horizon_days"),
        string="At stake",
        help="Revenue at risk; or the loss in the warning, within the horizon of the "
        "policy, if higher.",
    )
    call_obstacle = DerivedSelection(
        [
            ("blocked", "Blocked"),
            ("snoozed", "Snoozed until a date"),
            ("contacted", "Contacted recently"),
            ("attempted", "Tried today, no one reached"),
            ("planned", "Planned for later"),
        ],
        sql="_sql_call_obstacle",
        depends=("blocked", "is_snoozed", "last_contact_date", "policy_id.rest_days"),
        string="Reason not to call",
        help="What keeps the customer out of Call today, the first of these that "
        "holds. Empty: nothing does. Customers who were reached or written to rest "
        "for the policy's number of days, those not reached until tomorrow, those "
        "with a planned activity until its day.",
    )
    is_to_call = DerivedBoolean(
        sql="_sql_is_to_call",
        depends=("needs_call", "call_obstacle"),
        among="_among_to_call",
        string="To call today",
        help="Needs a call, and nothing prevents it today.",
    )
    call_tier = DerivedInteger(
        sql="_sql_call_tier",
        depends=("last_purchase_date", "last_contact_date", "policy_id"),
        string="Order of calls",
        aggregator=None,
        help="1: the last purchase is up to 120 days ago; these are called first. 2: "
        "longer ago, and no one was reached since. 3: someone was.",
    )
    last_contact_date = DerivedDate(
        sql="_sql_last_contact",
        depends=("outcome_ids.day", "outcome_ids.reached", "outcome_ids.kind"),
        string="Last logged contact",
        help="The day of the last call, email or meeting that was logged and reached "
        "someone.",
    )
    last_contact_note = fields.Char(
        compute="_compute_last_contact_note",
        string="Last conversation",
        help="What was noted of the last logged contact.",
    )
    call_reason = fields.Char(
        string="Call reason",
        compute="_compute_call_reason",
        help="The reason to call, in few words: how late the customer is for its own "
        "rhythm, how long it has been inactive, or that it stopped buying a category.",
    )

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), *CONDITION_FIELDS}

    @api.model
    def _among_to_call(self):
        """Return the domain, on stored fields, of those who alone can need a call.

        Others who extend :meth:`_sql_needs_call` to who never bought extend it, too.
        """
        return self._among_buyers()

    def _sql_needs_call(self, alias, query):
        return SQL(
            """COALESCE(%(status)s != 'lost'
                        AND ((%(status)s IN ('at_risk', 'dormant')
                              OR %(rhythm)s IN ('behind', 'far_behind'))
                             AND %(stake)s > 0
                             OR %(warned_loss)s > 0), FALSE)""",
            status=self._field_to_sql(alias, "status", query),
            rhythm=self._field_to_sql(alias, "rhythm", query),
            stake=self._field_to_sql(alias, "revenue_at_risk", query),
            warned_loss=self._field_to_sql(alias, "warned_loss", query),
        )

    def _sql_call_stake(self, alias, query):
        return SQL(
            "GREATEST(%s, %s * %s / 365)",
            self._field_to_sql(alias, "revenue_at_risk", query),
            self._field_to_sql(alias, "warned_loss", query),
            self._horizon_sql(alias, query),
        )

    def _sql_is_to_call(self, alias, query):
        return SQL(
            "(%s AND %s IS NULL)",
            self._field_to_sql(alias, "needs_call", query),
            self._field_to_sql(alias, "call_obstacle", query),
        )

    def _sql_call_obstacle(self, alias, query):
        cases = [
            SQL("WHEN %s THEN %s", SQL(" OR ").join(conditions), key)
            for key, conditions in self._call_obstacles(alias, query).items()
        ]
        obstacle = SQL("CASE %s END", SQL(" ").join(cases))
        if self.env.context.get("retention_of_many"):
            return SQL("CASE WHEN %s THEN %s END", self._is_obstructed(alias), obstacle)
        return obstacle

    def _is_obstructed(self, alias):
        """Return the SQL of whether there is any obstacle, found of all at once: of
        very many, to try each of them takes long."""
        query = Query(self.env, "tried", SQL.identifier(self._table))
        obstacles = self._call_obstacles("tried", query)
        return SQL(
            "%s IN (SELECT DISTINCT id FROM (%s) obstructed)",
            SQL.identifier(alias, "id"),
            SQL(" UNION ALL ").join(
                SQL("SELECT tried.id FROM %s WHERE %s", query.from_clause, each)
                for each in chain.from_iterable(obstacles.values())
            ),
        )

    def _call_obstacles(self, alias, query):
        """Return ``{obstacle: [SQL, ...]}`` in their order: one of them is enough.

        We were in touch less than rest_days ago by a logged contact or a mail of ours;
        by everything else that counts as contact, on its day only.
        """
        today = self._as_of_sql(alias)
        rest_days = self._policy_sql("rest_days", alias, query)
        start = SQL("(%s - COALESCE(%s, 0))", today, rest_days)
        in_touch = self._field_to_sql(alias, "last_crm_date", query)

        def has_logged(condition):
            return SQL("EXISTS (SELECT %s)", self._sql_conversations(alias, condition))

        return {
            "blocked": [self._field_to_sql(alias, "blocked", query)],
            "snoozed": [self._field_to_sql(alias, "is_snoozed", query)],
            "contacted": [
                SQL("COALESCE(%s >= %s, FALSE)", in_touch, today),
                has_logged(SQL("spoken.reached AND spoken.day > %s", start)),
                self._sql_was_written_to(alias, start),
            ],
            "attempted": [has_logged(SQL("spoken.day = %s", today))],
            "planned": self._sql_is_planned(alias),
        }

    def _sql_last_contact(self, alias, _query):
        reached = self._sql_conversations(alias, SQL("spoken.reached"))
        return SQL("(SELECT MAX(spoken.day) %s)", reached)

    def _sql_conversations(self, alias, condition):
        """Return FROM and WHERE of the calls, mails and meetings logged until today.

        :param SQL condition: which of these ``spoken``
        """
        self.env["customer.retention.interaction"].flush_model()
        return SQL(
            """FROM customer_retention_interaction spoken
               WHERE spoken.profile_id = %s AND spoken.kind IN %s
                 AND spoken.day <= %s AND %s""",
            SQL.identifier(alias, "id"),
            CONVERSATIONS,
            self._as_of_sql(alias),
            condition,
        )

    def _sql_was_written_to(self, alias, start):
        """Return the SQL of whether somebody here sent a mail after the day ``start``.

        :param SQL start: a date
        """
        self.env["mail.message"].flush_model(["date", "message_type", "author_id"])
        signals = self.env["customer.retention.signal"]
        return SQL(
            """EXISTS (
                SELECT FROM res_partner contact
                JOIN mail_notification sent ON sent.res_partner_id = contact.id
                JOIN mail_message written ON written.id = sent.mail_message_id
                WHERE contact.commercial_partner_id = %(partner)s
                  AND %(is_written)s AND written.author_id IN (%(staff)s)
                  AND COALESCE(written.record_company_id = %(company)s, TRUE)
                  AND %(day)s > %(start)s AND %(day)s <= %(today)s)""",
            partner=SQL.identifier(alias, "partner_id"),
            is_written=signals._is_written(SQL("sent"), SQL("written")),
            staff=signals._staff_partners(),
            company=SQL.identifier(alias, "company_id"),
            day=self._sql_day_here(alias, SQL("written.date")),
            start=start,
            today=self._as_of_sql(alias),
        )

    def _sql_day_here(self, alias, moment):
        """Return the SQL of the day of a UTC timestamp in the company of each row."""
        companies = self.env["res.company"]._retention_companies()
        cases = [
            SQL("WHEN %s THEN %s", company.id, company._retention_day(moment))
            for company in companies
            if company._retention_timezone() != "UTC"
        ]
        in_utc = SQL("(%s)::date", moment)
        if not cases:
            return in_utc
        return SQL(
            "CASE %s %s ELSE %s END",
            SQL.identifier(alias, "company_id"),
            SQL(" ").join(cases),
            in_utc,
        )

    def _sql_is_planned(self, alias):
        """Return the SQLs of whether all that is planned is for later days: with the
        customer, or its contact. What is done is archived, and keeps its day."""
        self.env["mail.activity"].flush_model()
        today = self._as_of_sql(alias)
        places = {self._name: "id", "res.partner": "partner_id"}
        planned = [
            SQL(
                """SELECT FROM mail_activity planned
                   WHERE planned.active AND planned.res_model = %s
                     AND planned.res_id = %s AND planned.date_deadline""",
                model,
                SQL.identifier(alias, column),
            )
            for model, column in places.items()
        ]
        nothing_due = SQL(" AND ").join(
            SQL("NOT EXISTS (%s <= %s)", each, today) for each in planned
        )
        return [
            SQL("(EXISTS (%s > %s) AND %s)", each, today, nothing_due)
            for each in planned
        ]

    def _sql_call_tier(self, alias, query):
        return SQL(
            "CASE WHEN %s <= %s THEN 1 WHEN %s >= %s THEN 3 ELSE 2 END",
            self._sql_silence(alias, query, "last_purchase_date"),
            RECENT_DAYS,
            self._field_to_sql(alias, "last_contact_date", query),
            self._field_to_sql(alias, "last_purchase_date", query),
        )

    @api.depends("outcome_ids.note", "last_contact_date")
    @api.depends_context("lang")
    def _compute_last_contact_note(self):
        last = self._last_conversations(reached=True)
        for profile in self:
            logged = last.get(profile.id)
            profile.last_contact_note = logged and titled(
                self.env, logged.summary, logged.note
            )

    def _last_conversations(self, reached=False):
        """Return ``{profile id: its last logged call, mail or meeting}``.

        :param bool reached: only of those that reached somebody
        """
        interactions = self.env["customer.retention.interaction"]
        if not interactions.has_access("read"):
            return {}
        interactions.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (profile_id) profile_id, id
                   FROM customer_retention_interaction
                   WHERE profile_id IN %s AND kind IN %s AND (reached OR NOT %s)
                   ORDER BY profile_id, date DESC, id DESC""",
                tuple(self._origin.ids) or (0,),
                CONVERSATIONS,
                reached,
            )
        )
        readable = interactions.browse(id_ for _, id_ in rows)._filtered_access("read")
        return {logged.profile_id.id: logged for logged in readable}

    @api.depends(
        "status", "rhythm", "usual_gap_days", "last_purchase_date", "warned_loss"
    )
    @api.depends_context("lang", "retention_as_of")
    def _compute_call_reason(self):
        for profile in self:
            profile.call_reason = profile._explain_call()

    def _explain_call(self):
        self.ensure_one()
        if self.rhythm in ("behind", "far_behind"):
            ratio = self._silence_in_gaps()
            return self.env._("%(ratio)s× usual gap", ratio=decimal(self.env, ratio))
        if self.status in ("at_risk", "dormant") and self.days_since_activity:
            days = self.days_since_activity
            return counted(
                self.env, self.env._("Inactive for %(days)s {days:day|days}"), days=days
            )
        if self.warned_loss:
            return self._tell_warning()
        if self.rhythm == "due":
            return self.env._("Due now")
        return False

    def _explain_habit(self):
        """Return in few words how often the customer buys, and when it last did."""
        self.ensure_one()
        if self.purchase_day_count < RHYTHM_PURCHASE_DAYS:
            return False
        if self.sudo().policy_id._season():
            return self.rhythm_reason
        return counted(
            self.env,
            self.env._(
                "Usually buys every %(gap)s {gap:day|days}; last purchase %(ago)s."
            ),
            gap=round(self.usual_gap_days),
            ago=days_ago(self.env, self.days_since_purchase),
        )

    def _usual_products(self):
        """Return ``{profile id: names of what it would order now}``, likeliest first.

        By the orders the reader may read.
        """
        if not self.env["sale.order.line"].has_access("read"):
            return {}
        next_orders = self.env["customer.retention.next.order"]
        usual = {}
        for company, profiles in self.grouped("company_id").items():
            found = next_orders._of(profiles.partner_id, company)
            for profile in profiles:
                products, _left_out = found[profile.partner_id]
                names = [p.line.product_id.display_name for p in products if p.is_usual]
                usual[profile.id] = names[:MOST_PRODUCTS]
        return usual

    def _silence_in_gaps(self):
        """Return how many usual gaps ago the last purchase was."""
        season = self.sudo().policy_id._season()
        today = self.company_id._retention_today()
        silence = (
            season.days_between(self.last_purchase_date, today)
            if season
            else self.days_since_purchase
        )
        return silence / self.usual_gap_days
