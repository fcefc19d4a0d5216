from odoo import fields, models
from odoo.tools import SQL

BACK = "back_on_site"


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    trigger = fields.Selection(
        selection_add=[(BACK, "Back on the site"), ("cart", "Abandoned cart")],
        ondelete={BACK: "cascade", "cart": "cascade"},
    )

    def _events(self, company):
        signals = self.env["customer.retention.signal"]
        return {
            **super()._events(company),
            BACK: SQL(
                """SELECT partner_id, company_id, at, day, NULL AS occasion
                   FROM (%s) visit""",
                SQL(" UNION ALL ").join(signals._visit_selects(company)),
            ),
            "cart": SQL(
                """SELECT partner_id, company_id, cart.at, %s AS day, id AS occasion
                   FROM (SELECT d.id, d.partner_id, d.company_id, %s AS at
                         FROM sale_order d WHERE d.amount_untaxed > 0) cart
                   WHERE cart.at <= NOW() AT TIME ZONE 'UTC'""",
                company._retention_day(SQL("cart.at")),
                signals._left_behind_at(),
            ),
        }

    def _happened(self, scope, event):
        """A visit after a silence is one event, however often the customer returns."""
        happened = super()._happened(scope, event)
        if self.trigger != BACK:
            return happened
        return SQL(
            """SELECT happened.profile_id, happened.company_id, happened.date,
                      happened.at,
                      CONCAT_WS(' ', happened.occasion, profile.last_purchase_date)
                          AS occasion
               FROM (%s) happened
               JOIN customer_retention_profile profile
                 ON profile.id = happened.profile_id
               JOIN customer_retention_policy policy ON policy.id = profile.policy_id
               WHERE happened.date - profile.last_purchase_date
                     >= policy.back_on_site_days""",
            happened,
        )
