from odoo import models
from odoo.tools import SQL

from .cost import Margin


class CustomerRetentionBridge(models.Model):
    _inherit = "customer.retention.bridge"
    _depends = {"customer.retention.purchase.line": ["margin"]}

    margin_before = Margin(
        string="Margin before",
        readonly=True,
        help="Revenue of the earlier period less the cost of the goods.",
    )
    margin_after = Margin(
        string="Margin after",
        readonly=True,
        help="Revenue of the later period less the cost of the goods.",
    )

    @property
    def _table_query(self):
        """Return the SELECT of the bridge with the margins of each category; as with
        revenue, none is in the rows about prices."""
        span = self._span()
        return SQL(
            """SELECT told.*,
                      CASE WHEN kind = 'price' THEN 0 ELSE earned.before END
                          AS margin_before,
                      CASE WHEN kind = 'price' THEN 0 ELSE earned.after END
                          AS margin_after
               FROM (%(told)s) told
               LEFT JOIN (SELECT profile_id, COALESCE(category_id, 0) AS category_id,
                                 %(before)s AS before, %(after)s AS after
                          FROM customer_retention_purchase_line
                          WHERE date BETWEEN %(first)s AND %(last)s
                          GROUP BY 1, 2) earned
                      ON earned.profile_id = told.profile_id
                     AND earned.category_id = COALESCE(told.category_id, 0)""",
            told=super()._table_query,
            before=self._sum("margin", span.before),
            after=self._sum("margin", span.after),
            first=span.before[0],
            last=span.after[1],
        )
