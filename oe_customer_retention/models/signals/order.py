from odoo import models
from odoo.tools import SQL


class OrderSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _queries(self, company):
        order = self._select(
            "order",
            "sale.order",
            SQL("FROM sale_order d WHERE d.state = 'sale'"),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._moment(company, SQL("d.date_order")),
            amount=self._order_amount(),
            user_id=SQL("d.user_id"),
        )
        return {**super()._queries(company), "order": [order]}


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.retention.document"]
