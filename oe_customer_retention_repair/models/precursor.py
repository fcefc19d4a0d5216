from odoo import fields, models
from odoo.tools import SQL


class CustomerRetentionPrecursor(models.Model):
    _inherit = "customer.retention.precursor"

    cause = fields.Selection(
        selection_add=[("repair", "Repair")], ondelete={"repair": "cascade"}
    )


class RetentionPrecursorEvent(models.AbstractModel):
    _inherit = "customer.retention.precursor.event"

    def _events(self, company):
        signals = self.env["customer.retention.signal"]
        repairs = SQL(
            "SELECT d.partner_id, d.company_id, %s AS day %s AND d.company_id = %s",
            company._retention_day(SQL("d.create_date")),
            signals._from("repair.order", signals._repairs()),
            company.id,
        )
        return {**super()._events(company), "repair": repairs}
