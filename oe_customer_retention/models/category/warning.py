"""Stops that full refreshes find, and warnings of them: so many a person and week."""

from odoo import api, fields, models
from odoo.tools import SQL, Query

from .category_sql import RHYTHM_DAYS

WEEK = 7  # days
NEWS_DAYS = 30  # a stop longer ago than this is none a reaction fires for


class CustomerRetentionCategory(models.Model):
    _inherit = "customer.retention.category"

    stopped_on = fields.Date(
        string="Found stopped",
        readonly=True,
        help="The day a full refresh found that the customer had stopped buying it. "
        "Empty again once it is bought.",
    )
    warned_on = fields.Date(
        string="Warned on",
        readonly=True,
        help="The day it was shown to the salesperson in Call today: the settings "
        "limit how many new ones are shown each week. Empty: not shown yet.",
    )

    _stopped_idx = models.Index("(profile_id) WHERE stopped_on IS NOT NULL")

    @api.model
    def _note_stops(self, scope):
        """Note what has stopped, and warn of what costs most (full refreshes).

        :return: the ids of the categories whose stop is news: in the last days, of
            customers who still buy something else
        """
        found = self._mark_stopped(scope)
        self._warn(scope)
        self.invalidate_model()
        return [id_ for id_, is_news in found if is_news]

    def _mark_stopped(self, scope):
        """Write ``stopped_on`` where it differs; return the ids of new stops, and
        whether they are news."""
        then = fields.Date.subtract(scope.as_of, days=NEWS_DAYS)
        told = self._select_on(
            scope,
            {
                "is_stopped": ("state", scope.as_of),
                "was_stopped": ("state", then),
                "still_buys": ("still_buys", scope.as_of),
            },
            SQL(
                "purchase_day_count >= %s OR stopped_on IS NOT NULL",
                RHYTHM_DAYS,
            ),
        )
        return self.env.execute_query(
            SQL(
                """WITH written AS (
                       UPDATE customer_retention_category written
                       SET stopped_on = CASE WHEN told.is_stopped THEN %(as_of)s::date
                                        END
                       FROM (SELECT id, still_buys,
                                    COALESCE(is_stopped = 'stopped', FALSE)
                                        AS is_stopped,
                                    COALESCE(was_stopped = 'stopped', FALSE)
                                        AS was_stopped
                             FROM (%(told)s) told) told
                       WHERE told.id = written.id
                         AND told.is_stopped = (written.stopped_on IS NULL)
                       RETURNING written.id, stopped_on,
                                 still_buys AND NOT was_stopped AS is_news
                   )
                   SELECT id, is_news FROM written WHERE stopped_on IS NOT NULL""",
                told=told,
                as_of=scope.as_of,
            )
        )

    def _warn(self, scope):
        """Warn each salesperson of what costs most, as far as this week allows."""
        waiting = self._select_on(
            scope,
            {
                "still_buys": ("still_buys", scope.as_of),
                "loss": ("expected_loss", scope.as_of),
                "user_id": ("user_id", scope.as_of),
            },
            SQL("stopped_on IS NOT NULL AND COALESCE(warned_on < stopped_on, TRUE)"),
        )
        self.env.cr.execute(
            SQL(
                """WITH given AS (
                       SELECT profile.user_id, COUNT(*) AS warnings
                       FROM customer_retention_category given
                       JOIN customer_retention_profile profile
                         ON profile.id = given.profile_id
                       WHERE given.company_id = %(company)s
                         AND given.warned_on > %(as_of)s::date - %(week)s
                       GROUP BY profile.user_id
                   ), ranked AS (
                       SELECT id, user_id,
                              ROW_NUMBER() OVER (
                                  PARTITION BY user_id ORDER BY loss DESC, id) AS place
                       FROM (%(waiting)s) waiting
                       WHERE still_buys AND loss > 0
                   )
                   UPDATE customer_retention_category warned
                   SET warned_on = %(as_of)s
                   FROM ranked
                   LEFT JOIN given ON given.user_id IS NOT DISTINCT FROM ranked.user_id
                   WHERE ranked.id = warned.id
                     AND place <= %(most)s - COALESCE(warnings, 0)""",
                company=scope.company.id,
                as_of=scope.as_of,
                week=WEEK,
                waiting=waiting,
                most=scope.company.retention_category_warnings,
            )
        )

    def _select_on(self, scope, columns, condition):
        """Return the SELECT of the company's categories with fields as of days.

        :param dict columns: ``{column: (field, day)}``
        :param SQL condition: on stored columns, without a name of the table
        """
        categories = self.sudo()
        query = Query(self.env, "bought_category", SQL.identifier(self._table))
        found = [
            SQL(
                "%s AS %s",
                categories.with_context(retention_as_of=day)._field_to_sql(
                    query.table, name, query
                ),
                SQL.identifier(column),
            )
            for column, (name, day) in columns.items()
        ]
        query.add_where(
            SQL(
                """bought_category.id IN (
                       SELECT id FROM customer_retention_category
                       WHERE company_id = %s AND (%s))""",
                scope.company.id,
                condition,
            )
        )
        return query.select(SQL.identifier(query.table, "id"), *found)
