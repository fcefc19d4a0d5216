from odoo import api, fields, models
from odoo.addons.oe_customer_retention.models.optional_fields import DerivedBoolean
from odoo.addons.oe_customer_retention.models.profile.derived import days_since
from odoo.tools import SQL


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    last_mailing_date = fields.Date(
        string="Last answer to a mailing",
        readonly=True,
        help="The day the customer last replied to a mailing, or clicked in one.",
    )
    days_since_mailing = days_since(
        "last_mailing_date",
        string="Days since an answer to a mailing",
        help="Days since the customer replied to a mailing, or clicked in one.",
    )
    refuses_mail = DerivedBoolean(
        sql="_sql_refuses_mail",
        depends=("partner_id",),
        string="Wants no email",
        help="The customer's address is on the blacklist, or was taken off a mailing "
        "list. Reactions do not write to it.",
    )
    mail_bounces = DerivedBoolean(
        sql="_sql_mail_bounces",
        depends=("partner_id",),
        string="Email bounces",
        help="The last email to the customer's address came back.",
    )

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), "refuses_mail", "mail_bounces"}

    def _sql_refuses_mail(self, alias, _query):
        return SQL(
            """EXISTS (
                   SELECT FROM res_partner customer
                   WHERE customer.id = %s AND (
                       customer.email_normalized IN (
                           SELECT refused.email FROM mail_blacklist refused
                           WHERE refused.active)
                       OR customer.email_normalized IN (
                           SELECT contact.email_normalized
                           FROM mailing_contact contact
                           JOIN mailing_subscription subscription
                                ON subscription.contact_id = contact.id
                           WHERE subscription.opt_out)))""",
            SQL.identifier(alias, "partner_id"),
        )

    def _sql_mail_bounces(self, alias, _query):
        return SQL(
            """EXISTS (SELECT FROM res_partner customer
                       WHERE customer.id = %s AND customer.message_bounce > 0)""",
            SQL.identifier(alias, "partner_id"),
        )
