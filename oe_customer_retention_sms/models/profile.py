from odoo import api, models
from odoo.addons.oe_customer_retention.models.optional_fields import DerivedBoolean
from odoo.tools import SQL


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    refuses_texts = DerivedBoolean(
        sql="_sql_refuses_texts",
        depends=("partner_id",),
        string="Wants no text messages",
        help="The customer's number is on the blacklist of phone numbers.",
    )

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), "refuses_texts"}

    def _sql_refuses_texts(self, alias, _query):
        return SQL(
            """EXISTS (SELECT FROM res_partner customer
                       JOIN phone_blacklist refused
                            ON refused.number = customer.phone_sanitized
                       WHERE customer.id = %s AND refused.active)""",
            SQL.identifier(alias, "partner_id"),
        )
