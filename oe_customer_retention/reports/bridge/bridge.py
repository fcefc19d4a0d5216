"""The revenue bridge: why customers bring more or less than a period before."""

from datetime import timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

from ...models.condition import refused
from .. import periods

DAY = timedelta(days=1)
PERIODS = {"month": 1, "quarter": 3, "year": 12}
THIS_YEAR = "this_year"
PERIOD_KEYS = (*PERIODS, THIS_YEAR)
DEFAULT_PERIOD = "year"
MOST_PERIODS_BACK = 12

# In the order of the bridge, from the revenue before to the revenue after.
KINDS = [
    ("lost", "Lost buyers"),
    ("stopped", "Stopped"),
    ("less", "Less"),
    ("price", "Price"),
    ("more", "More"),
    ("started", "Started"),
    ("returned", "Returning buyers"),
    ("new", "New buyers"),
]
LOSSES = ("lost", "stopped", "less")
FROM_OUTSIDE = ("returned", "new")


class Span(NamedTuple):
    """Two periods that are compared; each has its first and its last day."""

    before: tuple
    after: tuple


class CustomerRetentionBridge(models.Model):
    """Revenue of each customer and category in two periods, and why it differs.

    ``revenue_before`` plus ``change`` is ``revenue_after`` in every group of rows of a
    customer and category, and so in every sum of them, to the cent.
    """

    _name = "customer.retention.bridge"
    _description = "Revenue Bridge"
    _auto = False
    _order = "change, id"
    _rec_name = "partner_id"
    _depends = {
        "customer.retention.purchase.line": [
            *("profile_id", "category_id", "product_id", "date"),
            *("quantity", "revenue", "company_id"),
        ],
        "customer.retention.purchase.day": [
            *("profile_id", "date", "revenue", "company_id")
        ],
        "customer.retention.profile": [
            *("partner_id", "company_id", "user_id", "team_id", "first_purchase_date")
        ],
    }

    profile_id = fields.Many2one("customer.retention.profile", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        help="The current salesperson of the customer, for both periods.",
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    category_id = fields.Many2one(
        "customer.retention.product.group",
        readonly=True,
        help="Product category, product or tag, as chosen by the company. Empty: "
        "revenue without one, such as deposits, delivery, rewards, rounding and lines "
        "of text.",
    )
    kind = fields.Selection(
        KINDS,
        string="Change",
        readonly=True,
        help="Lost, returning, new buyers: the customer bought in one of the two "
        "periods only; a returning one had bought before them. Stopped, started: it "
        "bought in both, but of this category in one only. More, less: it bought of "
        "the category in both. Price: what of that comes from other prices of the same "
        "products, at the quantities of the later period.",
    )
    revenue_before = fields.Monetary(
        string="Revenue before",
        readonly=True,
        help="Untaxed revenue, less credit notes, of the earlier period.",
    )
    revenue_after = fields.Monetary(
        string="Revenue after",
        readonly=True,
        help="Untaxed revenue, less credit notes, of the later period.",
    )
    change = fields.Monetary(
        string="Difference",
        readonly=True,
        help="Revenue after less revenue before. All kinds of a customer and category "
        "add up to its difference.",
    )

    @property
    def _table_query(self):
        """Return the SELECT of a row per customer, category and kind of change.

        A category of a customer of which some products have other prices has two rows:
        one of kind ``price``, which carries no revenue of its own, and one of the rest.
        The price effect of a product with quantities in both periods is
        ``after - before * quantity_after / quantity_before``, rounded as money.
        """
        span = self._span()
        return SQL(
            """WITH bought AS (%(bought)s),
               sold AS (
                   SELECT profile_id, category_id, MIN(id) AS id,
                          %(before)s AS before, %(after)s AS after,
                          CASE WHEN %(before)s > 0 AND %(after)s > 0
                                    AND %(pieces_before)s > 0 AND %(pieces_after)s > 0
                               THEN ROUND(%(after)s - %(before)s * %(pieces_after)s
                                          / %(pieces_before)s, 2)
                               ELSE 0 END AS price
                   FROM bought GROUP BY profile_id, category_id, product_id),
               category AS (
                   SELECT profile_id, category_id, MIN(id) AS id,
                          SUM(before) AS before, SUM(after) AS after,
                          SUM(price) AS price,
                          SUM(SUM(before)) OVER customer > 0 AS bought_before,
                          SUM(SUM(after)) OVER customer > 0 AS bought_after
                   FROM sold GROUP BY profile_id, category_id
                   WINDOW customer AS (PARTITION BY profile_id)),
               told AS (
                   SELECT category.*,
                          CASE WHEN bought_before AND bought_after
                                    AND before > 0 AND after > 0
                               THEN price ELSE 0 END AS price_effect
                   FROM category)
               SELECT %(id)s AS id, told.profile_id,
                      profile.partner_id, profile.company_id, profile.user_id,
                      profile.team_id, told.category_id, part.*
               FROM told
               JOIN customer_retention_profile profile ON profile.id = told.profile_id
               CROSS JOIN LATERAL (
                   VALUES (0, %(kind)s, before, after, after - before - price_effect),
                          (1, 'price', 0, 0, price_effect)
               ) part (is_price, kind, revenue_before, revenue_after, change)
               WHERE CASE WHEN is_price = 1 THEN change != 0
                          ELSE before != 0 OR after != 0 END""",
            id=periods.row_id(SQL("told.id"), self._row_number()),
            before=self._sum("revenue", span.before),
            after=self._sum("revenue", span.after),
            pieces_before=self._sum("quantity", span.before),
            pieces_after=self._sum("quantity", span.after),
            bought=self._bought(span),
            kind=self._kind(span),
        )

    def _bought(self, span):
        """Return the SELECT of what was bought from the first day to the last one.

        Companies that follow no categories have no lines: their customers' days of
        purchase stand in, as revenue without a category.
        """
        days = {"first": span.before[0], "last": span.after[1]}
        lines = SQL(
            """SELECT 2::bigint * id AS id, profile_id, category_id, product_id, date,
                      quantity, revenue
               FROM customer_retention_purchase_line
               WHERE date BETWEEN %(first)s AND %(last)s""",
            **days,
        )
        unfollowed = self._companies_without_lines()
        if not unfollowed:
            return lines
        return SQL(
            """%(lines)s
               UNION ALL
               SELECT 2::bigint * id + 1, profile_id, NULL, NULL, date, NULL, revenue
               FROM customer_retention_purchase_day
               WHERE date BETWEEN %(first)s AND %(last)s AND company_id = ANY(%(ids)s)
            """,
            lines=lines,
            ids=unfollowed,
            **days,
        )

    def _companies_without_lines(self):
        """Return the ids of the reader's companies of which it may see no line."""
        lines = self.env["customer.retention.purchase.line"]
        return [
            company.id
            for company in self.env.companies
            if not lines.search_count([("company_id", "=", company.id)], limit=1)
        ]

    def _row_number(self):
        """Return the SQL that tells rows of one line apart, those of all periods too.

        Records of two periods may be read in one transaction: they share a cache.
        """
        period, back = self._period()
        number = PERIOD_KEYS.index(period) * (MOST_PERIODS_BACK + 1) + back
        return SQL("%s + is_price", 2 * number)

    def _sum(self, name, days):
        return SQL(
            "COALESCE(SUM(%s::numeric) FILTER (WHERE date BETWEEN %s AND %s), 0)",
            SQL.identifier(name),
            *days,
        )

    def _kind(self, span):
        """Return the SQL of the kind of change of a category of a customer."""
        return SQL(
            """CASE WHEN bought_before AND NOT bought_after THEN 'lost'
                    WHEN bought_after AND NOT bought_before
                    THEN CASE WHEN first_purchase_date < %s THEN 'returned'
                              ELSE 'new' END
                    WHEN before > 0 AND after <= 0 THEN 'stopped'
                    WHEN before <= 0 AND after > 0 THEN 'started'
                    WHEN after - before - price_effect < 0 THEN 'less'
                    ELSE 'more' END""",
            span.before[0],
        )

    def _span(self):
        """Return the two periods the context asks for."""
        return span(periods.as_of(self.env), *self._period())

    def _period(self):
        """Return the key of the period the context asks for, and how many back.

        :raises UserError: for a period there is none of
        """
        period = self.env.context.get("retention_bridge_period") or DEFAULT_PERIOD
        back = self.env.context.get("retention_bridge_back") or 0
        if period not in PERIOD_KEYS:
            raise UserError(
                self.env._(
                    "There is no period %(period)s: choose one of %(periods)s.",
                    period=period,
                    periods=", ".join(PERIOD_KEYS),
                )
            )
        if type(back) is not int or not 0 <= back <= MOST_PERIODS_BACK:
            raise UserError(
                self.env._(
                    "%(back)s is not a valid number of periods back: choose 0 to "
                    "%(most)s.",
                    back=back,
                    most=MOST_PERIODS_BACK,
                )
            )
        return period, back

    @api.model
    def get_bridge(self, domain, period=DEFAULT_PERIOD, back=0):
        """Return how the revenue of customers came from one period to the next.

        Net revenue retention is what the customers of the earlier period bring in the
        later one, in percent of before; gross revenue retention counts none of what
        grew: before, less what was lost, stopped, bought less, and lower prices.

        :param list domain: on ``customer.retention.bridge``
        :param str period: ``month`` or ``quarter`` (the last complete one against the
            one before), ``year`` (the last 12 months against the 12 before), or
            ``this_year`` (since 1 January against the same days of last year)
        :param int back: how many such periods earlier, up to 12
        :return: ``before`` and ``after`` (in the currency of the current company, at
            the rates of today), ``steps`` with ``kind``, ``label``, ``change`` and
            ``customers``, ``kept`` (what the customers of the earlier period bring in
            the later one), ``nrr`` and ``grr`` as parts of 1, ``customers`` these are
            about; ``days`` are the first and last days of both periods. Without revenue
            before ``nrr`` and ``grr`` are None, as where credit notes make ``kept``
            negative: a percentage of that tells only how small the revenue before was
        :rtype: dict
        :raises UserError: for a period or domain there is none of
        """
        self = self.sudo(False).with_context(
            retention_bridge_period=period, retention_bridge_back=back
        )
        self.check_access("read")
        days = self._span()
        with refused(self.env, self.env._("This filter")):
            rows, total = self._read_grouping_sets(
                Domain(domain),
                [["kind"], []],
                [
                    "profile_id:count_distinct",
                    *(
                        f"{name}:sum_currency"
                        for name in ("change", "revenue_before", "revenue_after")
                    ),
                ],
            )
        counts = {kind: count for kind, count, *_amounts in rows}
        changes = {kind: change for kind, _count, change, *_amounts in rows}
        customers, _change, before, after = total[0] if total else (0, 0, 0, 0)
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "before": before or 0,
            "after": after or 0,
            "steps": [
                {
                    "kind": kind,
                    "label": label,
                    "change": changes.get(kind, 0),
                    "customers": counts.get(kind, 0),
                }
                for kind, label in labels.items()
            ],
            "days": days,
            "customers": customers - sum(counts.get(kind, 0) for kind in FROM_OUTSIDE),
            **_retention(before or 0, changes),
        }

    def _read_group_orderby(self, order, groupby_terms, query):
        """Return the SQL of the order of groups: kinds of change as the bridge goes."""
        terms = dict(groupby_terms)
        if "kind" in terms:
            kinds = [kind for kind, _label in KINDS]
            terms["kind"] = SQL("ARRAY_POSITION(%s, %s)", kinds, terms["kind"])
        ordered = super()._read_group_orderby(order, terms, query)
        groupby_terms.update(
            (name, term) for name, term in terms.items() if name != "kind"
        )
        return ordered

    def action_open_lines(self):
        """Open what the customers bought of these categories in both periods.

        Where no categories are followed, it is the days of purchase.
        """
        compared = Domain.OR(
            Domain("date", ">=", first) & Domain("date", "<=", last)
            for first, last in self._span()
        )
        pairs = Domain.OR(
            Domain("profile_id", "=", row.profile_id.id)
            & Domain("category_id", "=", row.category_id.id)
            for row in self
        )
        lines = self.env["customer.retention.purchase.line"]
        domain = pairs & compared
        if not lines.search_count(domain, limit=1):
            lines = self.env["customer.retention.purchase.day"]
            domain = Domain("profile_id", "in", self.profile_id.ids) & compared
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Purchases"),
            "res_model": lines._name,
            "view_mode": "list,pivot",
            "domain": list(domain),
        }


