"""The exact history of every customer's status, derived from the documents.

After each day with activity the status falls to at risk, dormant and lost as the
silence reaches the thresholds, unless the next activity comes first. One window over
the days of activity therefore gives every change of status there ever was. Silence is
counted by the clock of the policy: in its season only.
"""

from odoo import models
from odoo.tools import SQL

from ..status import BY_KEY, LAPSED, flow_sql

POLICIES = SQL.identifier("customer_retention_policy")
POLICY = SQL("policy.id")


class RetentionTimeline(models.AbstractModel):
    _name = "customer.retention.timeline"
    _description = "Retention Timeline"

    def _select(self, scope, signals, facts, policies=POLICIES, clock=None):
        """Return the SELECT of all transitions up to the day of ``scope``.

        Columns: ``customer_id``, ``date``, ``end_date`` (of the next transition),
        ``from_status``, ``to_status``, ``lapsed_days`` and ``flow``. A customer silent
        for exactly N days has crossed N.

        :param Scope scope: company, date and customers
        :param SQL signals: the table of :meth:`RetentionSignal._of_customers`
        :param SQL facts: the table of :meth:`RetentionFacts._select`
        :param SQL policies: thresholds and choices, other ones than those in force to
            learn what they would say
        :param Clock clock: of these other policies
        """
        clock = self._clock(scope.company) if clock is None else clock
        return SQL(
            """WITH silence AS (%(silences)s), transition AS (
               SELECT silence.customer_id, change.date, change.from_status,
                      change.to_status, change.lapsed_days
               FROM silence
               JOIN %(facts)s facts USING (customer_id)
               JOIN %(policies)s policy ON policy.id = facts.policy_id
               CROSS JOIN LATERAL (%(changes)s) change
               WHERE change.date <= %(as_of)s
                 AND (change.date < next_day OR next_day IS NULL)
                 AND change.from_status IS DISTINCT FROM change.to_status
               UNION ALL (%(prospects)s))
               SELECT *, %(flow)s AS flow,
                      LEAD(date) OVER (PARTITION BY customer_id ORDER BY date)
                          AS end_date
               FROM transition""",
            silences=self._silences(scope, signals, facts, policies, clock),
            facts=facts,
            policies=policies,
            changes=self._changes(clock),
            as_of=scope.as_of,
            prospects=self._prospects(facts),
            flow=flow_sql(SQL("from_status"), SQL("to_status")),
        )

    def _clock(self, company):
        return self.env["customer.retention.policy"]._clock(company)

    def _silences(self, scope, signals, facts, policies, clock):
        """Days with activity, and the ones before and after: those next to a silence.

        Most days come soon after the one before and change nothing.
        """
        return SQL(
            """SELECT history.*
               FROM (SELECT *, LAG(day) OVER days AS previous_day,
                            LEAD(day) OVER days AS next_day
                     FROM (%(activity)s) activity
                     WINDOW days AS (PARTITION BY customer_id ORDER BY day)) history
               JOIN %(policies)s policy ON policy.id = history.policy_id
               WHERE COALESCE(%(silence_before)s >= at_risk_days, TRUE)
                  OR COALESCE(%(silence_after)s >= at_risk_days, TRUE)""",
            silence_before=_silence(clock, "previous_day", "day - 1"),
            silence_after=_silence(clock, "day", "next_day - 1"),
            activity=self._activity(scope, signals, facts, policies),
            policies=policies,
        )

    def _activity(self, scope, signals, facts, policies):
        """Days on which a customer was active, by its policy.

        The first purchase always counts. Before it, documents count only where
        prospects are classified by their activity.
        """
        return SQL(
            """SELECT signal.customer_id, signal.day, facts.policy_id
               FROM %(signals)s signal
               JOIN %(facts)s facts USING (customer_id)
               JOIN %(policies)s policy ON policy.id = facts.policy_id
               WHERE signal.is_activity AND %(counted)s
                 AND (policy.prospect_handling = 'by_activity'
                      OR signal.day >= facts.first_purchase_date)
               UNION
               SELECT customer_id, first_purchase_date, policy_id FROM %(facts)s facts
               WHERE first_purchase_date IS NOT NULL""",
            signals=signals,
            facts=facts,
            policies=policies,
            counted=self._counted(scope),
        )

    def _counted(self, scope):
        policies = self.env["customer.retention.policy"]
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", kind, policies._counts(kind))
            for kind in self.env["customer.retention.signal"]._kinds()
        )
        return SQL("CASE signal.kind %s END", cases)

    def _changes(self, clock):
        """The changes that one day with activity, and the silence after it, bring.

        The status before the activity is the one at the end of the day before.
        """
        return SQL(
            """SELECT * FROM (VALUES
               (day,
                CASE WHEN previous_day IS NOT NULL THEN %(status_before)s
                     WHEN facts.first_seen_date < day THEN 'prospect' END,
                'active', COALESCE(%(silence_before)s, 0)),
               (%(at_risk)s, 'active', 'at_risk', at_risk_days),
               (%(dormant)s, 'at_risk', 'dormant', dormant_days),
               (%(lost)s, 'dormant', 'lost', lost_days)
               ) AS change (date, from_status, to_status, lapsed_days)""",
            status_before=self._status_after(
                _silence(clock, "previous_day", "day - 1")
            ),
            silence_before=_silence(clock, "previous_day", "day"),
            **{
                status: clock.day_after(POLICY, SQL("day"), _threshold(status))
                for status in LAPSED
            },
        )

    def _status_after(self, silence):
        """Return the SQL of the status after ``silence`` days, by ``policy``."""
        return SQL(
            """CASE WHEN %(silence)s >= policy.lost_days THEN 'lost'
                    WHEN %(silence)s >= policy.dormant_days THEN 'dormant'
                    WHEN %(silence)s >= policy.at_risk_days THEN 'at_risk'
                    ELSE 'active' END""",
            silence=silence,
        )

    def _prospects(self, facts):
        """Return the SELECT of the first day of those known before they were active."""
        return SQL(
            """SELECT facts.customer_id, facts.first_seen_date, NULL, 'prospect', 0
               FROM %s facts
               WHERE NOT EXISTS (
                   SELECT FROM silence
                   WHERE silence.customer_id = facts.customer_id
                     AND silence.day = facts.first_seen_date)""",
            facts,
        )

    def _next_change(self, status, last_day, clock):
        """Return the SELECT of the change that the present silence will bring.

        Columns: ``status`` and ``date``; no row where there is none to come.

        :param SQL status: the present one
        :param SQL last_day: with activity
        :param Clock clock: of the policies
        """
        steps = zip(("active", *LAPSED), LAPSED, strict=False)
        return SQL(
            """SELECT to_status AS status, %s AS date
               FROM (VALUES %s) step (from_status, to_status, days)
               WHERE from_status = %s""",
            clock.day_after(POLICY, last_day, SQL("days")),
            SQL(", ").join(
                SQL("(%s, %s, %s)", before, after, _threshold(after))
                for before, after in steps
            ),
            status,
        )


def _silence(clock, last, day):
    return clock.days_between(POLICY, SQL(last), SQL(f"({day})"))


def _threshold(status):
    return SQL("policy.%s", SQL.identifier(BY_KEY[status].threshold))
