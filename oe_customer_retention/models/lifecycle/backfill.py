"""The journal before there was one: stages reached, by the documents of the past.

Each stage may name a milestone. Every milestone is a SELECT of events (customer, day,
stage, priority on the same day); the events of a customer in order, without those
that repeat the stage, are its past.
"""

from odoo import api, models
from odoo.tools import SQL

PRIORITIES = {
    kind: priority
    for priority, kind in enumerate(
        ("known", "opportunity", "lost", "lapse", "silence", "orders")
    )
}
PAST = SQL.identifier("tmp_customer_lifecycle_past")
NO_EVENTS = SQL("SELECT NULL::integer, NULL::date, NULL::integer, 0 WHERE FALSE")


class LifecycleBackfill(models.AbstractModel):
    _name = "customer.lifecycle.backfill"
    _description = "Lifecycle Past"

    @api.model
    def _rebuild(self, scope, lifecycle):
        """Derive the past of all customers of a company from their documents.

        Ends for each customer where the journal of rules and people begins.

        :param Scope scope: company and date; all its customers
        :param lifecycle: the ``customer.lifecycle`` whose stages are told of
        :return: how many lines the past has
        """
        self._find(scope, lifecycle)
        self._forget(scope, lifecycle)
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_lifecycle_journal
                       (profile_id, company_id, date, from_stage_id, to_stage_id,
                        origin)
                   SELECT profile.id, %(company)s, change.day,
                          LAG(change.stage_id) OVER (
                              PARTITION BY change.customer_id ORDER BY change.day),
                          change.stage_id, 'past'
                   FROM %(past)s change
                   JOIN customer_retention_profile profile
                     ON profile.partner_id = change.customer_id
                    AND profile.company_id = %(company)s
                   LEFT JOIN (%(begin)s) journal ON journal.profile_id = profile.id
                   WHERE COALESCE(change.day < journal.begin, TRUE)
                   ORDER BY profile.id, change.day""",
                company=scope.company.id,
                past=PAST,
                begin=self._begin(scope, lifecycle),
            )
        )
        count = self.env.cr.rowcount
        self.env["customer.lifecycle.journal"].invalidate_model()
        return count

    def _find(self, scope, lifecycle):
        """Find the past of all customers of a company, in a temporary table."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """DROP TABLE IF EXISTS %(past)s;
                   CREATE TEMPORARY TABLE %(past)s ON COMMIT DROP AS %(changes)s;
                   ANALYZE %(past)s (customer_id)""",
                past=PAST,
                changes=self._changes(scope, lifecycle),
            )
        )

    def _ends(self, scope, lifecycle):
        """Return the SELECT of the last stage of each profile: what the journal has of
        rules and people, or else where the documents lead, by :meth:`_find`."""
        return SQL(
            """SELECT DISTINCT ON (profile_id) profile_id, stage_id FROM (
                   SELECT journal.profile_id, journal.to_stage_id AS stage_id,
                          journal.date AS day, journal.id AS line_id
                   FROM customer_lifecycle_journal journal
                   JOIN customer_lifecycle_stage stage
                     ON stage.id = journal.to_stage_id
                   WHERE journal.company_id = %(company)s
                     AND stage.lifecycle_id = %(lifecycle)s
                     AND journal.origin != 'past'
                   UNION ALL
                   SELECT profile.id, change.stage_id, change.day, 0
                   FROM %(past)s change
                   JOIN customer_retention_profile profile
                     ON profile.partner_id = change.customer_id
                    AND profile.company_id = %(company)s
               ) line ORDER BY profile_id, line_id > 0 DESC, day DESC, line_id DESC""",
            company=scope.company.id,
            lifecycle=lifecycle.id,
            past=PAST,
        )

    def _forget(self, scope, lifecycle):
        self.env.cr.execute(
            SQL(
                """DELETE FROM customer_lifecycle_journal journal
                   USING customer_lifecycle_stage stage
                   WHERE stage.id = journal.to_stage_id AND stage.lifecycle_id = %s
                     AND journal.company_id = %s AND journal.origin = 'past'""",
                lifecycle.id,
                scope.company.id,
            )
        )

    def _begin(self, scope, lifecycle):
        """Return the SELECT of the first day rules or people moved each customer."""
        return SQL(
            """SELECT journal.profile_id, MIN(journal.date) AS begin
               FROM customer_lifecycle_journal journal
               JOIN customer_lifecycle_stage stage ON stage.id = journal.to_stage_id
               WHERE journal.company_id = %s AND journal.origin != 'past'
                 AND stage.lifecycle_id = %s
               GROUP BY journal.profile_id""",
            scope.company.id,
            lifecycle.id,
        )

    def _changes(self, scope, lifecycle):
        """Return the SELECT of the events that change the stage."""
        events = self._events(scope, lifecycle) or [NO_EVENTS]
        return SQL(
            """WITH sale AS MATERIALIZED (%(sales)s), event AS (
                   SELECT DISTINCT ON (customer_id, day) *
                   FROM (%(events)s) event (customer_id, day, stage_id, priority)
                   WHERE day <= %(as_of)s
                   ORDER BY customer_id, day, priority DESC
               ), history AS (
                   SELECT *, LAG(stage_id) OVER past AS previous_stage_id,
                          LAG(priority) OVER past AS previous_priority
                   FROM event
                   WINDOW past AS (PARTITION BY customer_id ORDER BY day)
               )
               SELECT customer_id, day, stage_id FROM history
               WHERE stage_id IS DISTINCT FROM previous_stage_id
                 AND NOT (stage_id = %(first_buyer)s
                          AND previous_priority IS NOT DISTINCT FROM %(lapse)s)""",
            sales=self._sales(scope, self._windows(lifecycle)),
            events=SQL(" UNION ALL ").join(events),
            as_of=scope.as_of,
            first_buyer=self._order_stages(lifecycle)[:1].id or 0,
            lapse=PRIORITIES["lapse"],
        )

    def _sales(self, scope, windows):
        """One row per purchase: its number, the next one's day, its windows."""
        return SQL(
            """SELECT customer_id, day, ROW_NUMBER() OVER history AS number,
                      LEAD(day) OVER history AS next_day %(within)s
               FROM (SELECT profile.partner_id AS customer_id, bought.date AS day
                     FROM customer_retention_purchase_day bought
                     JOIN customer_retention_profile profile
                       ON profile.id = bought.profile_id
                     CROSS JOIN LATERAL generate_series(1, bought.purchase_count)
                     WHERE bought.company_id = %(company)s) sale
               WINDOW history AS (PARTITION BY customer_id ORDER BY day)""",
            company=scope.company.id,
            within=SQL(" ").join(map(self._sales_within, windows)),
        )

    def _sales_within(self, days):
        """Return the SQL of how many orders there are in the days up to one."""
        return SQL(
            """, COUNT(*) OVER (
                   PARTITION BY customer_id ORDER BY day
                   RANGE BETWEEN make_interval(days => %s) PRECEDING AND CURRENT ROW
               ) AS %s""",
            days - 1,
            SQL.identifier(f"within_{days}"),
        )

    def _windows(self, lifecycle):
        return set(self._order_stages(lifecycle).mapped("milestone_days")) - {0}

    def _order_stages(self, lifecycle):
        stages = lifecycle.stage_ids.filtered(lambda s: s.milestone == "orders")
        return stages.sorted(lambda stage: (stage._orders(), stage.sequence))

    def _events(self, scope, lifecycle):
        """Return one SELECT per kind of milestone the stages name."""
        queries = [
            getattr(self, f"_events_{stage.milestone}")(scope, stage)
            for stage in lifecycle.stage_ids
            if stage.milestone and stage.milestone != "orders"
        ]
        if stages := self._order_stages(lifecycle):
            queries.append(self._events_orders(stages))
        return queries

    def _event(self, kind, stage, day, source):
        return SQL(
            "SELECT source.customer_id, %s, %s, %s FROM %s",
            day,
            stage.id,
            PRIORITIES[kind],
            source,
        )

    def _events_known(self, scope, stage):
        source = SQL(
            """(SELECT partner_id AS customer_id, first_seen_date
                FROM customer_retention_profile WHERE company_id = %s) source""",
            scope.company.id,
        )
        return self._event("known", stage, SQL("first_seen_date"), source)

    def _events_opportunity(self, scope, stage):
        source = SQL("(%s) source", self._opportunities(scope, SQL("d.create_date")))
        condition = SQL("%s WHERE %s", source, self._before_first_sale(scope))
        return self._event("opportunity", stage, SQL("source.day"), condition)

    def _events_lost(self, scope, stage):
        """Lost, and at that moment no other opportunity open."""
        opportunities = self._opportunities(scope, SQL("d.date_closed"))
        condition = SQL(
            """(%s) source
               WHERE source.won_status = 'lost' AND %s AND NOT EXISTS (
                   SELECT FROM (%s) other
                   WHERE other.customer_id = source.customer_id
                     AND other.id != source.id AND other.day <= source.day
                     AND COALESCE(other.closed > source.closed, TRUE))""",
            opportunities,
            self._before_first_sale(scope),
            self._opportunities(scope, SQL("d.create_date")),
        )
        return self._event("lost", stage, SQL("source.day"), condition)

    def _opportunities(self, scope, moment):
        return scope.roll_up(
            SQL(
                """SELECT d.id, d.partner_id, d.company_id, d.won_status,
                          %s AS day, d.date_closed AS closed
                   FROM %s d WHERE d.type = 'opportunity'""",
                scope.company._retention_day(moment),
                self.env["customer.retention.signal"]._leads(),
            )
        )

    def _before_first_sale(self, scope):
        return SQL(
            """NOT EXISTS (SELECT FROM customer_retention_profile buyer
                           WHERE buyer.partner_id = source.customer_id
                             AND buyer.company_id = %s
                             AND buyer.first_purchase_date <= source.day)""",
            scope.company.id,
        )

    def _events_silence(self, scope, stage):
        days = stage._silent_days()
        source = SQL(
            "sale source WHERE COALESCE(source.day + %s < source.next_day, TRUE)", days
        )
        return self._event("silence", stage, SQL("source.day + %s", days), source)

    def _events_lapse(self, scope, stage):
        """The day the last of so many orders within so many days leaves the window."""
        source = SQL(
            """(SELECT customer_id, next_day, day AS last_day,
                       LAG(day, %(lag)s) OVER (
                           PARTITION BY customer_id ORDER BY number
                       ) + %(days)s AS end_day
                FROM sale) source
               WHERE last_day < end_day AND COALESCE(end_day < next_day, TRUE)""",
            lag=stage._orders() - 1,
            days=stage.milestone_days,
        )
        return self._event("lapse", stage, SQL("end_day"), source)

    def _events_orders(self, stages):
        """Each order reaches the highest stage its count is enough for."""
        cases = SQL(" ").join(
            SQL(
                "WHEN %s >= %s THEN %s",
                self._count_within(stage.milestone_days),
                stage._orders(),
                stage.id,
            )
            for stage in reversed(stages)
        )
        return SQL(
            """SELECT customer_id, day, stage_id, %s
               FROM (SELECT *, CASE %s END AS stage_id FROM sale) reached
               WHERE stage_id IS NOT NULL AND next_day IS DISTINCT FROM day""",
            PRIORITIES["orders"],
            cases,
        )

    def _count_within(self, days):
        return SQL.identifier(f"within_{days}" if days else "number")
