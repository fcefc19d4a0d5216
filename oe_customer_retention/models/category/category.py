from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...analytics.mbg_nbd import Parameters
from ..labels import enumerated, percent
from ..optional_fields import (
    CompanyOfProfile,
    DerivedBoolean,
    DerivedFloat,
    DerivedInteger,
    DerivedMonetary,
    DerivedSelection,
)
from .category_sql import chance, horizon, state, usual_gap

STATES = [
    ("new", "New"),
    ("regular", "Regular"),
    ("slowing", "Slowing"),
    ("stopped", "Stopped"),
]
HISTORY = ("first_date", "last_date", "purchase_day_count")


class CustomerRetentionCategory(models.Model):
    """A category of products one customer buys, and whether it still does.

    Facts are written by ``customer.retention.refresh`` only, by comparing; what changes
    with the calendar is derived on read.
    """

    _name = "customer.retention.category"
    _description = "Category of a Customer"
    _inherit = "customer.retention.derived.mixin"
    _order = "yearly_revenue desc, id"
    _rec_name = "category_id"
    _log_access = False

    profile_id = fields.Many2one(
        "customer.retention.profile",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer")
    user_id = fields.Many2one(related="profile_id.user_id", string="Salesperson")
    team_id = fields.Many2one(related="profile_id.team_id", string="Sales Team")
    company_id = CompanyOfProfile(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    category_id = fields.Many2one(
        "customer.retention.product.group",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="Product category, product or tag, as chosen by the company. Empty: "
        "revenue without one, such as deposits, delivery, rewards, rounding and lines "
        "of text.",
    )
    first_date = fields.Date(
        string="First bought",
        readonly=True,
        help="The first day with a purchase of the category; empty where there were "
        "only credit notes.",
    )
    last_date = fields.Date(
        string="Last bought",
        readonly=True,
        help="The last day with a purchase of the category.",
    )
    purchase_day_count = fields.Integer(
        string="Purchase days",
        readonly=True,
        help="Days on which the customer bought of the category for more than it gave "
        "back.",
    )
    revenue_total = fields.Monetary(
        string="Revenue",
        readonly=True,
        help="Untaxed revenue of the category, less credit notes. All categories of a "
        "customer add up to its revenue.",
    )
    yearly_revenue = fields.Monetary(
        string="Revenue per year",
        readonly=True,
        help="Revenue of the 365 days up to the last purchase of the category: what "
        "the customer spent on it while it bought.",
    )
    revenue_12m = DerivedMonetary(
        sql="_sql_sum_12m",
        sql_args=("revenue", 0),
        string="Revenue 12 months",
        help="Revenue of the last 12 months.",
    )
    revenue_previous_12m = DerivedMonetary(
        sql="_sql_sum_12m",
        sql_args=("revenue", 1),
        string="Revenue 12 months before",
        help="Revenue of the 12 months before the last 12.",
    )
    quantity_12m = DerivedFloat(
        sql="_sql_sum_12m",
        sql_args=("quantity", 0),
        string="Quantity 12 months",
        aggregator="sum",
        help="Pieces of the last 12 months, each product in its own unit.",
    )
    days_since = DerivedInteger(
        sql="_sql_days_since",
        depends=("last_date",),
        string="Days since",
        help="Days since the last purchase of the category.",
    )
    usual_gap_days = DerivedFloat(
        sql="_sql_usual_gap_days",
        depends=HISTORY,
        string="Usual gap (days)",
        help="Days this customer usually lets pass between purchases of the category; "
        "the fewer purchases, the closer to what is usual among all customers.",
    )
    horizon_days = DerivedInteger(
        sql="_sql_horizon_days",
        depends=HISTORY,
        string="Forecast period",
        aggregator=None,
        help="Days ahead the probability is about: twice the usual gap, at least "
        "twice the horizon of the policy, at most a year.",
    )
    reorder_probability = DerivedFloat(
        sql="_sql_reorder_probability",
        depends=HISTORY,
        string="Probability of another order",
        help="Probability that the customer buys of the category again within twice "
        "its usual gap (at least twice the horizon of the policy, at most a year). A "
        "customer who lets this time pass has more often stopped than merely slowed "
        "down.",
    )
    expected_loss = DerivedMonetary(
        sql="_sql_expected_loss",
        depends=("yearly_revenue", *HISTORY),
        string="Expected loss per year",
        help="Revenue a year, times the probability that no other order comes.",
    )
    state = DerivedSelection(
        STATES,
        sql="_sql_state",
        depends=HISTORY,
        help="New: first bought within the horizon of the policy. For customers who "
        "bought on 3 days or more: stopped once the probability of another order is "
        "below 40% of what it was on the day of the last one, slowing below 60%, else "
        "regular. Empty: no rhythm yet, or no category.",
    )
    still_buys = DerivedBoolean(
        sql="_sql_still_buys",
        depends=("last_date", "profile_id.last_purchase_date"),
        string="Buys something else",
        help="The customer bought on a later day, within the horizon of the policy: "
        "it is still a customer.",
    )
    sentence = fields.Char(
        string="Stopped categories",
        compute="_compute_sentence",
        help="State, revenue a year, probability and last purchase in a sentence.",
    )

    _profile_category_unique = models.UniqueIndex(
        "(profile_id, COALESCE(category_id, 0))"
    )

    @api.depends("state", "category_id", "yearly_revenue", "reorder_probability")
    @api.depends_context("lang", "retention_as_of")
    def _compute_sentence(self):
        for row in self:
            row.sentence = row.state and row._tell()

    def _tell(self):
        """Return the sentence that says what became of the category."""
        return self.env._(
            "%(state)s: %(category)s, %(revenue)s a year, order probability "
            "%(chance)s, last bought %(last)s",
            state=dict(self._fields["state"]._description_selection(self.env))[
                self.state
            ],
            category=self.category_id.display_name,
            revenue=self.profile_id._format_amount(self.yearly_revenue),
            chance=percent(self.env, self.reorder_probability),
            last=format_date(self.env, self.last_date),
        )

    @api.model
    def get_empty_list_help(self, help_message):
        """Return why nothing is listed: first of all where nothing is followed.

        :raises AccessError: for who may read no categories
        """
        self.check_access("read")
        told = super().get_empty_list_help(help_message)
        unfollowed = self.env.companies.filtered(
            lambda company: not company.retention_follow_categories
        )
        if not unfollowed:
            return told
        is_all = unfollowed == self.env.companies
        why = Markup('<p class="%s">%s</p><p>%s</p>') % (
            "o_view_nocontent_smiling_face" if is_all else "",
            self.env._(
                "Product categories are not followed in %(companies)s",
                companies=enumerated(self.env, unfollowed.mapped("name")),
            ),
            self.env._(
                "'Follow product categories' in the settings switches them on, for "
                "administrators."
            ),
        )
        return why if is_all else Markup(told) + why

    def action_open_profile(self):
        """Open the customer whose category this is."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.profile_id._name,
            "res_id": self.profile_id.id,
            "views": [(False, "form")],
        }

    # -- SQL ---------------------------------------------------------------------

    def _sql_days_since(self, alias, _query):
        return SQL(
            "(%s - %s)", self._as_of_sql(alias), SQL.identifier(alias, "last_date")
        )

    def _sql_sum_12m(self, alias, _query, column, years):
        """Return the SQL of a sum over the 12 months that ended so many years ago."""
        return SQL(
            """COALESCE((SELECT SUM(line.%(column)s)
                FROM customer_retention_purchase_line line
                WHERE line.profile_id = %(profile)s
                  AND line.category_id IS NOT DISTINCT FROM %(category)s
                  AND line.date > %(today)s - %(from)s * INTERVAL '1 year'
                  AND line.date <= %(today)s - %(to)s * INTERVAL '1 year'), 0)""",
            **{"column": SQL.identifier(column), "from": years + 1, "to": years},
            profile=SQL.identifier(alias, "profile_id"),
            category=SQL.identifier(alias, "category_id"),
            today=self._as_of_sql(alias),
        )

    def _sql_usual_gap_days(self, alias, query):
        history = self._history(alias)
        mean_gap = self._model_sql("mean_gap", alias, query)
        return usual_gap(x=history["x"], tx=history["tx"], mean_gap=mean_gap)

    def _sql_horizon_days(self, alias, query):
        days = horizon(
            policy_days=self._policy_days(alias, query),
            gap=self._sql_usual_gap_days(alias, query),
        )
        return SQL("(%s)::integer", days)

    def _sql_reorder_probability(self, alias, query):
        return chance(
            **self._history(alias),
            days=self._sql_horizon_days(alias, query),
            parameters=self._parameters(alias, query),
        )

    def _sql_expected_loss(self, alias, query):
        return SQL(
            "(GREATEST(%s, 0)::float8 * (1 - %s))",
            SQL.identifier(alias, "yearly_revenue"),
            self._sql_reorder_probability(alias, query),
        )

    def _sql_state(self, alias, query):
        return state(
            **self._history(alias),
            days=self._sql_horizon_days(alias, query),
            policy_days=self._policy_days(alias, query),
            parameters=self._parameters(alias, query),
        )

    def _sql_still_buys(self, alias, query):
        profile, profile_alias = self._fields["profile_id"].join(self, alias, query)
        last = profile._field_to_sql(profile_alias, "last_purchase_date", query)
        return SQL(
            "COALESCE(%(last)s > %(own)s AND %(last)s > %(today)s - %(days)s, FALSE)",
            last=last,
            own=SQL.identifier(alias, "last_date"),
            today=self._as_of_sql(alias),
            days=self._policy_days(alias, query),
        )

    def _history(self, alias):
        """Return the SQL of x, tx and t, NULL without a category or a purchase."""
        first, last = (
            SQL.identifier(alias, name) for name in ("first_date", "last_date")
        )
        today = self._as_of_sql(alias)
        return {
            "x": SQL(
                """CASE WHEN %s IS NOT NULL
                        THEN (NULLIF(%s, 0) - 1)::float8 END""",
                SQL.identifier(alias, "category_id"),
                SQL.identifier(alias, "purchase_day_count"),
            ),
            "tx": SQL("(%s - %s)::float8", last, first),
            "t": SQL("(GREATEST(%s, %s) - %s)::float8", today, last, first),
        }

    def _policy_days(self, alias, query):
        profile, profile_alias = self._fields["profile_id"].join(self, alias, query)
        return profile._horizon_sql(profile_alias, query)

    def _parameters(self, alias, query):
        return {
            name: self._model_sql(name, alias, query) for name in Parameters._fields
        }

    def _model_sql(self, name, alias, query):
        """Return the SQL of a figure of the company's model of categories."""
        model_alias = query.make_alias(alias, "model")
        query.add_join(
            "LEFT JOIN",
            model_alias,
            "customer_retention_category_model",
            SQL(
                "%s = %s",
                SQL.identifier(model_alias, "company_id"),
                SQL.identifier(alias, "company_id"),
            ),
        )
        return SQL.identifier(model_alias, name)
