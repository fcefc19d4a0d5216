from odoo import models
from odoo.tools import SQL


class RetentionRefresh(models.AbstractModel):
    _inherit = "customer.retention.refresh"

    def _write_purchases(self, scope, purchases):
        """Bring the purchase days in line with the documents.

        :param Scope scope: company, date and customers
        :param SQL purchases: the table of :meth:`RetentionFacts._purchase_days`
        """
        self._delete_purchases(scope, purchases)
        self._upsert_purchases(scope, purchases)
        self.env["customer.retention.purchase"].invalidate_model()

    def _delete_purchases(self, scope, purchases):
        self.env.cr.execute(
            SQL(
                """DELETE FROM customer_retention_purchase old
                   USING customer_retention_profile profile
                   WHERE profile.id = old.profile_id AND old.company_id = %s %s
                     AND NOT EXISTS (SELECT FROM %s new
                                     WHERE new.customer_id = profile.partner_id
                                       AND new.day = old.date)""",
                scope.company.id,
                scope.only("profile.partner_id", scope.customer_ids),
                purchases,
            )
        )

    def _upsert_purchases(self, scope, purchases):
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_retention_purchase
                       (profile_id, company_id, date, purchase_count, revenue)
                   SELECT profile.id, profile.company_id, new.day, new.purchases,
                          new.revenue
                   FROM (SELECT customer_id, day, purchases,
                                ROUND(revenue, %(digits)s) AS revenue
                         FROM %(purchases)s purchase_day) new
                   JOIN customer_retention_profile profile
                     ON profile.partner_id = new.customer_id
                    AND profile.company_id = %(company)s
                   LEFT JOIN customer_retention_purchase old
                     ON old.profile_id = profile.id AND old.date = new.day
                   WHERE old.id IS NULL
                      OR (old.purchase_count, old.revenue)
                         IS DISTINCT FROM (new.purchases, new.revenue)
                   ON CONFLICT (profile_id, date) DO UPDATE
                   SET purchase_count = EXCLUDED.purchase_count,
                       revenue = EXCLUDED.revenue""",
                digits=scope.company.currency_id.decimal_places,
                purchases=purchases,
                company=scope.company.id,
            )
        )
