from odoo import models
from odoo.tools import SQL

from .cost import DerivedMargin


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    margin_12m = DerivedMargin(
        sql="_sql_margin_12m",
        string="Margin 12 months",
        help="Revenue of the last 12 months less the cost of the goods: the cost on "
        "the order; where there is none, what the product costs now. Empty where the "
        "company does not follow product categories.",
    )

    def _sql_margin_12m(self, alias, _query):
        return SQL(
            """(SELECT SUM(line.margin) FROM customer_retention_purchase_line line
                WHERE line.profile_id = %(profile)s
                  AND line.date > %(today)s - INTERVAL '1 year'
                  AND line.date <= %(today)s)""",
            profile=SQL.identifier(alias, "id"),
            today=self._as_of_sql(alias),
        )
