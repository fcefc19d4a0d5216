"""Writes of a refresh: rows of profiles and transitions that differ, and no others."""

from odoo import models
from odoo.tools import SQL, groupby, split_every

from ..sql import WRITE_BATCH, columns
from .tables import FACTS, PURCHASES, TIMELINE

# Of the profile, from its timeline; the status itself is written by the ORM.
STATUS_COLUMNS = (
    *("status_date", "previous_status"),
    *("next_status", "next_status_date"),
)


class RetentionRefresh(models.AbstractModel):
    _inherit = "customer.retention.refresh"

    def _remove_profiles(self, scope):
        """Delete the profiles of those who are no customers any more.

        A profile that people have decided something about is emptied instead.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT profile.id, %s
                   FROM customer_retention_profile profile
                   JOIN res_partner partner ON partner.id = profile.partner_id
                   WHERE profile.company_id = %s %s %s
                     AND NOT EXISTS (SELECT FROM %s facts
                                     WHERE facts.customer_id = profile.partner_id)""",
                self._is_kept(scope),
                scope.company.id,
                scope.only("profile.partner_id", scope.customer_ids),
                scope.only_unsettled(),
                FACTS,
            )
        )
        gone = [id_ for id_, is_kept in rows if not is_kept]
        self.env["customer.retention.profile"].browse(gone).unlink()
        kept = [id_ for id_, is_kept in rows if is_kept]
        return len(gone) + (self._set_aside(scope, kept) if kept else 0)

    def _upsert_profiles(self, scope):
        """Insert new profiles and update those of which a fact differs.

        The status an existing profile has is left to :meth:`_write_statuses`, so that
        tracking, automation rules and webhooks see it change.

        :return: one ``(is_new, id, rfm_segment)`` per row written
        """
        scores = self.env["customer.retention.scores"]
        names = [
            *self.env["customer.retention.facts"]._columns(scope),
            *scores._columns(),
            *STATUS_COLUMNS,
        ]
        writing = SQL(
            """INSERT INTO customer_retention_profile AS profile
                       (partner_id, company_id, status, %(columns)s,
                        create_uid, write_uid, create_date, write_date)
                   SELECT new.customer_id, %(company)s, new.status, %(new)s,
                          %(uid)s, %(uid)s, %(now)s, %(now)s
                   FROM (%(latest)s) new
                   LEFT JOIN customer_retention_profile old
                          ON old.partner_id = new.customer_id
                         AND old.company_id = %(company)s
                   WHERE old.id IS NULL OR ROW(%(old)s) IS DISTINCT FROM ROW(%(new)s)
                   ON CONFLICT (partner_id, company_id) DO UPDATE
                   SET (%(columns)s, status, write_uid, write_date)
                     = ROW(%(excluded)s, COALESCE(profile.status, EXCLUDED.status),
                           EXCLUDED.write_uid, EXCLUDED.write_date)
                   RETURNING (xmax = 0) AS is_new, id, rfm_segment""",
            columns=columns(names),
            old=columns(names, "old"),
            new=columns(names, "new"),
            excluded=columns(names, "excluded"),
            company=scope.company.id,
            latest=scores._select(scope, self._latest(scope)),
            uid=self.env.uid,
            now=self.env.cr.now(),
        )
        changes = self.env["customer.retention.rfm.change"]
        return self.env.execute_query(changes._noting(scope, writing))

    def _latest(self, scope):
        """Return the SELECT of the facts with the last transition of each customer,
        and the next one if it stays silent."""
        timeline = self.env["customer.retention.timeline"]
        status = SQL("last.to_status")
        return SQL(
            """SELECT facts.*, last.to_status AS status, last.date AS status_date,
                      last.from_status AS previous_status,
                      %(next_status)s AS next_status, %(next_date)s AS next_status_date
               FROM %(facts)s facts
               JOIN %(timeline)s last
                 ON last.customer_id = facts.customer_id AND last.end_date IS NULL
               JOIN customer_retention_policy policy ON policy.id = facts.policy_id""",
            next_status=timeline._next_status(status),
            next_date=timeline._next_date(
                status, SQL("last_activity_date"), timeline._clock(scope.company)
            ),
            facts=FACTS,
            timeline=TIMELINE,
        )

    def _last_transition_id(self):
        [(last_id,)] = self.env.execute_query(
            SQL("SELECT COALESCE(MAX(id), 0) FROM customer_retention_transition")
        )
        return last_id

    def _write_transitions(self, scope):
        """Write onto the timeline what differs; return how many rows."""
        names = [
            *("end_date", "from_status", "to_status", "lapsed_days", "flow"),
            *("winback_date", "winback_revenue"),
        ]
        timeline = self._timeline_with_winbacks(scope)
        return self._write_rows(
            scope,
            "customer.retention.transition",
            names,
            timeline,
            among=self._transitions_of_unsettled(scope),
            # another status is another transition, and news: it gets an id of its own
            also=SQL(
                """, id = CASE WHEN old.to_status = new.to_status THEN old.id
                               ELSE NEXTVAL('customer_retention_transition_id_seq')
                          END"""
            ),
        )

    def _transitions_of_unsettled(self, scope):
        """Return the SQL that leaves out what is known to be as it should."""
        if not scope.unsettled:
            return SQL()
        return SQL(
            """AND (NOT %s OR old.profile_id IN (
                   SELECT profile.id FROM customer_retention_profile profile
                   WHERE profile.company_id = %s %s))""",
            self.env["customer.retention.timeline"]._is_entry("old"),
            scope.company.id,
            scope.only_unsettled(),
        )

    def _write_rows(self, scope, model, names, rows, also=None, among=None):
        """Bring the rows of customers on a date in line with ``rows``.

        :param str model: with a profile and a date, unique together
        :param list names: its fields besides these
        :param SQL rows: SELECT of ``customer_id``, ``date`` and ``names``
        :param also: SQL of what else to set on a row of the same date
        :param among: SQL that narrows the rows ``old`` of the table
        :return: how many were deleted and written
        """
        new_rows = SQL(
            """SELECT profile.id AS profile_id, found.*
               FROM (%s) found
               JOIN customer_retention_profile profile
                 ON profile.partner_id = found.customer_id
                AND profile.company_id = %s AND profile.status IS NOT NULL""",
            rows,
            scope.company.id,
        )
        [(count,)] = self._replace_rows(
            scope,
            model,
            ["date", *names],
            new_rows,
            same=SQL("old.profile_id = new.profile_id AND old.date = new.date"),
            told=SQL("COUNT(*)"),
            also=also,
            among=among,
        )
        return count

    def _replace_rows(
        self, scope, model, names, rows, *, same, told, also=None, among=None
    ):
        """Delete, update and insert what differs between a table and ``rows``.

        What differs is found by one join; nothing else is looked up.

        :param SQL rows: SELECT ``new`` of ``profile_id`` and ``names``
        :param SQL same: whether ``new`` and ``old`` are the same row
        :param SQL told: of each ``difference``: its ``profile_id`` is that of a row
            written, ``old_profile_id`` that of one replaced or deleted
        :param also: SQL of what else to set on a row that is updated
        :param among: SQL that narrows the rows ``old``
        :return: the rows of ``told``
        """
        found = self.env.execute_query(
            SQL(
                """WITH difference AS MATERIALIZED (
                       SELECT new.profile_id, %(new)s, old.id AS old_id,
                              old.profile_id AS old_profile_id
                       FROM (%(rows)s) new
                       FULL JOIN (SELECT * FROM %(table)s old
                                  WHERE old.company_id = %(company)s
                                    %(some)s %(among)s) old
                         ON %(same)s
                       WHERE old.id IS NULL OR new.profile_id IS NULL
                          OR ROW(%(old)s) IS DISTINCT FROM ROW(%(new)s)
                   ), deleted AS (
                       DELETE FROM %(table)s
                       WHERE id = ANY(ARRAY(SELECT old_id FROM difference
                                            WHERE profile_id IS NULL))
                   ), updated AS (
                       UPDATE %(table)s old SET (%(columns)s) = ROW(%(new)s) %(also)s
                       FROM difference new
                       WHERE old.id = new.old_id AND new.profile_id IS NOT NULL
                   ), inserted AS (
                       INSERT INTO %(table)s (profile_id, company_id, %(columns)s)
                       SELECT profile_id, %(company)s, %(columns)s
                       FROM difference WHERE old_id IS NULL
                       ORDER BY profile_id, date
                   )
                   SELECT %(told)s FROM difference""",
                told=told,
                also=also or SQL(),
                rows=rows,
                table=SQL.identifier(self.env[model]._table),
                company=scope.company.id,
                some=self._of_some(scope, SQL("old.profile_id")),
                among=among or SQL(),
                same=same,
                columns=columns(names),
                new=columns(names, "new"),
                old=columns(names, "old"),
            )
        )
        self.env[model].invalidate_model()
        return found

    def _of_some(self, scope, profile_id):
        """Return the SQL that narrows rows to the customers of ``scope``."""
        if scope.is_full:
            return SQL()
        return SQL(
            """AND %s IN (SELECT id FROM customer_retention_profile
                          WHERE company_id = %s AND partner_id = ANY(%s))""",
            profile_id,
            scope.company.id,
            list(scope.customer_ids),
        )

    def _timeline_with_winbacks(self, scope):
        """Return the SELECT of the timeline with what ended each return well.

        Who returned, and bought before it lapsed again, was won back by the first such
        purchase, with what was bought on that day.
        """
        return SQL(
            """WITH flow AS (  -- in and out of good standing by turns
                   SELECT customer_id, date, flow, LEAD(date) OVER (
                              PARTITION BY customer_id ORDER BY date) AS next_date
                   FROM %(timeline)s timeline WHERE flow IS NOT NULL
               ), winback AS (
                   SELECT DISTINCT ON (flow.customer_id, flow.date)
                          flow.customer_id, flow.date, bought.day AS winback_date,
                          ROUND(bought.revenue, %(digits)s) AS winback_revenue
                   FROM flow JOIN %(purchases)s bought USING (customer_id)
                   WHERE flow.flow = 'returned' AND bought.purchases > 0
                     AND bought.day >= flow.date
                     AND COALESCE(bought.day < flow.next_date, TRUE)
                   ORDER BY flow.customer_id, flow.date, bought.day
               )
               SELECT * FROM %(timeline)s timeline
               LEFT JOIN winback USING (customer_id, date)""",
            timeline=TIMELINE,
            purchases=PURCHASES,
            digits=scope.company.currency_id.decimal_places,
        )

    def _write_statuses(self, scope):
        """Write changed statuses through the ORM, in sets.

        :return: ``(profile id, old status, new status)`` of each changed one
        """
        changes = self.env.execute_query(
            SQL(
                """SELECT target.id, target.present, target.status
                   FROM (%s) target WHERE target.status != target.present
                   ORDER BY target.status, target.id""",
                self._status_targets(scope),
            )
        )
        for status, rows in groupby(changes, key=lambda change: change[2]):
            self._write_status(status, [id_ for id_, *_ in rows])
        return changes

    def _write_status(self, status, ids):
        for batch in split_every(WRITE_BATCH, ids):
            profiles = self.env["customer.retention.profile"].browse(batch)
            profiles.write({"status": status})

    def _status_targets(self, scope):
        """Return the SELECT of the status each profile should show: by hand, else by
        its documents."""
        profiles = self.env["customer.retention.profile"]
        profiles = profiles.with_context(retention_as_of=scope.as_of)
        return SQL(
            """SELECT profile.id, profile.status AS present,
                      CASE WHEN %s THEN profile.status_override
                           ELSE latest.status END AS status
               FROM (%s) latest JOIN customer_retention_profile profile
                 ON profile.partner_id = latest.customer_id
                AND profile.company_id = %s""",
            profiles._field_to_sql("profile", "is_overridden"),
            self._latest(scope),
            scope.company.id,
        )
