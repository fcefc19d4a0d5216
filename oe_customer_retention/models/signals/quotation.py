from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .kind import DocumentList, Kind


class QuotationSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _kinds(self):
        quotation = Kind(
            label=self.env._("Quotations"),
            event=self.env._("Quotation"),
            icon="fa-pencil-square-o",
            selects=self._quotation_selects,
            documents=self._sale_order_documents(),
            told=self._is_undecided,
            lists={
                "quotation": DocumentList(
                    "sale.order",
                    "sale.action_quotations_with_onboarding",
                    self._open_quotations(),
                )
            },
        )
        return {**super()._kinds(), "quotation": quotation}

    def _quotation_selects(self, company):
        # Confirming overwrites date_order; imported history has a recent
        # create_date: the earlier one is the day of the quotation.
        at = SQL("LEAST(d.create_date, d.date_order)")
        quotation = self._select(
            "quotation",
            "sale.order",
            self._from("sale.order", Domain("state", "!=", "cancel") & self._offers()),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._moment(company, at),
            amount=self._order_amount(),
            user_id=SQL("d.user_id"),
        )
        return [quotation]

    def _is_undecided(self, order_id):
        """Return the SQL of whether a quotation is no order: the order tells of it."""
        return SQL(
            "NOT EXISTS (SELECT FROM sale_order WHERE id = %s AND state = 'sale')",
            order_id,
        )

    def _open_quotations(self):
        """Return the domain of the quotations not yet decided."""
        return Domain("state", "in", ("draft", "sent")) & self._offers()

    def _offers(self):
        """Return the domain of orders that offer anything: an empty one is nothing."""
        asked = Domain("display_type", "=", False) & Domain("product_uom_qty", "!=", 0)
        offers = Domain("amount_untaxed", "!=", 0) | Domain("order_line", "any", asked)
        return offers & ~self._carts()

    def _carts(self):
        """Return the domain of website carts, which are no quotations.

        Without ``website_sale`` there are none.
        """
        if "website_id" not in self.env["sale.order"]._fields:
            return Domain.FALSE
        return Domain("state", "=", "draft") & Domain("website_id", "!=", False)
