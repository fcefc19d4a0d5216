from odoo import fields, models
from odoo.addons.oe_customer_retention.models.labels import percent_sql
from odoo.addons.oe_customer_retention.reports.unseen import READ
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerRetentionUnseen(models.Model):
    """A row for each point of sale: how many receipts of the last 12 months are
    nobody's."""

    _inherit = "customer.retention.unseen"

    why = fields.Selection(
        selection_add=[("anonymous", "Receipts that name no customer")], **READ
    )

    def _selects(self, company, today):
        """Add a row for each point of sale; its detail has how many of how many."""
        anonymous = SQL(
            """SELECT config_id AS row_id, 'no_customer'::varchar AS kind,
                      'anonymous'::varchar AS why, NULL::integer AS partner_id,
                      'pos.config'::varchar AS res_model, config_id AS res_id,
                      nameless || ' / ' || receipts || ' = ' || %s AS detail
               FROM (SELECT d.config_id, COUNT(*) AS receipts,
                            COUNT(*) FILTER (WHERE d.partner_id IS NULL) AS nameless
                     FROM pos_order d
                     WHERE d.state IN ('paid', 'done') AND d.company_id = %s
                       AND %s > %s AND %s
                     GROUP BY d.config_id) shop WHERE nameless > 0""",
            percent_sql(self.env, SQL("1.0 * nameless / receipts")),
            company.id,
            company._retention_day(SQL("d.date_order")),
            fields.Date.subtract(today, years=1),
            self._may_read("pos.order"),
        )
        return [*super()._selects(company, today), anonymous]

    def _opened_list(self):
        """Return, of a point of sale, the list of the receipts that are counted."""
        if self.why != "anonymous":
            return super()._opened_list()
        day = fields.Date.subtract(self.company_id._retention_today(), years=1, days=-1)
        since = self.company_id._retention_moment(day)
        domain = Domain("config_id", "=", self.res_id)
        domain &= Domain("partner_id", "=", False) & Domain("date_order", ">=", since)
        domain &= self.env["customer.retention.signal"]._paid()
        return "point_of_sale.action_pos_pos_form", domain
