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

    def _purchase_queries(self, company):
        queries = super()._purchase_queries(company)
        if company.purchase_basis == "invoice":
            return queries
        order = SQL(
            """SELECT d.partner_id, d.company_id, %(day)s AS day, %(amount)s AS revenue
               FROM sale_order d
               WHERE d.state = 'sale' AND d.amount_untaxed > 0""",
            day=company._retention_day(SQL("d.date_order")),
            amount=self._order_amount(),
        )
        return [*queries, order]
