"""Categories that comparable customers buy, and a customer never has."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.rates import MIN_CUSTOMERS_FOR_RATE
from .. import periods

PROFILE = "customer.retention.profile"
LEAST_SHARE = 0.4  # of the peers buy it
LEAST_PEERS = MIN_CUSTOMERS_FOR_RATE
CUSTOMER = (
    *("id", "partner_id", "company_id", "user_id", "team_id"),
    *("industry_id", "revenue_12m"),
)


class CustomerRetentionPeer(models.Model):
    """A category that a customer has never bought, and many of its peers do.

    Peers are the customers of the same company, industry and size that the reader may
    see: who sees few customers is told little, and nothing about those of others. Sizes
    are bands of revenue of the last 12 months, from 1 to 3, 3 to 10, 10 to 30, and so
    on.
    """

    _name = "customer.retention.peer"
    _description = "Category Peers Buy"
    _auto = False
    _order = "yearly_revenue desc, id"
    _rec_name = "category_id"
    _depends = {
        "res.partner": ["industry_id"],
        PROFILE: [
            *("partner_id", "company_id", "user_id", "team_id"),
            *("revenue_12m", "active"),
        ],
        "customer.retention.category": [
            *("profile_id", "category_id", "last_date", "yearly_revenue")
        ],
    }

    profile_id = fields.Many2one(PROFILE, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    category_id = fields.Many2one(
        "customer.retention.product.group",
        readonly=True,
        help="What peers buy: product category, product or tag, by the company's "
        "choice.",
    )
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    size_from = fields.Monetary(
        string="Revenue from",
        aggregator=None,
        readonly=True,
        help="Peers brought in at least this amount in the last 12 months.",
    )
    size_to = fields.Monetary(
        string="Revenue below",
        aggregator=None,
        readonly=True,
        help="Peers brought in less than this amount in the last 12 months.",
    )
    peer_count = fields.Integer(
        string="Peers",
        aggregator="avg",
        readonly=True,
        help="Other customers of the same company, industry and size that you may "
        "see. Fewer than 10 are not significant.",
    )
    buyer_count = fields.Integer(
        string="Buyers",
        aggregator="avg",
        readonly=True,
        help="How many of the peers bought of the category in the last 12 months.",
    )
    share = fields.Float(
        string="Share of peers",
        aggregator="avg",
        readonly=True,
        help="Buyers among the peers; shown from 40%.",
    )
    yearly_revenue = fields.Monetary(
        string="Spend per year",
        readonly=True,
        help="What a buyer among the peers spends on the category a year, on average.",
    )

    @property
    def _table_query(self):
        return self._query(Domain.TRUE)

    def _query(self, condition):
        """Return the SELECT of a row per customer and category.

        :param Domain condition: on the profiles that are looked at; whole bands of them
        """
        return SQL(
            """WITH customer AS (%(customers)s),
               peer AS (
                   SELECT company_id, industry_id, size_from,
                          COUNT(*)::integer - 1 AS peer_count
                   FROM customer GROUP BY company_id, industry_id, size_from
                   HAVING COUNT(*) > %(least)s),
               bought AS (
                   SELECT peer.company_id, industry_id, size_from,
                          category.category_id,
                          COUNT(*)::integer AS buyer_count,
                          ROUND(AVG(category.yearly_revenue)::numeric, 2)
                              AS yearly_revenue
                   FROM peer
                   JOIN customer USING (company_id, industry_id, size_from)
                   JOIN customer_retention_category category
                     ON category.profile_id = customer.id
                    AND category.category_id IS NOT NULL
                    AND category.last_date > %(day)s - 365
                   GROUP BY peer.company_id, industry_id, size_from,
                            category.category_id)
               SELECT %(id)s AS id, customer.id AS profile_id, customer.partner_id,
                      company_id, customer.user_id, customer.team_id,
                      bought.category_id, industry_id, size_from, customer.size_to,
                      peer.peer_count, bought.buyer_count,
                      bought.buyer_count::float8 / peer.peer_count AS share,
                      bought.yearly_revenue
               FROM peer
               JOIN bought USING (company_id, industry_id, size_from)
               JOIN customer USING (company_id, industry_id, size_from)
               WHERE bought.buyer_count >= %(share)s * peer.peer_count
                 AND NOT EXISTS (
                     SELECT FROM customer_retention_category own
                     WHERE own.profile_id = customer.id
                       AND own.category_id = bought.category_id
                       AND own.last_date IS NOT NULL)""",
            id=periods.row_id(
                SQL("customer.id"),
                SQL(
                    "ROW_NUMBER() OVER (PARTITION BY customer.id "
                    "ORDER BY bought.category_id)"
                ),
            ),
            customers=self._customers(condition),
            least=LEAST_PEERS,
            day=periods.as_of(self.env),
            share=LEAST_SHARE,
        )

    def _customers(self, condition):
        """Return the SELECT of the customers the reader may see, each with its size."""
        profiles = self.env[PROFILE].with_context(active_test=False)
        bought = Domain("active", "=", True) & Domain("revenue_12m", ">=", 1)
        query = profiles._search(condition & bought)
        columns = {
            name: profiles._field_to_sql(query.table, name, query) for name in CUSTOMER
        }
        query.add_where(SQL("%s IS NOT NULL", columns["industry_id"]))
        return SQL(
            """SELECT customer.*, (power * lead)::numeric AS size_from,
                      (power * CASE lead WHEN 1 THEN 3 ELSE 10 END)::numeric AS size_to
               FROM (%s) customer
               CROSS JOIN LATERAL (
                   SELECT POWER(10, FLOOR(LOG(revenue_12m::float8)))) p (power)
               CROSS JOIN LATERAL (
                   SELECT CASE WHEN revenue_12m < 3 * power THEN 1 ELSE 3 END) l (lead)
            """,
            query.select(
                *(
                    SQL("%s AS %s", column, SQL.identifier(name))
                    for name, column in columns.items()
                )
            ),
        )

    @api.model
    def _of_profiles(self, profiles):
        """Return the rows of some customers as dicts, the most valuable first.

        Only customers of their companies and sizes are looked at.
        """
        own = self._customers(Domain("id", "in", profiles.ids))
        bands = self.env.execute_query(
            SQL("SELECT DISTINCT company_id, size_from, size_to FROM (%s) own", own)
        )
        if not bands:
            return []
        like = Domain.OR(
            Domain("company_id", "=", company_id)
            & Domain("revenue_12m", ">=", size_from)
            & Domain("revenue_12m", "<", size_to)
            for company_id, size_from, size_to in bands
        )
        return self.env.execute_query_dict(
            SQL(
                """SELECT * FROM (%s) peer WHERE profile_id = ANY(%s)
                   ORDER BY yearly_revenue DESC, category_id""",
                self._query(like),
                profiles.ids,
            )
        )

    def action_open_profile(self):
        """Open the customer who does not buy the category.

        :raises AccessError: for a customer of others
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": PROFILE,
            "res_id": self.profile_id.id,
            "views": [(False, "form")],
        }
