from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.history.transition import WATCHED_DAYS
from ...models.optional_fields import OptionalInteger, OptionalMonetary
from ...models.status import STATUSES
from .. import periods

CONTACTED_WITHIN = 60


class CustomerRetentionWinback(models.Model):
    """Dormant and lost customers who became active again, and what came of it.

    Won back: they bought, before they lapsed again; else they were re-engaged.
    """

    _name = "customer.retention.winback"
    _description = "Win-back"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "customer.retention.transition": [
            *("profile_id", "date", "flow", "winback_date", "winback_revenue")
        ],
        "customer.retention.profile": ["company_id", "user_id", "team_id"],
        "customer.retention.purchase.day": ["profile_id", "date", "revenue"],
        "customer.retention.outreach.day": ["profile_id", "date"],
    }

    profile_id = fields.Many2one("customer.retention.profile", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    date = fields.Date(
        string="Returned on",
        readonly=True,
        help="The day the customer became active again.",
    )
    is_winback = fields.Boolean(
        string="Won back",
        readonly=True,
        help="The customer bought after its return, before it lapsed again. Otherwise "
        "it was only re-engaged, by an action other than a purchase.",
    )
    winback_date = fields.Date(
        string="Bought on",
        readonly=True,
        help="The day of the first purchase after the return.",
    )
    winback_revenue = fields.Monetary(
        string="Win-back revenue",
        readonly=True,
        help="What the customer bought on that day, untaxed.",
    )
    order_id = fields.Many2one(
        "sale.order",
        compute="_compute_order_id",
        help="The order of that day, if you may read it.",
    )
    from_status = fields.Selection(
        STATUSES,
        string="Previous status",
        readonly=True,
        help="The status before the return.",
    )
    lapsed_days = fields.Integer(
        string="Days inactive",
        readonly=True,
        aggregator="avg",
        help="Days without activity until the return.",
    )
    contact_date = fields.Date(
        string="Contacted on",
        readonly=True,
        help="The last day on which someone here contacted the customer (completed "
        f"activity, meeting, email or mailing sent) in the {CONTACTED_WITHIN} days "
        "before the return.",
    )
    was_contacted = fields.Boolean(
        string="Contacted before",
        readonly=True,
        help=f"Someone here contacted the customer in the {CONTACTED_WITHIN} days "
        "before the return. It is not proven that this was the cause.",
    )
    purchase_count = OptionalInteger(
        string="Purchases since",
        readonly=True,
        help=f"Purchases in the {WATCHED_DAYS} days from the return on; empty until "
        "these are over.",
    )
    revenue = OptionalMonetary(
        string="Revenue since",
        readonly=True,
        help=f"Untaxed revenue, less credit notes, in the {WATCHED_DAYS} days from the "
        "return on; empty until these are over.",
    )

    @property
    def _table_query(self):
        """Return the SELECT of one row per change to active from dormant or lost."""
        return SQL(
            """SELECT change.id, change.profile_id, profile.partner_id,
                      profile.company_id, profile.user_id, profile.team_id,
                      change.date, change.from_status, change.lapsed_days,
                      change.winback_date IS NOT NULL AS is_winback,
                      change.winback_date, change.winback_revenue,
                      contacted.date AS contact_date,
                      contacted.date IS NOT NULL AS was_contacted,
                      CASE WHEN is_over THEN bought.purchase_count END
                          AS purchase_count,
                      CASE WHEN is_over THEN bought.revenue END AS revenue
               FROM customer_retention_transition change
               JOIN customer_retention_profile profile
                 ON profile.id = change.profile_id
               CROSS JOIN LATERAL (
                   SELECT change.date + %(watched)s <= %(as_of)s AS is_over) watched
               CROSS JOIN LATERAL (
                   SELECT MAX(date) AS date FROM customer_retention_outreach_day contact
                   WHERE contact.profile_id = change.profile_id
                     AND contact.date < change.date
                     AND contact.date >= change.date - %(contacted)s) contacted
               CROSS JOIN LATERAL (
                   SELECT COALESCE(SUM(purchase_count), 0)::integer AS purchase_count,
                          COALESCE(SUM(revenue), 0) AS revenue
                   FROM customer_retention_purchase_day purchase
                   WHERE purchase.profile_id = change.profile_id
                     AND purchase.date >= change.date
                     AND purchase.date < change.date + %(watched)s) bought
               WHERE change.flow = 'returned' AND change.date <= %(as_of)s""",
            as_of=SQL("%s::date", periods.as_of(self.env)),
            contacted=CONTACTED_WITHIN,
            watched=WATCHED_DAYS,
        )

    @api.depends("profile_id", "winback_date")
    @api.depends_context("uid")
    def _compute_order_id(self):
        orders = self.env["sale.order"]
        for row in self:
            row.order_id = (
                row.is_winback
                and orders.has_access("read")
                and orders.search(row._order_domain(), order="id", limit=1)
            )

    def _order_domain(self):
        """Return the domain of the orders confirmed on the day of the win-back."""
        begin = self.company_id._retention_moment(self.winback_date)
        return (
            Domain("state", "=", "sale")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("partner_id.commercial_partner_id", "=", self.partner_id.id)
            & Domain("date_order", ">=", begin)
            & Domain("date_order", "<", begin + timedelta(days=1))
        )
