"""Refresh of a day, or by the button: from what documents and calendar changed.

A fact changes with a document, or on a day that is known before: ``next_status_date``
and ``calendar_date`` of the profile. Changed documents are the hourly job's
(``incremental``), and read here where that is behind. Computed anew are, besides, the
customers whose day has come, or of whom something differs that is read without
documents (:meth:`RetentionRefresh._differing`). Scores, segments, stages and reactions
are found of all customers, from what is stored.

Once a week everything is computed from the documents after that. What differs then, the
refreshes of the days before had wrong: the run counts it.

A customer on whom the refresh fails keeps no other from its night: it waits
(:mod:`waiting`), and is tried apart from them.
"""

import dataclasses
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..category.group import KINDS
from ..scope import Scope
from .queue import PASSING
from .tables import FACTS, SIGNALS

_logger = logging.getLogger(__name__)
FULL_EVERY = timedelta(days=7)
# Of more customers than this share, all are computed: in one pass over the documents.
SHARE_OF_ALL = 0.1


# Of everybody else nothing changes but by a document, or by the contact: of those who
# never bought, and are in the stage the rules want.
MAY_CHANGE = (
    *("last_purchase_date IS NOT NULL", "next_status_date IS NOT NULL"),
    *("calendar_date IS NOT NULL", "override_until IS NOT NULL", "stage_by_hand"),
)


def may_change(alias):
    """Return the SQL of :data:`MAY_CHANGE` as the index has it: by it few are read of
    many who are on the list without a document."""
    tests = [SQL("%s.%s", SQL.identifier(alias), SQL(test)) for test in MAY_CHANGE]
    return SQL("(%s)", SQL(" OR ").join(tests))


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    _may_change_idx = models.Index(f"(company_id) WHERE {' OR '.join(MAY_CHANGE)}")


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_full_every_night = fields.Boolean(
        string="Compute everything every night",
        help="The nightly refresh and the Refresh button only recompute customers "
        "whose documents changed or for whom the calendar changes a value, and all of "
        "them once a week. Select this if other programs change documents in the "
        "database bypassing Odoo.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    retention_full_every_night = fields.Boolean(
        related="company_id.retention_full_every_night", readonly=False
    )


