from odoo import fields, models
from odoo.tools import SQL


class CustomerRetentionPrecursor(models.Model):
    _inherit = "customer.retention.precursor"

    cause = fields.Selection(
        selection_add=[("late", "Late delivery"), ("short", "Short delivery")],
        ondelete={"late": "cascade", "short": "cascade"},
    )


class RetentionPrecursorEvent(models.AbstractModel):
    _inherit = "customer.retention.precursor.event"

    def _events(self, company):
        told = self.env["customer.retention.reaction"]._events(company)
        return {
            **super()._events(company),
            "late": self._select_days(company, told["late_delivery"]),
            "short": self._select_days(company, told["short_delivery"]),
        }

    def _select_days(self, company, deliveries):
        return SQL(
            """SELECT partner_id, company_id, day FROM (%s) delivery
               WHERE company_id = %s""",
            deliveries,
            company.id,
        )
