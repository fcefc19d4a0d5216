from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import fields, models
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
        return [
            *super()._selects(company, today),
            self._select_anonymous(company, fields.Date.subtract(today, years=1)),
        ]

    def _select_anonymous(self, company, since):
        """The detail has how many of how many, and the share."""
        return SQL(
            """SELECT config_id AS row_id, 'no_customer'::varchar AS kind,
                      'anonymous'::varchar AS why, NULL::integer AS partner_id,
                      'pos.config'::varchar AS res_model, config_id AS res_id,
                      nameless || ' / ' || receipts || ' = '
                          || ROUND(100.0 * nameless / receipts) || ' %%' AS detail
               FROM (SELECT d.config_id, COUNT(*) AS receipts,
                            COUNT(*) FILTER (WHERE d.partner_id IS NULL) AS nameless
                     FROM pos_order d
                     WHERE d.state IN ('paid', 'done') AND d.company_id = %s
                       AND %s > %s AND %s
                     GROUP BY d.config_id) shop
               WHERE nameless > 0""",
            company.id,
            company._retention_day(SQL("d.date_order")),
            since,
            self._may_read("pos.order"),
        )

    def action_open(self):
        """Open, of a point of sale, the receipts that are counted.

        :raises AccessError: if the reader may not read it
        """
        if self.why != "anonymous":
            return super().action_open()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "point_of_sale.action_pos_pos_form"
        )
        nameless = Domain("config_id", "=", self.res_id) & Domain(
            "partner_id", "=", False
        )
        paid = self.env["customer.retention.signal"]._paid()
        since = Domain("date_order", ">=", self._receipts_since())
        return {**action, "domain": list(nameless & paid & since)}

    def _receipts_since(self):
        """Return the moment from which receipts are counted."""
        company = self.company_id
        first = fields.Date.subtract(company._retention_today(), years=1)
        zone = ZoneInfo(company._retention_timezone())
        midnight = datetime.combine(first + timedelta(days=1), time.min, zone)
        return midnight.astimezone(timezone.utc).replace(tzinfo=None)
