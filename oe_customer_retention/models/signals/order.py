from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .kind import DocumentList, Kind


class OrderSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _kinds(self):
        confirmed = Domain("state", "=", "sale")
        order = Kind(
            label=self.env._("Orders"),
            event=self.env._("Order"),
            icon="fa-shopping-cart",
            selects=self._order_selects,
            documents=self._sale_order_documents(),
            lists={
                "order": DocumentList("sale.order", "sale.action_orders", confirmed)
            },
        )
        return {**super()._kinds(), "order": order}

    def _order_selects(self, company):
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
        return [order]
