"""Days of each customer: on which it bought, and on which we contacted it."""

from odoo import models
from odoo.tools import SQL


class RetentionRefresh(models.AbstractModel):
    _inherit = "customer.retention.refresh"

    def _write_days(self, scope, purchases):
        """Bring the days with purchases and contacts in line with the documents.

        :param Scope scope: company, date and customers
        :param SQL purchases: the table of :meth:`RetentionSale._of_customers`
        """
        bought = SQL(
            """SELECT customer_id, day AS date, purchases AS purchase_count, revenue
               FROM %s purchase_day""",
            purchases,
        )
        names = ["purchase_count", "revenue"]
        self._write_rows(scope, "customer.retention.purchase.day", names, bought)
        contacted = SQL(
            "SELECT customer_id, day AS date, contact_count FROM (%s) contact_day",
            self.env["customer.retention.signal"]._contact_days(scope),
        )
        names = ["contact_count"]
        self._write_rows(scope, "customer.retention.outreach.day", names, contacted)
