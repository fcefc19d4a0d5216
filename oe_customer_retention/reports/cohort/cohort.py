from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, format_date

from ...models import rates
from ...models.optional_fields import OptionalFloat
from .. import periods


class CustomerRetentionCohort(models.Model):
    """Customers who bought for the first time in a month, and who bought again later.

    One row is such a cohort in one month since.
    """

    _name = "customer.retention.cohort"
    _description = "Customer Cohort"
    _auto = False
    _order = "cohort_month desc, months_since, id"
    _rec_name = "cohort_month"
    _depends = {
        "customer.retention.purchase.day": [
            "profile_id",
            "date",
            "purchase_count",
            "revenue",
        ],
        "customer.retention.profile": [
            "company_id",
            "user_id",
            "team_id",
            "first_purchase_date",
        ],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        help="The current salesperson of the customers, for all their history.",
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    cohort_month = fields.Date(
        string="First purchase",
        readonly=True,
        help="The month in which these customers bought for the first time.",
    )
    months_since = fields.Integer(
        string="Months since",
        readonly=True,
        aggregator=None,
        help="Calendar months since the month of the first purchase.",
    )
    is_running = fields.Boolean(
        string="Running month",
        readonly=True,
        help="The month is not over: more of these customers may still order in it.",
    )
    customers = fields.Integer(
        readonly=True, help="Customers whose first purchase was in the cohort's month."
    )
    ordering = fields.Integer(
        string="Customers who ordered",
        readonly=True,
        help="Customers of the cohort who bought in this month.",
    )
    rate = OptionalFloat(
        string="Retention rate",
        readonly=True,
        aggregator="avg",
        help="Share of the cohort who bought in this month; empty while the month is "
        "running. Over several cohorts or months: all who ordered, of all who could.",
    )
    retained_revenue = fields.Monetary(
        string="Revenue",
        readonly=True,
        help="Untaxed revenue of the cohort in this month, less credit notes.",
    )

    @property
    def _table_query(self):
        """Return the SELECT of one row per group, cohort and month since.

        A cohort has a row for each month up to the running one; a group is a company,
        salesperson and team.
        """
        return SQL(
            """WITH cell AS (%(cells)s), span AS (
                   SELECT *, MIN(group_id) OVER cohort AS cohort_id,
                          FIRST_VALUE(ordering) OVER history AS customers,
                          LEAD(month) OVER history AS next_month
                   FROM cell
                   WINDOW cohort AS (
                              PARTITION BY company_id, user_id, team_id, cohort_month),
                          history AS (cohort ORDER BY month)
               )
               SELECT %(id)s AS id, company_id, user_id, team_id,
                      cohort_month::date AS cohort_month, months_since,
                      series.month = %(running)s AS is_running,
                      customers::integer AS customers,
                      (bought * ordering)::integer AS ordering,
                      CASE WHEN series.month < %(running)s
                            AND customers >= %(enough)s
                           THEN bought * ordering::float / customers END AS rate,
                      bought * revenue AS retained_revenue
               FROM span
               CROSS JOIN LATERAL GENERATE_SERIES(
                   span.month,
                   COALESCE(next_month - INTERVAL '1 month', %(running)s),
                   INTERVAL '1 month') series (month)
               CROSS JOIN LATERAL (
                   SELECT (series.month = span.month)::integer AS bought,
                          (%(number)s - %(cohort_number)s)::integer AS months_since
               ) cell_month""",
            id=periods.row_id(SQL("cohort_id"), SQL("months_since")),
            cells=self._cells(),
            running=periods.running_month(self.env),
            enough=rates.MIN_CUSTOMERS_FOR_RATE,
            number=periods.month_number(SQL("series.month")),
            cohort_number=periods.month_number(SQL("cohort_month")),
        )

    def _cells(self):
        """Return the SELECT of the months in which somebody of a cohort bought."""
        return SQL(
            """SELECT company_id, user_id, team_id, cohort_month, month,
                      MIN(profile_id)::bigint AS group_id,
                      COUNT(*) FILTER (WHERE purchases > 0) AS ordering,
                      SUM(revenue) AS revenue
               FROM (
                   SELECT profile.id AS profile_id, profile.company_id,
                          profile.user_id, profile.team_id,
                          DATE_TRUNC('month', profile.first_purchase_date::timestamp)
                              AS cohort_month,
                          DATE_TRUNC('month', purchase.date::timestamp) AS month,
                          SUM(purchase.purchase_count) AS purchases,
                          SUM(purchase.revenue) AS revenue
                   FROM customer_retention_purchase_day purchase
                   JOIN customer_retention_profile profile
                     ON profile.id = purchase.profile_id
                    AND purchase.date >= profile.first_purchase_date
                   WHERE purchase.date <= %s
                   GROUP BY profile.id, month
               ) customer_month
               GROUP BY company_id, user_id, team_id, cohort_month, month""",
            periods.as_of(self.env),
        )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec == "customers:sum":
            return self._customers_sql(query)
        if aggregate_spec == "rate:avg":
            return self._rate_sql(query)
        return super()._read_group_select(aggregate_spec, query)

    def _customers_sql(self, query):
        """Every cohort once: its customers are the same in each month."""
        names = ("customers", "months_since")
        return periods.first(
            *(self._field_to_sql(self._table, name, query) for name in names)
        )

    def _rate_sql(self, query):
        """All who ordered of all who could, where these are enough for a rate: never an
        average of averages."""
        names = ("ordering", "customers", "is_running", "months_since")
        ordering, customers, running, since = (
            self._field_to_sql(self._table, name, query) for name in names
        )
        over = SQL("CASE WHEN %s THEN 0 ELSE %s END", running, customers)
        return SQL(
            """CASE WHEN %(of)s >= %(enough)s
                    THEN SUM(%(ordering)s) FILTER (WHERE NOT %(running)s)::float
                         / SUM(%(over)s) END""",
            of=periods.first(over, since),
            enough=rates.MIN_CUSTOMERS_FOR_RATE,
            ordering=ordering,
            running=running,
            over=over,
        )

    def action_open_customers(self):
        """Open all customers of the cohort."""
        return self._open_profiles(cohort_domain(self.cohort_month))

    def action_open_ordering(self):
        """Open the customers of the cohort who bought in the month of this row."""
        ordering = ordering_domain(self.cohort_month, self.months_since)
        return self._open_profiles(ordering)

    def _open_profiles(self, domain):
        self.ensure_one()
        profiles = self.env["customer.retention.profile"]
        month = format_date(self.env, self.cohort_month, date_format="MMMM y")
        title = self.env._("First purchase in %(month)s", month=month)
        return profiles._action_list(Domain(periods.group_domain(self)) & domain, title)


def cohort_domain(month):
    """Return the domain of the profiles of a cohort, archived ones included."""
    everybody = Domain("active", "in", (True, False))
    return everybody & _in_month("first_purchase_date", month)


def ordering_domain(month, months_since):
    """Return the domain of those of a cohort who bought so many months later."""
    month_of_purchase = _in_month("date", fields.Date.add(month, months=months_since))
    bought = Domain("purchase_count", ">", 0) & month_of_purchase
    return cohort_domain(month) & Domain("purchase_ids", "any", bought)


def _in_month(name, day):
    first, last = date_utils.get_month(day)
    return Domain(name, ">=", first) & Domain(name, "<=", last)
