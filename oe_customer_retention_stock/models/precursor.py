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
        signals = self.env["customer.retention.signal"]
        return {
            **super()._events(company),
            "late": self._select_deliveries(company, signals._is_late(company)),
            "short": self._select_deliveries(company, signals._is_short()),
        }

    def _select_deliveries(self, company, condition):
        signals = self.env["customer.retention.signal"]
        return SQL(
            """SELECT d.partner_id, d.company_id, %s AS day
               %s AND d.company_id = %s AND %s""",
            company._retention_day(SQL("d.date_done")),
            signals._from("stock.picking", signals._delivered()),
            company.id,
            condition,
        )
