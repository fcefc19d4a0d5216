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
            self._from(
                "sale.order",
                Domain("state", "!=", "cancel") & self._offers(self._look_up_line),
            ),
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

    def _open_quotations(self, has_line=None):
        """Return the domain of the quotations not yet decided.

        :param has_line: as of :meth:`_offers`
        """
        return Domain("state", "in", ("draft", "sent")) & self._offers(has_line)

    def _offers(self, has_line=None):
        """Return the domain of orders that offer anything: an empty one is nothing.

        :param has_line: a function of the domain of lines, that returns the domain of
            orders with one (default: Odoo's, which reads the lines of all orders)
        """
        asked = Domain("display_type", "=", False) & Domain("product_uom_qty", "!=", 0)
        has_line = has_line or (lambda lines: Domain("order_line", "any", lines))
        return (Domain("amount_untaxed", "!=", 0) | has_line(asked)) & ~self._carts()

    def _look_up_line(self, lines):
        """Return the domain of orders with one of ``lines``, looked up one by one: of
        few it is asked, those of no value."""
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                """EXISTS (SELECT FROM (SELECT d.order_id %s) asked
                           WHERE asked.order_id = %s OFFSET 0)""",
                self._from("sale.order.line", lines),
                SQL.identifier(alias, "id"),
            )
        )

    def _carts(self):
        """Return the domain of website carts, which are no quotations.

        Without ``website_sale`` there are none.
        """
        if "website_id" not in self.env["sale.order"]._fields:
            return Domain.FALSE
        return Domain("state", "=", "draft") & Domain("website_id", "!=", False)
