from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, format_date

from ...models import rates
from ...models.history.transition import WATCHED_DAYS
from ...models.interaction.interaction import OUTCOMES
from ...models.optional_fields import OptionalFloat, OptionalInteger
from ...models.status import ENTRIES, GONE
from .. import periods

MONTHS = 24


class CustomerRetentionWinbackComparison(models.Model):
    """Dormant and lost customers we contacted, beside those left alone.

    One observation is a customer who was dormant or lost when a month began and bought
    nothing in that month. It counts as contacted if somebody here contacted it in the
    month, and as returned if it bought in the ``WATCHED_DAYS`` after the month. That
    nobody bought before these days begin keeps a contact that follows a return, rather
    than leads to it, out of the comparison.
    """

    _name = "customer.retention.winback.comparison"
    _description = "Win-back Comparison"
    _auto = False
    _order = "month desc, status, contact desc, id"
    _rec_name = "month"
    _depends = {
        "customer.retention.transition": [
            "profile_id",
            "date",
            "end_date",
            "to_status",
        ],
        "customer.retention.profile": ["company_id", "user_id", "team_id"],
        "customer.retention.purchase.day": ["profile_id", "date", "purchase_count"],
        "customer.retention.outreach.day": ["profile_id", "date"],
        "customer.retention.interaction": ["profile_id", "day", "kind", "outcome"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        help="The current salesperson of the customers.",
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    month = fields.Date(
        readonly=True, help="The month in which customers were contacted, or not."
    )
    status = fields.Selection(
        [(status.key, status.label) for status in ENTRIES if status.is_gone],
        string="Status at the start",
        readonly=True,
        help="Compare like with like: customers who are inactive for longer return "
        "less often.",
    )
    contact = fields.Selection(
        [("contacted", "Contacted"), ("alone", "Not contacted")],
        string="Contact made",
        readonly=True,
        help="Contacted in the month: completed activity, meeting, email or mailing "
        "sent.",
    )
    outcome = fields.Selection(
        [*OUTCOMES, ("unsaid", "Not given"), ("alone", "Not contacted")],
        readonly=True,
        help="The best outcome logged for the month's contacts.",
    )
    customers = fields.Integer(
        string="Customer-months",
        readonly=True,
        help="Customers with this status when the month began, who bought nothing in "
        "the month. A customer counts in each month.",
    )
    watched = OptionalInteger(
        string="Watched to the end",
        readonly=True,
        aggregator="sum",
        help=f"Of these, those whose {WATCHED_DAYS} days after the month are over: the "
        "rate is of them.",
    )
    returned = OptionalInteger(
        string="Came back",
        readonly=True,
        aggregator="sum",
        help=f"Customers who bought in the {WATCHED_DAYS} days after the month; empty "
        "until these are over.",
    )
    rate = OptionalFloat(
        string="Win-back rate",
        readonly=True,
        aggregator="avg",
        help=f"Share of these customers who came back; empty until the {WATCHED_DAYS} "
        f"days are over, and of fewer than {rates.MIN_CUSTOMERS_FOR_RATE}. It proves "
        "no effect: people contact those they expect to return.",
    )

    @property
    def _table_query(self):
        """Return the SELECT of one row per group, month, status, contact and outcome.

        Each customer's status is in one row of a month, which gives the id.
        """
        return SQL(
            """SELECT %(id)s AS id, company_id, user_id, team_id, month::date AS month,
                      status, contact, outcome, COUNT(*)::integer AS customers,
                      CASE WHEN is_over THEN COUNT(*) END::integer AS watched,
                      CASE WHEN is_over THEN COUNT(*) FILTER (WHERE has_returned)
                      END::integer AS returned,
                      CASE WHEN is_over AND COUNT(*) >= %(enough)s
                           THEN AVG(has_returned::integer)::float END AS rate
               FROM (%(observations)s) observation
               GROUP BY company_id, user_id, team_id, month, status, contact,
                        outcome, is_over""",
            id=periods.row_id(
                SQL("MIN(id)"),
                SQL(
                    "(%s * 2 + (contact = 'contacted')::integer)",
                    periods.month_number(SQL("month")),
                ),
            ),
            enough=rates.MIN_CUSTOMERS_FOR_RATE,
            observations=self._observations(),
        )

    def _observations(self):
        """Return the SELECT of every silent customer in each of the last months.

        For one that is dormant from 9 December on, is contacted in January, and buys
        again on 3 March:

        ==== ========== ======= ======== ========= ============ =======
        id   profile_id status  month    contact   has_returned is_over
        ==== ========== ======= ======== ========= ============ =======
        41   7          dormant January  contacted True         True
        41   7          dormant February alone     True         False
        ==== ========== ======= ======== ========= ============ =======
        """
        return SQL(
            """WITH silence AS (%(silences)s),
                    contacted_month AS (%(contacted)s),
                    said_in_month AS (%(said)s),
                    silent_month AS (
                   SELECT silence.*, month,
                          (month + INTERVAL '1 month')::date + %(watched)s AS over_on
                   FROM silence
                   CROSS JOIN LATERAL GENERATE_SERIES(
                       GREATEST(%(first)s, DATE_TRUNC('month', date::timestamp)
                                           + INTERVAL '1 month'),
                       LEAST(%(running)s - INTERVAL '1 month', end_date),
                       INTERVAL '1 month') month
                   WHERE bought_on IS NULL OR bought_on >= month + INTERVAL '1 month')
               SELECT id, profile_id, company_id, user_id, team_id, month, status,
                      CASE WHEN is_contacted THEN 'contacted' ELSE 'alone' END
                          AS contact,
                      CASE WHEN is_contacted THEN COALESCE(outcome, 'unsaid')
                           ELSE 'alone' END AS outcome,
                      COALESCE(bought_on < over_on, FALSE) AS has_returned,
                      over_on <= %(as_of)s AS is_over
               FROM silent_month
               LEFT JOIN contacted_month USING (profile_id, month)
               LEFT JOIN said_in_month USING (profile_id, month)""",
            silences=self._silences(),
            contacted=self._contacted(),
            said=self._said(),
            watched=WATCHED_DAYS,
            as_of=SQL("%s::date", periods.as_of(self.env)),
            running=periods.running_month(self.env),
            first=SQL(
                "(%s - %s * INTERVAL '1 month')",
                periods.running_month(self.env),
                MONTHS,
            ),
        )

    def _silences(self):
        """Return the SELECT of the times customers were dormant, or lost.

        Each lasts from ``date`` to ``end_date``. The first purchase since is looked up
        once, not once a month.
        """
        return SQL(
            """SELECT change.id, change.profile_id, profile.company_id,
                      profile.user_id, profile.team_id, change.to_status AS status,
                      change.date, change.end_date,
                      (SELECT MIN(date) FROM customer_retention_purchase_day purchase
                       WHERE purchase.profile_id = change.profile_id
                         AND purchase.date >= change.date AND purchase_count > 0)
                          AS bought_on
               FROM customer_retention_transition change
               JOIN customer_retention_profile profile
                 ON profile.id = change.profile_id
               WHERE change.to_status IN %s""",
            GONE,
        )

    def _contacted(self):
        """Return the SELECT of the months in which a customer was contacted."""
        return SQL(
            """SELECT DISTINCT profile_id, TRUE AS is_contacted,
                      DATE_TRUNC('month', date::timestamp) AS month
               FROM customer_retention_outreach_day"""
        )

    def _said(self):
        """Return the SELECT of the best outcome of each customer's months.

        The alphabet puts negative before neutral before positive.
        """
        return SQL(
            """SELECT profile_id, DATE_TRUNC('month', day::timestamp) AS month,
                      MAX(outcome) AS outcome
               FROM customer_retention_interaction
               WHERE outcome IS NOT NULL AND kind != 'note'
               GROUP BY 1, 2"""
        )

    def _read_group_select(self, aggregate_spec, query):
        """All who came back of all who could, where these are enough for a rate: never
        an average of averages."""
        if aggregate_spec != "rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        returned, watched = (
            self._field_to_sql(self._table, name, query)
            for name in ("returned", "watched")
        )
        return SQL(
            """CASE WHEN SUM(%(watched)s) >= %(enough)s
                    THEN SUM(%(returned)s)::float / SUM(%(watched)s) END""",
            returned=returned,
            watched=watched,
            enough=rates.MIN_CUSTOMERS_FOR_RATE,
        )

    def action_open_customers(self):
        """Open the customers of this row."""
        return self._open_profiles(Domain.TRUE)

    def action_open_returned(self):
        """Open the customers of this row who came back."""
        after = fields.Date.add(self.month, months=1)
        last = fields.Date.add(after, days=WATCHED_DAYS - 1)
        return self._open_profiles(_on_days("purchase_ids", after, last))

    def _open_profiles(self, domain):
        self.ensure_one()
        first, last = date_utils.get_month(self.month)
        profiles = self.env["customer.retention.profile"]
        start = fields.Date.subtract(first, days=1)
        contacted = _on_days("contact_ids", first, last)
        domain &= (
            Domain(periods.group_domain(self))
            & profiles._status_domain([self.status], start)
            & (contacted if self.contact == "contacted" else ~contacted)
            & ~_on_days("purchase_ids", first, last)
            & self._outcome_domain(first, last)
        )
        return profiles._action_list(domain, self.display_name)

    def _outcome_domain(self, first, last):
        """Return the domain of profiles whose best outcome is that of this row."""
        if self.outcome == "alone":
            return Domain.TRUE
        ranks = [value for value, _label in OUTCOMES]
        better = ranks[: (*ranks, "unsaid").index(self.outcome)]
        domain = ~_with_outcome(better, first, last) if better else Domain.TRUE
        if self.outcome == "unsaid":
            return domain
        return domain & _with_outcome([self.outcome], first, last)

    @api.depends("month", "contact")
    def _compute_display_name(self):
        for row in self:
            month = format_date(self.env, row.month, date_format="MMMM y")
            row.display_name = (
                self.env._("Contacted in %(month)s", month=month)
                if row.contact == "contacted"
                else self.env._("Not contacted in %(month)s", month=month)
            )


def _on_days(lines, first, last):
    """Return the domain of profiles with a purchase or contact in some days."""
    days = Domain("date", ">=", first) & Domain("date", "<=", last)
    if lines == "purchase_ids":
        days &= Domain("purchase_count", ">", 0)
    return Domain(lines, "any", days)


def _with_outcome(outcomes, first, last):
    """Return the domain of profiles with one of these outcomes in some days."""
    return Domain(
        "outcome_ids",
        "any",
        Domain("outcome", "in", outcomes)
        & Domain("kind", "!=", "note")
        & Domain("day", ">=", first)
        & Domain("day", "<=", last),
    )
