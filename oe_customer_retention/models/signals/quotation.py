from odoo import models
from odoo.tools import SQL


class QuotationSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _queries(self, company):
        # Confirming overwrites date_order; imported history has a recent
        # create_date: the earlier one is the day of the quotation.
        at = SQL("LEAST(d.create_date, d.date_order)")
        quotation = self._select(
            "quotation",
            "sale.order",
            SQL(
                "FROM sale_order d WHERE d.state != 'cancel' AND %s %s",
                self._is_asked(),
                self._no_cart(),
            ),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._moment(company, at),
            amount=self._order_amount(),
            user_id=SQL("d.user_id"),
        )
        return {**super()._queries(company), "quotation": [quotation]}

    def _is_asked(self):
        """Return the SQL of whether ``d`` offers anything: an empty one is nothing."""
        return SQL(
            """(d.amount_untaxed != 0 OR EXISTS (
                    SELECT FROM sale_order_line line
                    WHERE line.order_id = d.id AND line.display_type IS NULL
                      AND line.product_uom_qty != 0))"""
        )

    def _no_cart(self):
        """A website cart is not a quotation (``website_sale`` may be absent)."""
        if "website_id" not in self.env["sale.order"]._fields:
            return SQL()
        return SQL("AND NOT (d.state = 'draft' AND d.website_id IS NOT NULL)")

    def _order_amount(self):
        """Untaxed amount of a sale order in the company's currency."""
        return SQL("d.amount_untaxed / COALESCE(NULLIF(d.currency_rate, 0), 1)")
