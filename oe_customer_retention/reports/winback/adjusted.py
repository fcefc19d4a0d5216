from math import log

from odoo import api, fields, models
from odoo.tools import SQL

from ...analytics import adjusted
from ...analytics.correction import log_odds
from ...analytics.mbg_nbd import Parameters
from ...models import rates
from ...models.groups import ALL_LEADS
from ...models.history.transition import WATCHED_DAYS
from ...models.labels import decimal
from ...models.optional_fields import OptionalFloat
from ...models.prediction.profile_rhythm import PRIOR_GAPS
from ...models.prediction.reorder_sql import reorder_probability
from .. import wording
from .comparison import CustomerRetentionWinbackComparison

MOST = 6000  # customer-months looked at, of customers chosen by chance
USUAL_GAP = 90  # days, as long as the company has none of its own
# Whose customers are in a row depends on who reads it.
READ = {"readonly": True, "depends_context": ("uid",)}


class CustomerRetentionWinbackAdjusted(models.Model):
    """Effect of contact in a company, adjusted for what the documents knew.

    A row is about the customers its reader may read. The customer-months are those of
    the win-back comparison whose ``WATCHED_DAYS`` are over.
    """

    _name = "customer.retention.winback.adjusted"
    _description = "Effect of Contact"
    _auto = False
    _order = "company_id"
    _rec_name = "company_id"
    _depends = CustomerRetentionWinbackComparison._depends

    company_id = fields.Many2one("res.company", **READ)
    contacted = fields.Integer(
        string="Customer-months contacted",
        **READ,
        help="Dormant or lost customers contacted in a month, who bought nothing in "
        f"it, and whose {WATCHED_DAYS} days after the month are over. A customer "
        "counts in each month.",
    )
    contacted_customers = fields.Integer(
        string="Customers contacted",
        **READ,
        help="How many different customers these are.",
    )
    contacted_rate = OptionalFloat(
        string="Contacted, came back",
        **READ,
        help=f"Share of these customer-months after which the customer bought within "
        f"{WATCHED_DAYS} days; empty of fewer than {rates.MIN_CUSTOMERS_FOR_RATE}.",
    )
    alone = fields.Integer(
        string="Customer-months not contacted",
        **READ,
        help="The same for customers not contacted in the month.",
    )
    alone_customers = fields.Integer(
        string="Customers not contacted",
        **READ,
        help="How many different customers these are. A customer contacted in one "
        "month and not in another is in both groups.",
    )
    alone_rate = OptionalFloat(
        string="Not contacted, came back",
        **READ,
        help=f"Share of these customer-months after which the customer bought within "
        f"{WATCHED_DAYS} days; empty of fewer than {rates.MIN_CUSTOMERS_FOR_RATE}.",
    )
    difference = OptionalFloat(
        **READ,
        help="Contacted minus not contacted, unadjusted: too high, because people "
        "contact those they expect to return. Empty where either share is.",
    )
    status_difference = OptionalFloat(
        string="Of the same status",
        **READ,
        help="The same difference among dormant customers, and among lost ones, "
        f"weighted by those contacted; without a status of which fewer than "
        f"{rates.MIN_CUSTOMERS_FOR_RATE} were contacted, or not.",
    )
    value = OptionalFloat(
        string="Like with like",
        compute="_compute_value",
        help="The difference that is left once customers who were alike when the "
        "month began are compared: order probability, inactivity, revenue, purchases, "
        "status, earlier contacts and salesperson. Empty: not comparable.",
    )
    low = OptionalFloat(
        string="At least",
        compute="_compute_value",
        help="The difference of like with like is no smaller than this, 95 times out "
        "of a hundred, if the documents contained all that matters.",
    )
    high = OptionalFloat(
        string="At most",
        compute="_compute_value",
        help="The difference of like with like is no greater than this, 95 times out "
        "of a hundred, if the documents contained all that matters.",
    )
    overlap = OptionalFloat(
        string="Comparable",
        compute="_compute_value",
        help="Share of those contacted with comparable customers among those not "
        f"contacted. Below {adjusted.LEAST_OVERLAP:.0%} nothing is compared.",
    )
    verdict = fields.Char(
        compute="_compute_value", help="What may be said of it, and how sure it is."
    )

    @property
    def _table_query(self):
        """Return the SELECT of a row a company, of the reader's customers.

        The superuser mode must not change the rows: they stay in the reader's cache.
        """
        return SQL(
            """WITH month AS (
                   SELECT * FROM (%(months)s) observation WHERE is_over
               ), status AS (
                   SELECT company_id, status,
                          COUNT(*) FILTER (WHERE is_contacted) AS contacted,
                          %(contacted_rate)s - %(alone_rate)s AS difference
                   FROM month GROUP BY company_id, status
               )
               SELECT company_id AS id, company_id,
                      COUNT(*) FILTER (WHERE is_contacted)::integer AS contacted,
                      COUNT(DISTINCT profile_id) FILTER (WHERE is_contacted)::integer
                          AS contacted_customers,
                      %(contacted_rate)s AS contacted_rate,
                      COUNT(*) FILTER (WHERE NOT is_contacted)::integer AS alone,
                      COUNT(DISTINCT profile_id) FILTER (WHERE NOT is_contacted)
                          ::integer AS alone_customers,
                      %(alone_rate)s AS alone_rate,
                      %(contacted_rate)s - %(alone_rate)s AS difference,
                      (SELECT SUM(status.contacted * status.difference)
                              / NULLIF(SUM(status.contacted), 0) FROM status
                       WHERE status.company_id = month.company_id
                         AND status.difference IS NOT NULL)::float8
                          AS status_difference
               FROM month GROUP BY company_id""",
            months=self._months(),
            contacted_rate=_rate(SQL("is_contacted")),
            alone_rate=_rate(SQL("NOT is_contacted")),
        )

    def _months(self):
        """Return the SELECT of the comparison's customer-months, of the reader's own
        customers and nobody's unless it may read all.

        Which companies it may read is left to the rule of this model.
        """
        user = self.env.user
        reads_all = user._is_superuser() or user.has_group(ALL_LEADS)
        return SQL(
            """SELECT observation.*, contact = 'contacted' AS is_contacted
               FROM (%s) observation WHERE %s""",
            self.env["customer.retention.winback.comparison"]._observations(),
            SQL("TRUE")
            if reads_all
            else SQL("(user_id = %s OR user_id IS NULL)", user.id),
        )

    @api.depends("contacted", "alone")
    @api.depends_context("uid", "lang")
    def _compute_value(self):
        months = self._known_months()
        for row in self:
            found = adjusted.effect_of_contact(months.get(row.company_id.id, []))
            row.value, row.low, row.high = found[2:] if found else (None,) * 3
            row.overlap = found and found.overlap
            row.verdict = row._verdict(found)

    def _known_months(self):
        """Return by company what was known of each customer-month when it began."""
        self.env.flush_all()
        months = {}
        for company, customer, user, *row in self.env.execute_query(
            self._known(self.company_id.ids)
        ):
            months.setdefault(company, []).append(_month(customer, user, *row))
        return months

    def _known(self, company_ids):
        """Return the SELECT of what was known of a customer the day before a month.

        Whatever happened since has no part in it, but for the company's model, which
        is the same for all, and the present salesperson. Of a large company it takes
        customers by chance.
        """
        return SQL(
            """WITH observed AS (
                   SELECT * FROM (%(months)s) observation
                   WHERE is_over AND company_id = ANY(%(companies)s)
               ), chosen AS (
                   SELECT profile_id,
                          SUM(COUNT(*)) OVER (PARTITION BY company_id
                                              ORDER BY MD5(profile_id::text)) AS number
                   FROM observed GROUP BY company_id, profile_id
               )
               SELECT observed.company_id, observed.profile_id, user_id, is_contacted,
                      has_returned, status = 'lost', %(chance)s,
                      (month::date - past.last)
                          / GREATEST((past.last - past.first
                                      + %(prior)s * COALESCE(mean_gap, %(usual)s))
                                     / (past.days - 1 + %(prior)s), 1),
                      past.spent::float8, past.days, month::date - past.first,
                      (SELECT COUNT(*) FROM customer_retention_outreach_day outreach
                       WHERE outreach.profile_id = observed.profile_id
                         AND outreach.date < month
                         AND outreach.date >= month - INTERVAL '1 year')
               FROM observed
               JOIN chosen USING (profile_id)
               CROSS JOIN LATERAL (
                   SELECT MIN(date) AS first, MAX(date) AS last, COUNT(*) AS days
                   FROM customer_retention_purchase_day day
                   WHERE day.profile_id = observed.profile_id
                     AND date < month AND purchase_count > 0) bought
               CROSS JOIN LATERAL (
                   SELECT bought.*, COALESCE(SUM(revenue), 0) AS spent
                   FROM customer_retention_purchase_day day
                   WHERE day.profile_id = observed.profile_id
                     AND date < month AND date > bought.last - 365) past
               LEFT JOIN customer_retention_reorder_model model
                 ON model.company_id = observed.company_id AND model.active
               WHERE chosen.number <= %(most)s AND past.days > 0
               ORDER BY observed.profile_id, month""",
            months=self._months(),
            companies=list(company_ids),
            chance=reorder_probability(
                x=SQL("past.days - 1"),
                tx=SQL("past.last - past.first"),
                t=SQL("month::date - past.first"),
                horizon=WATCHED_DAYS,
                **{name: SQL.identifier("model", name) for name in Parameters._fields},
            ),
            prior=PRIOR_GAPS,
            usual=USUAL_GAP,
            most=MOST,
        )

    def _verdict(self, found):
        """Return in a sentence what may be said, and what would explain it away."""
        if not found:
            return self.env._(
                "Not comparable: at least %(fewest)s customer-months contacted, and "
                "as many not contacted, have to be watched for %(days)s days.",
                fewest=adjusted.FEWEST,
                days=WATCHED_DAYS,
            )
        if found.value is None:
            return self.env._(
                "Not comparable: only %(share)s of those contacted have enough "
                "comparable customers among those not contacted. The effect of "
                "contact is unknown.",
                share=wording.percent(self.env, found.overlap),
            )
        values = {"customers": wording.more_or_fewer(self.env, found.low, found.high)}
        if not found.is_known:
            return self.env._(
                "Not yet known whether contact helps: of a hundred customers "
                "contacted, %(customers)s may have come back than of comparable "
                "customers not contacted.",
                **values,
            )
        nearest = min(found.low, found.high, key=abs)
        values["most"], values["least"] = (
            decimal(self.env, adjusted.needed_to_explain(found.rate, effect))
            for effect in (found.value, nearest)
        )
        return self.env._(
            "Of a hundred customers contacted, %(customers)s came back than of "
            "comparable customers not contacted, as far as the documents show. If "
            "your people sensed what no document shows, and it made them %(most)s "
            "times as likely to contact a customer, and such a customer %(most)s "
            "times as likely to come back anyway, contact itself would explain "
            "nothing; from %(least)s times on it is in doubt.",
            **values,
        )

    def action_open_months(self):
        """Open the comparison, month by month."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_winback_comparison_action"
        )
        return {**action, "domain": [("company_id", "in", self.company_id.ids)]}


def _rate(condition):
    """Return the SQL of the share of some months after which the customer came back,
    NULL of too few."""
    return SQL(
        """CASE WHEN COUNT(*) FILTER (WHERE %(condition)s) >= %(enough)s
                THEN AVG(has_returned::integer) FILTER (WHERE %(condition)s)::float8
           END""",
        condition=condition,
        enough=rates.MIN_CUSTOMERS_FOR_RATE,
    )


def _month(
    customer, user, contacted, returned, lost, chance, gaps, spent, days, age, contacts
):
    """Return a customer-month as :mod:`analytics.adjusted` reads it."""
    odds = log_odds(chance) if chance is not None else 0.0
    facts = adjusted.Facts(
        chance=odds,
        curve=odds**2,
        silence=log(max(gaps, 0.01)),
        spent=log(1 + max(spent, 0)),
        purchases=log(days),
        age=log(max(age, 1)),
        is_lost=float(lost),
        contacts=log(1 + contacts),
        person=0.0,
    )
    return adjusted.Month(customer, user, contacted, returned, facts)
