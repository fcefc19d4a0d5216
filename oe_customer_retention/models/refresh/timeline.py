"""The exact history of every customer's status, derived from the documents.

After each day with activity the status falls to at risk, dormant and lost as the
silence reaches the thresholds, unless the next activity comes first. One window over
the days of activity therefore gives every change of status there ever was. Silence is
counted by the clock of the policy: in its season only.
"""

from odoo import models
from odoo.tools import SQL

from ..sql import columns
from ..status import BY_KEY, LAPSED, flow_sql

POLICIES = SQL.identifier("customer_retention_policy")
POLICY = SQL("policy.id")
STEPS = tuple(zip(("active", *LAPSED), LAPSED, strict=False))  # that silence brings


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
                   SELECT customer_id, date, from_status, to_status, lapsed_days
                   FROM (%(changes)s) change
                   WHERE date <= %(as_of)s AND (date < next_day OR next_day IS NULL)
                     AND from_status IS DISTINCT FROM to_status
                   UNION ALL (%(prospects)s))
               SELECT *, %(flow)s AS flow,
                      LEAD(date) OVER (PARTITION BY customer_id ORDER BY date)
                          AS end_date
               FROM transition""",
            silences=self._silences(scope, signals, facts, policies, clock),
            changes=self._changes(facts, policies, clock),
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
               WHERE signal.is_activity AND signal.day <= %(as_of)s AND %(counted)s
                 AND (policy.prospect_handling = 'by_activity'
                      OR signal.day >= facts.first_purchase_date)
               UNION
               SELECT customer_id, first_purchase_date, policy_id FROM %(facts)s facts
               WHERE first_purchase_date IS NOT NULL""",
            signals=signals,
            facts=facts,
            policies=policies,
            as_of=scope.as_of,
            counted=self._counted(scope),
        )

    def _counted(self, scope):
        policies = self.env["customer.retention.policy"]
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", kind, policies._counts(kind))
            for kind in self.env["customer.retention.signal"]._read_kinds(scope)
        )
        return SQL("CASE signal.kind %s END", cases)

    def _changes(self, facts, policies, clock):
        """Return the SELECT of the changes that each day with activity, and the silence
        after it, may bring: up to ``next_day``, the next one with activity."""
        lapses = [self._lapses(policies, clock, *step) for step in STEPS]
        activations = self._activations(facts, policies, clock)
        return SQL(" UNION ALL ").join([activations, *lapses])

    def _activations(self, facts, policies, clock):
        """The status before the activity is the one at the end of the day before."""
        return SQL(
            """SELECT customer_id, day AS date, next_day,
                      CASE WHEN previous_day IS NOT NULL THEN %(status_before)s
                           WHEN facts.first_seen_date < day THEN 'prospect'
                      END AS from_status, 'active' AS to_status,
                      COALESCE(%(silence_before)s, 0) AS lapsed_days
               FROM silence
               JOIN %(facts)s facts USING (customer_id)
               JOIN %(policies)s policy ON policy.id = facts.policy_id""",
            status_before=self._status_after(
                _silence(clock, "previous_day", "day - 1")
            ),
            silence_before=_silence(clock, "previous_day", "day"),
            facts=facts,
            policies=policies,
        )

    def _lapses(self, policies, clock, before, after):
        return SQL(
            """(SELECT customer_id, %s AS date, next_day, %s AS from_status,
                       %s AS to_status, %s AS lapsed_days
                FROM silence JOIN %s policy ON policy.id = silence.policy_id
                OFFSET 0  -- each date is worked out once
               )""",
            clock.day_after(POLICY, SQL("day"), _threshold(after)),
            before,
            after,
            _threshold(after),
            policies,
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

    def _is_entry(self, alias):
        """Return the SQL of whether a row is all there is of who never was active."""
        unset = ("from_status", "end_date", "flow", "winback_date", "winback_revenue")
        return SQL(
            "(%s = 'prospect' AND %s = 0 AND num_nonnulls(%s) = 0)",
            SQL.identifier(alias, "to_status"),
            SQL.identifier(alias, "lapsed_days"),
            columns(unset, alias),
        )

    def _next_status(self, status):
        """Return the SQL of the status that silence brings next, NULL where none."""
        return self._by_status(status, lambda after: SQL("%s", after))

    def _next_date(self, status, last_day, clock):
        """Return the SQL of the day of the change that the present silence will bring.

        :param SQL status: the present one
        :param SQL last_day: with activity
        :param Clock clock: of the policies
        """
        return self._by_status(
            status, lambda after: clock.day_after(POLICY, last_day, _threshold(after))
        )

    def _by_status(self, status, value):
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", before, value(after)) for before, after in STEPS
        )
        return SQL("CASE %s %s END", status, cases)


def _silence(clock, last, day):
    return clock.days_between(POLICY, SQL(last), SQL(f"({day})"))


def _threshold(status):
    return SQL("policy.%s", SQL.identifier(BY_KEY[status].threshold))
