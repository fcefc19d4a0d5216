"""A customer left alone until a date: no reaction, and not in Call today."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..optional_fields import DerivedBoolean


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    snoozed_until = fields.Date(
        string="Snoozed until",
        tracking=True,
        copy=False,
        help="Last day on which the customer is snoozed: no reaction, and not in "
        "Call today. The day after it is back.",
    )
    snooze_reason = fields.Char(
        string="Snooze reason",
        tracking=True,
        copy=False,
        help="e.g. Contacted, decides after the trade fair.",
    )
    is_snoozed = DerivedBoolean(
        sql="_sql_is_snoozed",
        depends=("snoozed_until",),
        string="Snoozed",
        help="The customer is snoozed today.",
    )

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), "is_snoozed", "snoozed_until"}

    def _sql_is_snoozed(self, alias, query):
        return SQL(
            "COALESCE(%s >= %s, FALSE)",
            self._field_to_sql(alias, "snoozed_until", query),
            self._as_of_sql(alias),
        )

    def _hand_made(self):
        return [*super()._hand_made(), ("snoozed_until", "snooze_reason")]

    def _holding(self):
        return {**super()._holding(), "snoozed_until": "is_snoozed"}

    def action_snooze(self):
        """Ask until when, and why, these customers are left alone."""
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_snooze_action"
        )
        return {**action, "context": {"default_profile_ids": self.ids}}

    def action_wake(self):
        """End the snooze."""
        self.write({"snoozed_until": False, "snooze_reason": False})
