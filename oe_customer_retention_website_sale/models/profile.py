from odoo import api, fields, models
from odoo.addons.oe_customer_retention.models.labels import days_ago
from odoo.addons.oe_customer_retention.models.optional_fields import (
    DerivedBoolean,
    DerivedInteger,
    DerivedMonetary,
)
from odoo.addons.oe_customer_retention.models.profile.derived import days_since
from odoo.tools import SQL

HOT_DAYS = 1  # a visit of yesterday is answered today
CART_DAYS = 30  # an older cart is forgotten


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    last_visit_date = fields.Date(
        string="Last visit",
        readonly=True,
        help="The day someone from the customer was last on the website, logged in; or "
        "filled a cart or a wishlist.",
    )
    days_since_visit = days_since(
        "last_visit_date",
        string="Days since visit",
        help="Days since the customer was last on the website.",
    )
    is_back_on_site = DerivedBoolean(
        sql="_sql_is_back_on_site",
        depends=(
            *("last_visit_date", "last_purchase_date"),
            "policy_id.back_on_site_days",
        ),
        string="Back on the site",
        help="On the website yesterday or today, after the policy's number of days "
        "without a purchase. Called before all others.",
    )
    abandoned_cart_amount = DerivedMonetary(
        sql="_sql_abandoned_cart_amount",
        depends=("partner_id",),
        string="Abandoned carts",
        help="Untaxed amount of the carts of the last 30 days that were left behind "
        "for the hours the website says.",
    )
    wish_count = fields.Integer(
        string="On the wishlist",
        readonly=True,
        help="Products the customer has on its wishlists.",
    )
    call_tier = DerivedInteger(
        help="0: back on the site after a while; these are called first of all. 1: "
        "the last purchase is up to 120 days ago. 2: longer ago, and no one was "
        "reached since. 3: someone was.",
    )

    @api.model
    def _condition_fields(self):
        own = ("is_back_on_site", "wish_count", "abandoned_cart_amount")
        return {*super()._condition_fields(), *own}

    def _sql_is_back_on_site(self, alias, query):
        visit = SQL.identifier(alias, "last_visit_date")
        return SQL(
            "COALESCE(%s >= %s - %s AND %s - %s >= %s, FALSE)",
            visit,
            self._as_of_sql(alias),
            HOT_DAYS,
            visit,
            SQL.identifier(alias, "last_purchase_date"),
            self._policy_sql("back_on_site_days", alias, query),
        )

    def _sql_abandoned_cart_amount(self, alias, _query):
        signals = self.env["customer.retention.signal"]
        self.env["sale.order"].flush_model()
        return SQL(
            """(SELECT SUM(%(amount)s) FROM res_partner contact
                JOIN sale_order d ON d.partner_id = contact.id
                WHERE contact.commercial_partner_id = %(partner)s
                  AND d.company_id = %(company)s AND d.amount_untaxed > 0
                  AND d.date_order > %(today)s - %(days)s
                  AND %(left)s <= NOW() AT TIME ZONE 'UTC')""",
            amount=signals._order_amount(),
            partner=SQL.identifier(alias, "partner_id"),
            company=SQL.identifier(alias, "company_id"),
            today=self._as_of_sql(alias),
            days=CART_DAYS,
            left=signals._left_behind_at(),
        )

    def _sql_needs_call(self, alias, query):
        return SQL(
            "(%s OR %s)",
            super()._sql_needs_call(alias, query),
            self._field_to_sql(alias, "is_back_on_site", query),
        )

    def _sql_call_tier(self, alias, query):
        return SQL(
            "CASE WHEN %s THEN 0 ELSE %s END",
            self._field_to_sql(alias, "is_back_on_site", query),
            super()._sql_call_tier(alias, query),
        )

    def _explain_call(self):
        if self.is_back_on_site:
            ago = days_ago(self.env, self.days_since_visit)
            return self.env._("Back on the site %(ago)s", ago=ago)
        return super()._explain_call()
