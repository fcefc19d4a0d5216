from odoo import fields, models
from odoo.tools import SQL


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    trigger = fields.Selection(
        selection_add=[
            ("late_delivery", "Late delivery"),
            ("short_delivery", "Short delivery"),
        ],
        ondelete={"late_delivery": "cascade", "short_delivery": "cascade"},
    )

    def _events(self, company):
        signals = self.env["customer.retention.signal"]
        late, short = signals._is_late(company), signals._is_short()
        return {
            **super()._events(company),
            "late_delivery": self._select_deliveries(company, late),
            "short_delivery": self._select_deliveries(company, short),
        }

    def _select_deliveries(self, company, condition):
        signals = self.env["customer.retention.signal"]
        return SQL(
            """SELECT d.partner_id, d.company_id, d.date_done AS at, %s AS day,
                      d.id AS occasion %s AND %s""",
            company._retention_day(SQL("d.date_done")),
            signals._from("stock.picking", signals._delivered()),
            condition,
        )
