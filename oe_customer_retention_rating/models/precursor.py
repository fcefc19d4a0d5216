from odoo import fields, models
from odoo.tools import SQL


class CustomerRetentionPrecursor(models.Model):
    _inherit = "customer.retention.precursor"

    cause = fields.Selection(
        selection_add=[("rating", "Low rating")], ondelete={"rating": "cascade"}
    )


class RetentionPrecursorEvent(models.AbstractModel):
    _inherit = "customer.retention.precursor.event"

    def _events(self, company):
        told = self.env["customer.retention.reaction"]._events(company)
        return {
            **super()._events(company),
            "rating": SQL(
                "SELECT partner_id, company_id, day FROM (%s) low", told["low_rating"]
            ),
        }
