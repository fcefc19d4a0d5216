import logging

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2 import OperationalError

from ...analytics import matched
from ...analytics.matched import Stratum
from ...analytics.mbg_nbd import Parameters
from ...models.history.transition import WATCHED_DAYS
from ...models.labels import counted, decimal, reason
from ...models.optional_fields import OptionalFloat
from ...models.prediction.reorder_sql import reorder_probability
from ...models.scope import Scope

_logger = logging.getLogger(__name__)

MONTHS = 24
SILENT_DAYS = 30  # since the last purchase, when customers are matched
LOOKED_BACK = 90  # days before that
CHANCE_BANDS = 5
VALUE_BANDS = 3
CAUSES = [
    ("price", "Price rise"),
    ("credit", "Credit note"),
    ("overdue", "Overdue invoice"),
    ("salesperson", "Changed salesperson"),
    ("mail", "Unanswered email"),
    ("quotation", "Quotation without an order"),
    ("opportunity", "Lost opportunity"),
]


class CustomerRetentionPrecursor(models.Model):
    """Something that preceded losses more often, or less, than it preceded staying.

    Customers are looked at on the first day of a month, a month or so after they last
    bought: *lost* became dormant before they bought again, *stayed* bought before. What
    happened in the ``LOOKED_BACK`` days before that day is compared among those whose
    chance of an order and revenue were alike in the same month. Rows are written by the
    weekly job only.
    """

    _name = "customer.retention.precursor"
    _description = "Precursor of a Loss"
    _order = "company_id, is_known desc, low desc, id"
    _rec_name = "cause"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    cause = fields.Selection(
        CAUSES,
        string="Event",
        required=True,
        readonly=True,
        help="Price rise: a product ordered for at least 5% more than before. Overdue: "
        "not paid 15 days after it was due. Changed salesperson: of quotations and "
        "orders. Unanswered email: no one was in touch within 7 days. Quotation "
        "without an order: none after 30 days.",
    )
    lost = fields.Integer(
        readonly=True,
        help="Lost customers with comparable customers among those who stayed: they "
        "became dormant before they bought again.",
    )
    lost_exposed = fields.Integer(
        string="Lost after it",
        readonly=True,
        help=f"Those to whom it had happened within {LOOKED_BACK} days.",
    )
    stayed = fields.Integer(
        readonly=True,
        help="Customers like these who bought again. One may be there in several "
        "months.",
    )
    stayed_exposed = fields.Integer(
        string="Stayed after it",
        readonly=True,
        help=f"Those to whom it had happened within {LOOKED_BACK} days.",
    )
    ratio = OptionalFloat(
        string="Odds",
        readonly=True,
        aggregator=None,
        digits=(16, 2),
        help="How many times the odds that it had happened are those of comparable "
        "customers who stayed: 1 means no difference. Empty: too few.",
    )
    low = OptionalFloat(
        string="At least",
        readonly=True,
        aggregator=None,
        digits=(16, 2),
        help="The odds are no smaller than this, 95 times out of a hundred.",
    )
    high = OptionalFloat(
        string="At most",
        readonly=True,
        aggregator=None,
        digits=(16, 2),
        help="The odds are no greater than this, 95 times out of a hundred.",
    )
    chance_value = OptionalFloat(
        string="By chance",
        readonly=True,
        aggregator=None,
        digits=(16, 4),
        help="How often chance alone would show a difference this large, corrected "
        "for the number of questions asked: the lower, the more certain. Up to "
        f"{matched.FALSE_SHARE:.0%} it is called a difference; 0% is less than once in "
        "ten thousand. Empty: too few customers.",
    )
    is_known = fields.Boolean(
        string="Differs",
        readonly=True,
        help="More than chance would show: on average, no more than one in twenty of "
        "these is a false alarm.",
    )
    profile_ids = fields.Many2many(
        "customer.retention.profile",
        "customer_retention_precursor_profile_rel",
        string="Lost customers after it",
        readonly=True,
        help="The lost customers to whom it had happened.",
    )
    verdict = fields.Char(
        compute="_compute_verdict", help="What may be said of it, in a sentence."
    )

    _cause_unique = models.Constraint(
        "UNIQUE (company_id, cause)", "Each event can exist only once per company."
    )

    @api.depends("cause")
    @api.depends_context("lang")
    def _compute_display_name(self):
        label = dict(self._fields["cause"]._description_selection(self.env))
        for row in self:
            row.display_name = label.get(row.cause)

    @api.depends("ratio", "is_known")
    @api.depends_context("lang")
    def _compute_verdict(self):
        for row in self:
            row.verdict = row._verdict()

    def _verdict(self):
        if self.lost < matched.FEWEST:
            return counted(
                self.env,
                self.env._(
                    "Too few: %(lost)s lost {lost:customer|customers} can be compared, "
                    "%(fewest)s are needed."
                ),
                lost=self.lost,
                fewest=matched.FEWEST,
            )
        if self.ratio is False:
            return self.env._("Too few: it hardly ever happened, or to all of them.")
        values = {
            name: decimal(self.env, self[name]) for name in ("ratio", "low", "high")
        }
        if not self.is_known:
            return self.env._(
                "No more than chance would show: the odds that it had happened to "
                "lost customers are about %(ratio)s times those of comparable "
                "customers who stayed (between %(low)s and %(high)s; 1 means no "
                "difference).",
                **values,
            )
        if self.ratio < 1:
            return self.env._(
                "Less often before a loss: the odds that it had happened to lost "
                "customers are only about %(ratio)s times those of comparable "
                "customers who stayed (between %(low)s and %(high)s).",
                **values,
            )
        return self.env._(
            "More often before a loss: the odds that it had happened to lost "
            "customers are about %(ratio)s times those of comparable customers who "
            "stayed (between %(low)s and %(high)s).",
            **values,
        )

    def action_open_customers(self):
        """Open the lost customers to whom it had happened, those one may see."""
        self.ensure_one()
        self.check_access("read")
        return self.env["customer.retention.profile"]._action_list(
            [("id", "in", self.profile_ids.ids)], self.display_name
        )

    # -- how they are found --------------------------------------------------------

    @api.model
    def _cron_update(self):
        """Look at every company, each in a transaction of its own."""
        companies = self.env["res.company"].search([])
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(companies))
        for company in companies:
            self._try_update(company)
            if not commit_progress(1):
                break

    def _try_update(self, company):
        """Look at a company, or keep on it why that failed."""
        problem = False
        try:
            with self.env.cr.savepoint():
                self._update(company)
        except OperationalError:
            raise
        except Exception as error:
            self.env.invalidate_all()
            _logger.exception("What preceded losses in company %s", company.id)
            problem = reason(self.env, error)
        company.sudo().retention_precursor_problem = problem

    @api.model
    def _update(self, company):
        """Replace the rows of a company by what the documents tell today."""
        scope = Scope.of(company)
        self = self.sudo().with_env(scope.company.env)
        self.env.flush_all()
        events = self.env["customer.retention.precursor.event"]._events(scope.company)
        told = self._told(self.env.execute_query(self._counts(scope, events)), events)
        found = {cause: matched.odds(strata) for cause, (strata, _ids) in told.items()}
        asked = [cause for cause, odds in found.items() if odds]
        corrected = matched.corrected([found[cause].p_value for cause in asked])
        by_chance = dict(zip(asked, corrected, strict=True))
        self.search([("company_id", "=", company.id)]).unlink()
        self.create(
            [
                self._values(company, cause, *told[cause], odds, by_chance.get(cause))
                for cause, odds in found.items()
            ]
        )

    def _told(self, rows, causes):
        """Return by cause the strata with somebody to compare, and the lost customers
        to whom it had happened."""
        groups, exposed = {}, {cause: {} for cause in causes}
        for cause, month, chance, value, lost, stayed, ids in rows:
            key = (month, chance, value)
            if cause:
                exposed[cause][key] = (lost, stayed, ids)
            elif lost and stayed:
                groups[key] = (lost, stayed)
        told = {}
        for cause, found in exposed.items():
            strata, customers = [], set()
            for key, (lost, stayed) in groups.items():
                lost_exposed, stayed_exposed, ids = found.get(key, (0, 0, ()))
                strata.append(Stratum(lost, lost_exposed, stayed, stayed_exposed))
                customers.update(ids)
            told[cause] = strata, customers
        return told

    def _values(self, company, cause, strata, customers, odds, by_chance):
        return {
            "company_id": company.id,
            "cause": cause,
            **{name: sum(getattr(s, name) for s in strata) for name in Stratum._fields},
            "ratio": odds and odds.ratio,
            "low": odds and odds.low,
            "high": odds and odds.high,
            "chance_value": by_chance,
            "is_known": by_chance is not None and by_chance <= matched.FALSE_SHARE,
            "profile_ids": [fields.Command.set(sorted(customers))],
        }

    def _counts(self, scope, events):
        """Return the SELECT of like customers, counted: all of them, and by cause those
        to whom it had happened.

        ======= ========== ====== ===== ==== ====== =======
        cause   month      chance value lost stayed ids
        ======= ========== ====== ===== ==== ====== =======
        NULL    1 February 2      1     2    5      {}
        overdue 1 February 2      1     1    0      {71}
        ======= ========== ====== ===== ==== ====== =======
        """
        return SQL(
            """WITH matched AS MATERIALIZED (%(matched)s), event AS (%(events)s)
               SELECT NULL, month, chance_band, value_band,
                      COUNT(*) FILTER (WHERE is_lost),
                      COUNT(*) FILTER (WHERE NOT is_lost), '{}'::integer[]
               FROM matched GROUP BY month, chance_band, value_band
               UNION ALL
               SELECT cause, month, chance_band, value_band,
                      COUNT(*) FILTER (WHERE is_lost),
                      COUNT(*) FILTER (WHERE NOT is_lost),
                      COALESCE(ARRAY_AGG(profile_id) FILTER (WHERE is_lost), '{}')
               FROM (SELECT DISTINCT cause, matched.*
                     FROM matched JOIN event ON event.customer_id = matched.partner_id
                                            AND day < month AND day >= month - %(back)s
                    ) exposed
               GROUP BY cause, month, chance_band, value_band""",
            matched=self._matched(scope),
            events=SQL(" UNION ALL ").join(
                SQL(
                    "SELECT %s::varchar AS cause, customer_id, day FROM (%s) event",
                    cause,
                    scope.roll_up(select),
                )
                for cause, select in events.items()
            ),
            back=LOOKED_BACK,
        )

    def _matched(self, scope):
        """Return the SELECT of customers on the first day of a month, with what they
        are matched by, and whether they were lost.

        Each purchase has one such day, the first at least ``SILENT_DAYS`` later: who
        bought before, or was dormant by then, is in none. As long as neither has
        happened, it is not known whether they are lost.
        """
        today = scope.as_of
        first = today.replace(day=1) - relativedelta(months=MONTHS)
        return SQL(
            """SELECT *, NTILE(%(values)s) OVER (
                             PARTITION BY month ORDER BY spent, profile_id)
                             AS value_band
               FROM (
                   SELECT spell.profile_id, profile.partner_id, month,
                          lapsed_on IS NOT NULL AS is_lost,
                          WIDTH_BUCKET(COALESCE(%(chance)s, 0), 0, 1.000001, %(bands)s)
                              AS chance_band,
                          (SELECT COALESCE(SUM(GREATEST(revenue, 0)), 0)
                           FROM customer_retention_purchase_day year
                           WHERE year.profile_id = spell.profile_id
                             AND year.date < month AND year.date >= month - 365)
                              AS spent
                   FROM (
                       SELECT profile_id, date AS last, first, number, next,
                              (DATE_TRUNC('month', (date + %(silent)s - 1)::timestamp)
                               + INTERVAL '1 month')::date AS month
                       FROM (
                           SELECT profile_id, date,
                                  MIN(date) OVER own AS first,
                                  ROW_NUMBER() OVER own AS number,
                                  LEAD(date) OVER own AS next
                           FROM customer_retention_purchase_day
                           WHERE company_id = %(company)s AND purchase_count > 0
                             AND date <= %(today)s
                           WINDOW own AS (PARTITION BY profile_id ORDER BY date)
                       ) purchase
                   ) spell
                   JOIN customer_retention_profile profile
                     ON profile.id = spell.profile_id
                   JOIN customer_retention_transition present
                     ON present.profile_id = spell.profile_id
                    AND present.date <= month
                    AND (present.end_date IS NULL OR present.end_date > month)
                    AND present.to_status IN ('active', 'at_risk')
                   LEFT JOIN LATERAL (
                       SELECT MIN(date) AS lapsed_on
                       FROM customer_retention_transition lapse
                       WHERE lapse.profile_id = spell.profile_id
                         AND lapse.flow = 'lapsed' AND lapse.date > month
                         AND (next IS NULL OR lapse.date <= next)
                         AND lapse.date <= %(today)s) lapse ON TRUE
                   LEFT JOIN customer_retention_reorder_model model
                     ON model.company_id = profile.company_id AND model.active
                   WHERE month BETWEEN %(first)s AND %(today)s
                     AND (next IS NULL OR next >= month)
                     AND (next IS NOT NULL OR lapsed_on IS NOT NULL)
               ) known""",
            values=VALUE_BANDS,
            bands=CHANCE_BANDS,
            chance=reorder_probability(
                x=SQL("number - 1"),
                tx=SQL("last - first"),
                t=SQL("month - first"),
                horizon=WATCHED_DAYS,
                **{name: SQL.identifier("model", name) for name in Parameters._fields},
            ),
            silent=SILENT_DAYS,
            company=scope.company.id,
            today=today,
            first=first,
        )
