from odoo import fields, models
from odoo.tools import SQL

from .rating import LOW


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    trigger = fields.Selection(
        selection_add=[("low_rating", "Low rating")],
        ondelete={"low_rating": "cascade"},
    )

    def _events(self, company):
        ratings = self.env["customer.retention.facts"]._select_ratings(company)
        return {
            **super()._events(company),
            "low_rating": SQL(
                """SELECT partner_id, company_id, at, day, id AS occasion
                   FROM (%s) given WHERE rating <= %s""",
                ratings,
                LOW,
            ),
        }
