"""The facts of all customers of one company, aggregated set-wise from the signals."""

from odoo import fields, models
from odoo.tools import SQL

from ...analytics.spend import HALF_LIFE
from ..prediction.correction_sql import RECENT, decayed, recent_columns

# Days back in which purchases are counted: ``purchases_<days>d`` of the profile.
WINDOWS = (30, 90, 365)


class RetentionFacts(models.AbstractModel):
    _name = "customer.retention.facts"
    _description = "Retention Facts"

    def _columns(self, scope):
        """Return ``{profile field: SQL}`` of every fact of one customer.

        The expressions may use ``partner`` (res_partner), ``policy``
        (customer_retention_policy), ``salesperson`` (res_users) and the aliases of
        :meth:`_sources`.
        """
        kinds = self.env["customer.retention.signal"]._read_kinds(scope)
        calendar_days = SQL(", ").join(self._calendar_days(scope))
        return {
            "active": SQL("partner.active"),
            "excluded": SQL("FALSE"),
            "policy_id": SQL("policy.id"),
            "user_id": SQL("COALESCE(partner.user_id, last_order.user_id)"),
            "team_id": SQL("COALESCE(salesperson.sale_team_id, last_order.team_id)"),
            "first_seen_date": SQL("LEAST(signal.first_day, purchase.first_day)"),
            **self._last_dates(kinds),
            "last_crm_date": SQL("signal.last_contact_day"),
            "last_activity_date": self._last_activity(
                SQL("purchase.first_day"),
                {kind: SQL.identifier("signal", f"last_{kind}_day") for kind in kinds},
            ),
            **self._purchase_columns(),
            "open_quotation_count": SQL("COALESCE(quote.open_count, 0)"),
            "open_opportunity_count": SQL("COALESCE(lead.open_count, 0)"),
            "won_opportunity_count": SQL("COALESCE(lead.won_count, 0)"),
            "lost_opportunity_count": SQL("COALESCE(lead.lost_count, 0)"),
            "overdue_amount": SQL("COALESCE(due.amount, 0)"),
            "calendar_date": SQL("LEAST(%s)", calendar_days),
        }

    def _last_dates(self, kinds):
        """Return the columns of the last day the customer acted by each kind.

        :param kinds: those of which there may be any document
        """
        dates = self.env["customer.retention.signal"]._date_fields()
        return {
            name: SQL.identifier("signal", f"last_{kind}_day")
            if kind in kinds
            else SQL("NULL::date")
            for kind, name in dates.items()
            if name in self.env["customer.retention.profile"]._fields
        }

    def _calendar_days(self, scope):
        """Return the SQL of the next day on which the calendar changes a fact, of each
        source of which it does.

        A fact that changes when a document of a later day is written needs none.
        """
        return [
            SQL("coming.day"),
            SQL("purchase.calendar_day"),
            SQL("due.calendar_day"),
        ]

    def _purchase_columns(self):
        zero_if_none = (
            "purchase_count",
            "purchase_day_count",
            "revenue_total",
            "revenue_12m",
            "average_purchase",
            "spend_recent",
            "purchases_30d",
            "purchases_90d",
            "purchases_365d",
        )
        return {
            "first_purchase_date": SQL("purchase.first_day"),
            "last_purchase_date": SQL("purchase.last_day"),
            "gap_log_sum": SQL("purchase.gap_log_sum"),
            **{name: SQL.identifier("purchase", name) for name in RECENT},
            **{
                name: SQL("COALESCE(%s, 0)", SQL.identifier("purchase", name))
                for name in zero_if_none
            },
        }

    def _last_activity(self, first_purchase, last_days):
        """Return the SQL of the last day that ``policy`` counts.

        :param SQL first_purchase: its day, which always counts
        :param dict last_days: SQL of the last day of each kind
        """
        policies = self.env["customer.retention.policy"]
        counted = [
            SQL("CASE WHEN %s THEN %s END", policies._counts(kind), day)
            for kind, day in last_days.items()
        ]
        return SQL("GREATEST(%s, %s)", first_purchase, SQL(", ").join(counted))

    def _select(self, scope, signals, purchases):
        """Return the SELECT of ``customer_id`` and all :meth:`_columns`.

        Each source is added up per customer before it is joined to the others.

        :param Scope scope: company, date and customers
        :param SQL signals: the table of :meth:`RetentionSignal._of_customers`
        :param SQL purchases: the table of :meth:`RetentionSale._of_customers`
        """
        sources = {
            "coming": self._coming_source(scope, signals),
            **self._sources(scope, purchases),
        }
        return SQL(
            """WITH signal AS (%(signal)s), %(sources)s
               SELECT signal.customer_id, %(columns)s
               FROM signal
               JOIN res_partner partner ON partner.id = signal.customer_id
               JOIN customer_retention_policy policy ON policy.id = %(policy)s
               %(joins)s
               LEFT JOIN (SELECT * FROM sale_order
                          WHERE id IN (SELECT last_order_id FROM signal)) last_order
                      ON last_order.id = signal.last_order_id
               LEFT JOIN res_users salesperson
                      ON salesperson.id
                         = COALESCE(partner.user_id, last_order.user_id)
               WHERE %(customer)s""",
            signal=self._signal_source(scope, signals),
            sources=SQL(", ").join(
                SQL("%s AS (%s)", SQL.identifier(name), select)
                for name, select in sources.items()
            ),
            columns=SQL(", ").join(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in self._columns(scope).items()
            ),
            policy=self.env["customer.retention.policy"]._resolution(
                scope.company, SQL("signal.customer_id")
            ),
            joins=SQL(" ").join(
                SQL("LEFT JOIN %s USING (customer_id)", SQL.identifier(name))
                for name in sources
            ),
            customer=self.env["customer.retention.audience"]._is_allowed(scope),
        )

    def _signal_source(self, scope, signals):
        """Customers the company knows by a document of its own, or has on the list,
        with their dates.

        The last order tells salesperson and team of those without their own.
        """
        kinds = self.env["customer.retention.signal"]._read_kinds(scope)
        return SQL(
            """SELECT customer_id, MIN(day) AS first_day, %s,
                      MAX(day) FILTER (WHERE is_contact) AS last_contact_day,
                      (MAX(ARRAY[EXTRACT(EPOCH FROM ordered_at)::bigint, order_id])
                           FILTER (WHERE kind = 'order'))[2] AS last_order_id
               FROM (SELECT * FROM %s customer_signal WHERE day <= %s
                     UNION ALL
                     SELECT customer_id, TRUE, NULL, day, FALSE, FALSE, NULL, NULL
                     FROM (%s) listed) known
               GROUP BY customer_id HAVING BOOL_OR(is_known)""",
            self._last_signal_days(kinds),
            signals,
            scope.as_of,
            self.env["customer.retention.audience"]._select(scope),
        )

    def _last_signal_days(self, kinds):
        """Return the columns ``last_<kind>_day`` of signals grouped by customer."""
        return SQL(", ").join(
            SQL(
                "MAX(day) FILTER (WHERE kind = %s AND is_activity) AS %s",
                kind,
                SQL.identifier(f"last_{kind}_day"),
            )
            for kind in kinds
        )

    def _sources(self, scope, purchases):
        """Return ``{alias: SELECT}`` of one row per customer each."""
        return {
            "purchase": self._purchase_source(scope, purchases),
            "quote": self._quote_source(scope),
            "lead": self._lead_source(scope),
            "due": self._due_source(scope),
        }

    def _coming_source(self, scope, signals):
        """Return the SELECT of the first day to come of which there is a document."""
        return SQL(
            "SELECT customer_id, MIN(day) AS day FROM %s WHERE day > %s GROUP BY 1",
            signals,
            scope.as_of,
        )

    def _purchase_source(self, scope, purchases):
        """Return the SELECT of what each customer bought, with the logarithms of the
        gaps in between: days of its policy's season, at least one."""
        policies = self.env["customer.retention.policy"]
        clock = policies._clock(scope.company)
        policy = clock and policies._resolution(scope.company, SQL("customer_id"))
        gap = clock.days_between(policy, SQL("previous_day"), SQL("day"))
        return SQL(
            """SELECT customer_id,
                   MIN(day) FILTER (WHERE purchases > 0) AS first_day,
                   MAX(day) FILTER (WHERE purchases > 0) AS last_day,
                   SUM(purchases) AS purchase_count,
                   COUNT(*) FILTER (WHERE purchases > 0) AS purchase_day_count,
                   ROUND((SUM(LN(GREATEST(%(gap)s, 1))) FILTER (WHERE purchases > 0
                                        AND previous_day IS NOT NULL)
                         )::numeric, 6)::float8 AS gap_log_sum,
                   %(recent)s,
                   ROUND(SUM(revenue), %(digits)s) AS revenue_total,
                   ROUND(SUM(revenue) FILTER (WHERE day > %(year)s), %(digits)s)
                       AS revenue_12m,
                   ROUND(SUM(revenue) / NULLIF(SUM(purchases), 0), %(digits)s)
                       AS average_purchase,
                   ROUND(%(spend_recent)s::numeric, %(digits)s) AS spend_recent,
                   SUM(purchases) FILTER (WHERE day > %(as_of)s - 30) AS purchases_30d,
                   SUM(purchases) FILTER (WHERE day > %(as_of)s - 90) AS purchases_90d,
                   SUM(purchases) FILTER (WHERE day > %(as_of)s - 365)
                       AS purchases_365d,
                   %(calendar_day)s AS calendar_day
               FROM (SELECT *, MAX(day) FILTER (WHERE purchases > 0) OVER (
                                   PARTITION BY customer_id ORDER BY day
                                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                               ) AS previous_day,
                               MAX(day) FILTER (WHERE purchases > 0) OVER (
                                   PARTITION BY customer_id) AS latest_day
                     FROM %(purchases)s sale_day) purchase_day
               GROUP BY customer_id""",
            gap=gap,
            recent=SQL(", ").join(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in recent_columns(
                    day=SQL("day"),
                    last=SQL("latest_day"),
                    revenue=SQL("revenue"),
                    is_purchase=SQL("purchases > 0"),
                ).items()
            ),
            purchases=purchases,
            digits=scope.company.currency_id.decimal_places,
            spend_recent=decayed(
                SQL("revenue"),
                day=SQL("LEAST(day, latest_day)"),
                last=SQL("COALESCE(latest_day, day)"),
                half_life=HALF_LIFE,
            ),
            calendar_day=self._calendar_day(scope),
            as_of=SQL("%s::date", scope.as_of),
            year=fields.Date.subtract(scope.as_of, years=1),
        )

    def _calendar_day(self, scope):
        """Return the SQL of the next day on which a purchase leaves one of the windows
        that facts are counted in.

        A year after 29 February is 28 February: it leaves on the day after.
        """
        as_of = SQL("%s::date", scope.as_of)
        leaving = [
            SQL("MIN(day) FILTER (WHERE day > %s - %s) + %s", as_of, days, days)
            for days in WINDOWS
        ]
        year = SQL(
            """MIN(GREATEST((day + INTERVAL '1 year')::date, %s + 1))
                   FILTER (WHERE day > %s)""",
            as_of,
            fields.Date.subtract(scope.as_of, years=1),
        )
        return SQL("LEAST(%s)", SQL(", ").join([*leaving, year]))

    def _quote_source(self, scope):
        signals = self.env["customer.retention.signal"]
        quotations = SQL(
            "SELECT d.partner_id, d.company_id, %s AS day %s",
            scope.company._retention_day(SQL("LEAST(d.create_date, d.date_order)")),
            signals._from(
                "sale.order", signals._open_quotations(signals._look_up_line)
            ),
        )
        return SQL(
            """SELECT customer_id, COUNT(*) AS open_count
               FROM (%s) quotation GROUP BY customer_id""",
            scope.roll_up(quotations),
        )

    def _lead_source(self, scope):
        opportunities = SQL(
            """SELECT d.partner_id, d.company_id, %s AS day, d.active, d.won_status
               FROM %s d WHERE d.type = 'opportunity'""",
            scope.company._retention_day(SQL("d.create_date")),
            self.env["customer.retention.signal"]._leads(),
        )
        return SQL(
            """SELECT customer_id,
                   COUNT(*) FILTER (WHERE active AND won_status = 'pending')
                       AS open_count,
                   COUNT(*) FILTER (WHERE won_status = 'won') AS won_count,
                   COUNT(*) FILTER (WHERE won_status = 'lost') AS lost_count
               FROM (%s) opportunity GROUP BY customer_id""",
            scope.roll_up(opportunities),
        )

    def _due_source(self, scope):
        """Receivables past their due date, and when the next one is; installments
        count one by one."""
        receivables = SQL(
            """SELECT d.partner_id, d.company_id, line.date_maturity + 1 AS day,
                      line.amount_residual
               FROM account_move d
               JOIN account_move_line line ON line.move_id = d.id
               WHERE d.state = 'posted'
                 AND d.move_type IN ('out_invoice', 'out_receipt')
                 AND d.payment_state IN ('not_paid', 'partial', 'blocked')
                 AND line.account_id = ANY(ARRAY(
                     SELECT id FROM account_account
                     WHERE account_type = 'asset_receivable'))
                 AND line.reconciled IS NOT TRUE AND line.amount_residual > 0"""
        )
        return SQL(
            """SELECT customer_id,
                      SUM(amount_residual) FILTER (WHERE day <= %(as_of)s) AS amount,
                      MIN(day) FILTER (WHERE day > %(as_of)s) AS calendar_day
               FROM (%(receivables)s) receivable GROUP BY customer_id""",
            as_of=scope.as_of,
            receivables=scope.roll_up(receivables, ahead=True),
        )
