"""Profiles by the status that an unsaved policy would give them."""

import json

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.condition import refused
from ...models.scope import Scope


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    drafted_status = fields.Json(
        string="Drafted status",
        store=False,
        search="_search_drafted_status",
        help="The status an unsaved policy would give. For searching only, by a text "
        "that the preview of the policy makes.",
    )

    def _search_drafted_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env.flush_all()
        return Domain.OR(Domain("id", "in", self._drafted(text)) for text in value)

    def _drafted(self, text):
        """Return the SELECT of the ids a text of :meth:`_drafted_domain` asks for.

        :raises UserError: for any other text
        """
        with refused(self.env, self.env._("This draft of a policy")):
            draft = json.loads(text)
            policy = self.env["customer.retention.policy"].new(draft["policy"])
            return self._select_drafted(policy, str(draft["status"]))

    def _drafted_domain(self, policy, status):
        """Return the domain of the profiles to which ``policy`` gives ``status``.

        :param policy: an unsaved ``customer.retention.policy``
        """
        draft = {"policy": policy._status_values(), "status": status}
        return Domain("drafted_status", "=", json.dumps(draft))

    def _select_drafted(self, policy, status):
        """Return the SELECT of the ids of the profiles ``policy`` gives ``status``.

        The last day of each kind is enough for the status of today; the timeline, which
        says the same, reads every document.
        """
        return SQL(
            """(SELECT profile.id
                FROM customer_retention_profile profile
                CROSS JOIN %(policies)s policy
                %(documents)s
                CROSS JOIN LATERAL (SELECT %(silence)s AS days) silence
                WHERE %(status)s = CASE
                    WHEN silence.days IS NULL
                         OR policy.prospect_handling = 'separate'
                            AND profile.first_purchase_date IS NULL
                    THEN 'prospect' ELSE %(status_after)s END)""",
            policies=policy._as_table(),
            documents=self._join_undated(),
            silence=policy._draft_clock().days_between(
                SQL("policy.id"),
                self.env["customer.retention.facts"]._last_activity(
                    SQL.identifier("profile", "first_purchase_date"),
                    self._last_days(),
                ),
                self._as_of_sql("profile"),
            ),
            status=status,
            status_after=self.env["customer.retention.timeline"]._status_after(
                SQL("silence.days")
            ),
        )

    def _last_days(self):
        """Return the SQL of the last day of each kind."""
        undated = self._undated_kinds()
        return {
            kind: SQL.identifier("document", f"last_{kind}_day")
            if kind in undated
            else SQL.identifier("profile", name)
            for kind, name in self._date_fields().items()
        }

    def _undated_kinds(self):
        """Return the kinds of which the profile keeps no last date."""
        return [
            kind
            for kind, name in self._date_fields().items()
            if name not in self._fields
        ]

    def _date_fields(self):
        return self.env["customer.retention.signal"]._date_fields()

    def _join_undated(self):
        """Join the last days of those kinds, from their documents."""
        kinds = self._undated_kinds()
        if not kinds:
            return SQL()
        signals = self.env["customer.retention.signal"]
        selects = [
            SQL(
                """SELECT %s AS company_id, customer_id, %s
                   FROM (%s) signal GROUP BY customer_id""",
                company.id,
                self.env["customer.retention.facts"]._last_signal_days(kinds),
                signals._of_customers(Scope.of(company), kinds),
            )
            for company in self.env.companies
        ]
        return SQL(
            """LEFT JOIN (%s) document ON document.customer_id = profile.partner_id
                                      AND document.company_id = profile.company_id""",
            SQL(" UNION ALL ").join(selects),
        )
