from odoo import api, fields, models
from odoo.addons.oe_customer_retention.models.optional_fields import DerivedBoolean
from odoo.fields import Domain
from odoo.tools import SQL, format_date


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    last_reward_date = fields.Date(
        string="Last reward claimed",
        readonly=True,
        help="The day the customer last paid with points, or used a coupon.",
    )
    points_expiry_date = fields.Date(
        string="Points expire on",
        readonly=True,
        help="The last day of the first points, coupon or gift card of the customer "
        "that expires.",
    )
    points_expire = DerivedBoolean(
        sql="_sql_points_expire",
        depends=("points_expiry_date", "policy_id.points_days"),
        string="Points expire",
        help="Points, a coupon or a gift card of the customer expires within the days "
        "of the policy.",
    )

    @api.model
    def _condition_fields(self):
        own = {"last_reward_date", "points_expiry_date", "points_expire"}
        return super()._condition_fields() | own

    def _sql_points_expire(self, alias, query):
        return SQL(
            "COALESCE(%(day)s BETWEEN %(today)s AND %(today)s + %(days)s, FALSE)",
            day=self._field_to_sql(alias, "points_expiry_date", query),
            today=self._as_of_sql(alias),
            days=self._policy_sql("points_days", alias, query),
        )

    @api.model
    def _among_to_call(self):
        # A coupon may be given to somebody who never bought.
        return super()._among_to_call() | Domain("points_expiry_date", "!=", False)

    def _sql_needs_call(self, alias, query):
        return SQL(
            "(%s OR (%s AND %s IS TRUE AND %s != 'lost'))",
            super()._sql_needs_call(alias, query),
            self._field_to_sql(alias, "points_expire", query),
            self._policy_sql("warn_points", alias, query),
            self._field_to_sql(alias, "status", query),
        )

    @api.depends("points_expire")
    def _compute_call_reason(self):
        super()._compute_call_reason()

    def _explain_call(self):
        reason = super()._explain_call()
        if reason or not self.points_expire or not self.sudo().policy_id.warn_points:
            return reason
        return self.env._(
            "Points expire on %(day)s",
            day=format_date(self.env, self.points_expiry_date),
        )