class RetentionRefresh(models.AbstractModel):
    _inherit = "customer.retention.refresh"

    @api.model
    def _refresh_night(self, company, as_of=None, trigger="nightly"):
        """Refresh a company by what has changed, a new day begun or not.

        Everything is computed where that is due, or was never done.

        For the other parameters see :meth:`_refresh`.

        :param str trigger: why; documents the hourly job has yet to read are left to it
            at night, unless it is behind
        :return: the values of the run
        """
        self = self._begin(company)
        company = company.with_env(self.env)
        last_full = self.env["customer.retention.run"]._last_of(
            company, [("mode", "=", "full"), ("state", "=", "done")]
        )
        job = self.env["customer.retention.incremental"]
        if not (last_full and job._mark()):
            return self._refresh_company(company, as_of)
        as_of = as_of or company._retention_today()
        is_changed = company._retention_settings_changed()
        is_full = (
            is_changed
            or company.retention_full_every_night
            or self._is_due(last_full, as_of)
        )
        customers = self.env["res.partner"].sudo()
        if is_full or trigger != "nightly" or job._is_behind():
            customers = job._changed_of(company)
        waiting = self.env["customer.retention.stale"].sudo()._waiting(company)
        job._refresh_customers(company, waiting.partner_id)
        values = self._refresh_day(company, customers, as_of)
        if is_full:
            values = self._refresh_rest(company, as_of, trigger, values)
        # What changed settings change, no refresh had wrong.
        return values | {"mended_count": 0} if is_changed else values

    def _is_due(self, last_full, as_of):
        """Return whether all are to be computed: after a week, and where somebody asked
        for it, or an update did, and it failed.

        :param last_full: the last run of a company that did
        """
        is_done = Domain("state", "=", "done")
        is_owed = Domain("state", "=", "failed") & Domain("trigger", "!=", "nightly")
        last = last_full._last_of(
            last_full.company_id, Domain("mode", "=", "full") & (is_done | is_owed)
        )
        return last != last_full or as_of - last_full.as_of >= FULL_EVERY

    def _refresh_day(self, company, customers, as_of=None):
        """Compute the customers anew of whom anything may have changed.

        Where that fails, it is found out on whom, and the others have their day.

        :param customers: those whose documents did
        :return: the values of the run
        """
        self = self._begin(company)
        everybody = Scope.of(company, as_of)
        changed = self._changed_by_day(everybody, customers)
        try:
            with self.env.cr.savepoint():
                return self._refresh_some(everybody, changed)
        except PASSING:
            raise
        except Exception:
            _logger.exception("Day of company %s failed", company.id)
        self.env["customer.retention.incremental"]._refresh_customers(company, changed)
        changed = self._changed_by_day(everybody, customers)
        return self._refresh_some(everybody, changed)

    def _changed_by_day(self, everybody, customers):
        """Return ``customers`` and those of whom something else changed, but for those
        on whom a refresh has failed."""
        stale = self.env["customer.retention.stale"]
        ids = {*customers.ids, *self._differing(everybody)}
        return customers.browse(ids) - stale._waiting(everybody.company).partner_id

    def _refresh_some(self, everybody, customers):
        """Compute some customers anew, or all where these are most of them; return the
        values of the run."""
        if self._is_most(everybody.company, len(customers)):
            return self._refresh_scope(everybody, everybody) | {"mode": "day"}
        scope = Scope.of(everybody.company, everybody.as_of, customers)

        def unsettled(alias):
            return SQL(
                "(%s OR %s = ANY(%s))",
                may_change(alias),
                SQL.identifier(alias, "partner_id"),
                list(scope.customer_ids),
            )

        everybody = dataclasses.replace(everybody, unsettled=unsettled)
        return self._refresh_scope(scope, everybody) | {"mode": "day"}

    def _refresh_rest(self, company, as_of, trigger, values):
        """Compute everything after the day; a failure is a run of its own, so that the
        day is kept.

        :param dict values: of the day
        :return: the values of the run
        """
        try:
            with self.env.cr.savepoint():
                return self._mend(values, self._refresh_company(company, as_of))
        except PASSING:
            raise
        except Exception as error:
            _logger.exception("Full refresh of company %s failed", company.id)
            self.env["customer.retention.run"]._note_failure(
                company, error, trigger=trigger, as_of=as_of
            )
        return values

    def _is_most(self, company, number):
        """Return whether so many customers are better computed with all others: unless
        among these is one on whom a refresh has failed."""
        if self.env["customer.retention.stale"]._waiting(company):
            return False
        limit = int(number / SHARE_OF_ALL)
        known = self.env["customer.retention.profile"].sudo()
        domain = [("company_id", "=", company.id)]
        return number and known.search_count(domain, limit=limit) < limit

    def _mend(self, values, full):
        """Return the values of a run that computed a day, then all.

        :param dict values: of the day
        :param dict full: of all; whom it changed, earlier refreshes had wrong
        """
        parts = ("created_count", "changed_count", "removed_count")
        return {
            **self._summed(values, full),
            "mended_count": sum(full[name] for name in parts),
        }

    def _differing(self, scope):
        """Return the ids of the customers who are to be computed without a document of
        theirs having changed."""
        self.env.flush_all()
        selects = [self._changed_by_calendar(scope), self._with_another_responsible()]
        if scope.company.retention_follow_categories:
            selects.append(self._of_moved_products(scope))
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT profile.partner_id
                   FROM customer_retention_profile profile
                   JOIN res_partner partner ON partner.id = profile.partner_id
                   LEFT JOIN res_users salesperson
                          ON salesperson.id
                             = COALESCE(partner.user_id, profile.user_id)
                   WHERE profile.company_id = %s AND profile.status IS NOT NULL
                     AND (%s AND (%s OR profile.policy_id IS DISTINCT FROM %s
                                  OR NOT (%s))
                          %s)""",
                scope.company.id,
                may_change("profile"),
                SQL(" OR ").join(selects),
                self.env["customer.retention.policy"]._resolution(
                    scope.company, SQL("profile.partner_id")
                ),
                self.env["customer.retention.audience"]._is_allowed(scope),
                self._or_of_moved_salespeople(scope),
            )
        )
        return [id_ for (id_,) in rows]

    def _or_of_moved_salespeople(self, scope):
        """Return the SQL of whether ``profile`` has another team than its salesperson,
        of those who came to a team or left one since the last night but one; nothing
        where there is none."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT member.user_id FROM crm_team_member member
                   WHERE member.write_date >= (
                       SELECT MAX(run.started_at) - INTERVAL '1 day'
                       FROM customer_retention_run run
                       WHERE run.company_id = %s AND run.state = 'done'
                         AND run.mode IN ('full', 'day'))""",
                scope.company.id,
            )
        )
        users = [user_id for (user_id,) in rows]
        if not users:
            return SQL()
        return SQL(
            """OR profile.user_id = ANY(%s)
               AND salesperson.sale_team_id IS DISTINCT FROM profile.team_id""",
            users,
        )

    def _changed_by_calendar(self, scope):
        """Return the SQL of whether a day of ``profile`` has come."""
        return SQL(
            """(profile.calendar_date <= %(as_of)s
                OR profile.next_status_date <= %(as_of)s
                OR profile.override_until < %(as_of)s)""",
            as_of=scope.as_of,
        )

    def _with_another_responsible(self):
        """Return the SQL of whether the contact says else than ``profile``."""
        return SQL(
            """(partner.active IS DISTINCT FROM profile.active
                OR partner.user_id != profile.user_id
                OR partner.user_id IS NOT NULL AND profile.user_id IS NULL
                OR salesperson.sale_team_id IS DISTINCT FROM profile.team_id
                   AND salesperson.sale_team_id IS NOT NULL)"""
        )

    def _of_moved_products(self, scope):
        """Return the SQL of whether ``profile`` bought products of which the category
        is another one now."""
        return SQL(
            """profile.id IN (
                   SELECT line.profile_id
                   FROM (SELECT line.product_id, line.category_id
                         FROM customer_retention_purchase_line line
                         WHERE line.company_id = %(company)s
                           AND line.product_id IS NOT NULL
                         GROUP BY line.product_id, line.category_id) bought
                   LEFT JOIN (%(categories)s) category USING (product_id)
                   LEFT JOIN customer_retention_product_group product_group
                          ON product_group.id = bought.category_id
                   JOIN customer_retention_purchase_line line
                     ON line.company_id = %(company)s
                    AND line.product_id = bought.product_id
                    AND line.category_id IS NOT DISTINCT FROM bought.category_id
                   WHERE category.category_key
                         IS DISTINCT FROM product_group.%(key)s)""",
            company=scope.company.id,
            categories=scope.company._retention_product_categories(),
            key=SQL.identifier(KINDS[scope.company.retention_category_kind]),
        )

    def _scored(self, scope):
        """Return the SELECT of what is scored, of all customers of the company: as
        computed for those of ``scope``, as stored for the others."""
        measured = SQL("last_purchase_date, purchase_day_count, revenue_total")
        if scope.is_full:
            return SQL("SELECT %s FROM %s", measured, FACTS)
        return SQL(
            """SELECT %(measured)s FROM %(facts)s
               UNION ALL
               SELECT %(measured)s FROM customer_retention_profile profile
               WHERE company_id = %(company)s AND status IS NOT NULL
                 AND (%(may_change)s) AND partner_id != ALL(%(customers)s)""",
            may_change=may_change("profile"),
            measured=measured,
            facts=FACTS,
            company=scope.company.id,
            customers=list(scope.customer_ids),
        )

    def _note_coming(self, scope):
        """Have those computed again who are no customers yet, and have a document of a
        day to come, on that day."""
        self.env.execute_query(
            SQL(
                """WITH coming AS (
                       SELECT customer_id, MIN(day) AS due_on FROM %(signals)s signal
                       WHERE is_known AND day > %(as_of)s
                         AND NOT EXISTS (SELECT FROM %(facts)s facts
                                         WHERE facts.customer_id = signal.customer_id)
                       GROUP BY customer_id
                   )
                   INSERT INTO customer_retention_stale (partner_id, due_on)
                   SELECT customer_id, due_on FROM coming
                   WHERE NOT EXISTS (
                       SELECT FROM customer_retention_stale noted
                       WHERE noted.partner_id = coming.customer_id
                         AND noted.due_on = coming.due_on)
                   RETURNING id""",
                signals=SIGNALS,
                as_of=scope.as_of,
                facts=FACTS,
            )
        )