def span(today, period, back=0):
    """Return the two periods to compare on a day.

    :param datetime.date today: months and quarters end before the running one
    :param str period: a key of ``PERIODS``, or ``THIS_YEAR``
    :param int back: how many periods earlier
    """
    if period == THIS_YEAR:
        last = today - relativedelta(years=back)
        first = date_utils.start_of(last, "year")
        year = relativedelta(years=1)
        return Span((first - year, last - year), (first, last))
    months = relativedelta(months=PERIODS[period])
    end = today if period == "year" else date_utils.start_of(today, period) - DAY
    edges = [_end_before(end, months * (back + step)) for step in range(3)]
    return Span((edges[2] + DAY, edges[1]), (edges[1] + DAY, edges[0]))


def _end_before(end, months):
    """Return the day that many months before; the end of a month stays one."""
    return end + DAY - months - DAY


def _retention(before, changes):
    """Return what is kept of the revenue before, in money and as two rates."""
    outside = sum(changes.get(kind, 0) for kind in FROM_OUTSIDE)
    kept = before + sum(changes.values()) - outside
    if before <= 0 or kept < 0:
        return {"kept": kept, "nrr": None, "grr": None}
    losses = sum(changes.get(kind, 0) for kind in LOSSES) + min(
        0, changes.get("price", 0)
    )
    gross = max(0, (before + losses) / before)
    return {"kept": kept, "nrr": kept / before, "grr": gross}
