"""Days of each customer: on which it bought, and on which we contacted it."""

from odoo import models
from odoo.tools import SQL

from ..sql import columns

DAYS = SQL.identifier("tmp_customer_retention_days")


class RetentionRefresh(models.AbstractModel):
    _inherit = "customer.retention.refresh"

    def _write_days(self, scope, purchases):
        """Bring the days with purchases and contacts in line with the documents.

        :param Scope scope: company, date and customers
        :param SQL purchases: the table of :meth:`RetentionSale._of_customers`
        """
        bought = SQL(
            """SELECT customer_id, day, purchases AS purchase_count,
                      revenue FROM %s purchase_day""",
            purchases,
        )
        names = ["purchase_count", "revenue"]
        self._write_day_rows(scope, "customer.retention.purchase.day", names, bought)
        contacted = self.env["customer.retention.signal"]._contact_days(scope)
        names = ["contact_count"]
        self._write_day_rows(scope, "customer.retention.outreach.day", names, contacted)

    def _write_day_rows(self, scope, model, names, days):
        """Write the rows of ``model`` that differ from ``days``.

        :param list names: fields of ``model`` besides its key, profile and date
        :param SQL days: SELECT of ``customer_id``, ``day`` and ``names``
        """
        self._create_table(DAYS, days)
        table = SQL.identifier(self.env[model]._table)
        self.env.cr.execute(self._delete_days(scope, table))
        self.env.cr.execute(self._upsert_days(scope, table, names))
        self.env[model].invalidate_model()

    def _delete_days(self, scope, table):
        return SQL(
            """DELETE FROM %s old USING customer_retention_profile profile
               WHERE profile.id = old.profile_id AND old.company_id = %s %s
                 AND NOT EXISTS (SELECT FROM %s new
                                 WHERE new.customer_id = profile.partner_id
                                   AND new.day = old.date)""",
            table,
            scope.company.id,
            scope.only("profile.partner_id", scope.customer_ids),
            DAYS,
        )

    def _upsert_days(self, scope, table, names):
        return SQL(
            """INSERT INTO %(table)s (profile_id, company_id, date, %(columns)s)
               SELECT profile.id, profile.company_id, new.day, %(new)s
               FROM %(days)s new
               JOIN customer_retention_profile profile
                 ON profile.partner_id = new.customer_id
                AND profile.company_id = %(company)s AND profile.status IS NOT NULL
               LEFT JOIN %(table)s old
                 ON old.profile_id = profile.id AND old.date = new.day
               WHERE old.id IS NULL OR ROW(%(old)s) IS DISTINCT FROM ROW(%(new)s)
               ON CONFLICT (profile_id, date) DO UPDATE
               SET (%(columns)s) = ROW(%(excluded)s)""",
            table=table,
            days=DAYS,
            company=scope.company.id,
            columns=columns(names),
            new=columns(names, "new"),
            old=columns(names, "old"),
            excluded=columns(names, "excluded"),
        )
