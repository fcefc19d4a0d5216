"""The exact history of every customer's status, derived from the documents.

After each day with activity the status falls to at risk, dormant and lost as the
silence reaches the thresholds, unless the next activity comes first. One window over
the days of activity therefore gives every change of status there ever was. Silence is
counted by the clock of the policy: in its season only.
"""

from odoo import models
from odoo.tools import SQL

from ..policy.policy import THRESHOLDS
from ..sql import columns
from ..status import BY_KEY, LAPSED, flow_sql

POLICIES = SQL.identifier("customer_retention_policy")
POLICY = SQL("policy_id")
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
            """WITH customer AS MATERIALIZED (%(customers)s),
               silence AS (%(silences)s), transition AS (
                   SELECT customer_id, date, from_status, to_status, lapsed_days
                   FROM (%(changes)s) change
                   WHERE date <= %(as_of)s AND (date < next_day OR next_day IS NULL)
                     AND from_status IS DISTINCT FROM to_status
                   UNION ALL (%(prospects)s))
               SELECT *, %(flow)s AS flow,
                      LEAD(date) OVER (PARTITION BY customer_id ORDER BY date)
                          AS end_date
               FROM transition""",
            customers=self._customers(scope, facts, policies),
            silences=self._silences(scope, signals, clock),
            changes=self._changes(clock),
            as_of=scope.as_of,
            prospects=self._prospects(),
            flow=flow_sql(SQL("from_status"), SQL("to_status")),
        )

    def _clock(self, company):
        return self.env["customer.retention.policy"]._clock(company)

    def _customers(self, scope, facts, policies):
        """Return the SELECT of each customer with what its policy says.

        Its documents count ``counted_from`` a day: the first purchase, or the first
        document where prospects are classified by their activity.
        """
        counts = self.env["customer.retention.policy"]._counts
        return SQL(
            """SELECT facts.customer_id, facts.first_seen_date,
                      facts.first_purchase_date, policy.id AS policy_id,
                      CASE WHEN policy.prospect_handling = 'by_activity'
                           THEN '-infinity' ELSE facts.first_purchase_date
                      END AS counted_from, %s, %s
               FROM %s facts JOIN %s policy ON policy.id = facts.policy_id""",
            columns(THRESHOLDS, "policy"),
            SQL(", ").join(
                SQL("%s AS %s", counts(kind), _counted(kind))
                for kind in self._kinds(scope)
            ),
            facts,
            policies,
        )

    def _kinds(self, scope):
        return self.env["customer.retention.signal"]._read_kinds(scope)

    def _silences(self, scope, signals, clock):
        """Days with activity, and the ones before and after: those next to a silence.

        Most days come soon after the one before, by any policy, and change nothing.
        """
        return SQL(
            """SELECT found.*, first_seen_date, policy_id, %(thresholds)s
               FROM (SELECT %(customer)s::integer AS customer_id, %(day)s AS day,
                            CASE WHEN %(customer_before)s = %(customer)s
                                 THEN %(day_before)s END AS previous_day,
                            CASE WHEN %(customer_after)s = %(customer)s
                                 THEN %(day_after)s END AS next_day
                     FROM (SELECT number, LAG(number) OVER numbers AS before,
                                  LEAD(number) OVER numbers AS after
                           FROM (%(activity)s) activity
                           WINDOW numbers AS (ORDER BY number)) neighbours
                     WHERE COALESCE(number - before > %(least)s, TRUE)
                        OR COALESCE(after - number > %(least)s, TRUE)) found
               JOIN customer USING (customer_id)
               WHERE COALESCE(%(silence_before)s >= at_risk_days, TRUE)
                  OR COALESCE(%(silence_after)s >= at_risk_days, TRUE)""",
            thresholds=columns(THRESHOLDS, "customer"),
            customer=_customer("number"),
            day=_day("number"),
            customer_before=_customer("before"),
            day_before=_day("before"),
            customer_after=_customer("after"),
            day_after=_day("after"),
            activity=self._activity(scope, signals),
            least=SQL("(SELECT MIN(at_risk_days) FROM customer)"),
            silence_before=_silence(clock, "previous_day", "day - 1"),
            silence_after=_silence(clock, "day", "next_day - 1"),
        )

    def _activity(self, scope, signals):
        """Return the SELECT of the days on which customers acted, by their policy.

        Customer and day are one number, which PostgreSQL sorts in a third of the time
        that two columns take. The first purchase always counts.

        =========== ========== ===========================================
        customer_id day        number
        =========== ========== ===========================================
        7           2026-11-29 7 · 2³² + 2461374, the day since 4714 BC
        7           2026-11-30 7 · 2³² + 2461375: one more than the above
        8           2001-01-01 8 · 2³² + 2451911: more than any of the 7th
        =========== ========== ===========================================
        """
        return SQL(
            """SELECT %(signal_day)s AS number
               FROM %(signals)s signal JOIN customer USING (customer_id)
               WHERE signal.is_activity AND signal.day <= %(as_of)s AND %(counted)s
                 AND signal.day >= customer.counted_from
               UNION
               SELECT %(first_purchase)s FROM customer
               WHERE first_purchase_date IS NOT NULL""",
            signal_day=_number("signal.day"),
            signals=signals,
            as_of=scope.as_of,
            counted=SQL(
                "CASE signal.kind %s END",
                SQL(" ").join(
                    SQL("WHEN %s THEN %s", kind, _counted(kind))
                    for kind in self._kinds(scope)
                ),
            ),
            first_purchase=_number("first_purchase_date"),
        )

    def _changes(self, clock):
        """Return the SELECT of the changes that each day with activity, and the silence
        after it, may bring: up to ``next_day``, the next one with activity."""
        lapses = [self._lapses(clock, *step) for step in STEPS]
        return SQL(" UNION ALL ").join([self._activations(clock), *lapses])

    def _activations(self, clock):
        """The status before the activity is the one at the end of the day before."""
        return SQL(
            """SELECT customer_id, day AS date, next_day,
                      CASE WHEN previous_day IS NOT NULL THEN %(status_before)s
                           WHEN first_seen_date < day THEN 'prospect'
                      END AS from_status, 'active' AS to_status,
                      COALESCE(%(silence_before)s, 0) AS lapsed_days
               FROM silence""",
            status_before=self._status_after(
                _silence(clock, "previous_day", "day - 1"), "silence"
            ),
            silence_before=_silence(clock, "previous_day", "day"),
        )

    def _lapses(self, clock, before, after):
        return SQL(
            """(SELECT customer_id, %s AS date, next_day, %s AS from_status,
                       %s AS to_status, %s AS lapsed_days
                FROM silence
                OFFSET 0  -- each date is worked out once
               )""",
            clock.day_after(POLICY, SQL("day"), _threshold(after, "silence")),
            before,
            after,
            _threshold(after, "silence"),
        )

    def _status_after(self, silence, policy="policy"):
        """Return the SQL of the status after ``silence`` days.

        :param SQL silence: the days that count
        :param str policy: alias of the row with the thresholds
        """
        cases = [
            SQL("WHEN %s >= %s THEN %s", silence, _threshold(status, policy), status)
            for status in reversed(LAPSED)
        ]
        return SQL("CASE %s ELSE 'active' END", SQL(" ").join(cases))

    def _prospects(self):
        """Return the SELECT of the first day of those known before they were active."""
        return SQL(
            """SELECT customer_id, first_seen_date, NULL, 'prospect', 0
               FROM customer
               WHERE NOT EXISTS (
                   SELECT FROM silence
                   WHERE silence.customer_id = customer.customer_id
                     AND silence.day = customer.first_seen_date)"""
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
            status,
            lambda after: clock.day_after(
                SQL("policy.id"), last_day, _threshold(after, "policy")
            ),
        )

    def _by_status(self, status, value):
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", before, value(after)) for before, after in STEPS
        )
        return SQL("CASE %s %s END", status, cases)


def _silence(clock, last, day):
    return clock.days_between(POLICY, SQL(last), SQL(f"({day})"))


def _threshold(status, policy):
    return SQL.identifier(policy, BY_KEY[status].threshold)


def _counted(kind):
    return SQL.identifier(f"counts_{kind}")


def _number(day):
    return SQL(f"(customer_id::bigint << 32 | ({day} - DATE 'J0'))")


def _customer(number):
    return SQL(f"({number} >> 32)")


def _day(number):
    return SQL(f"(DATE 'J0' + ({number} & x'FFFFFFFF'::bigint)::integer)")
