from odoo import models
from odoo.addons.oe_customer_retention.models.signals.kind import (
    Document,
    DocumentList,
    Kind,
)
from odoo.fields import Domain
from odoo.tools import SQL


class DeliverySignal(models.AbstractModel):
    """Transfers that reached the customer, from our stock or from a supplier.

    Where a delivery takes several steps the last one does; a return does not.
    """

    _inherit = "customer.retention.signal"

    def _kinds(self):
        delivery = Kind(
            label=self.env._("Deliveries"),
            event=self.env._("Delivery"),
            icon="fa-truck",
            selects=self._delivery_selects,
            documents={
                "stock.picking": Document(
                    changed=lambda since: self._written("stock.picking", since),
                    searched=("name", "origin"),
                    opened=self._opened_delivery,
                )
            },
            lists={
                "delivery": DocumentList(
                    "stock.picking",
                    "stock.action_picking_tree_all",
                    self._delivered(),
                )
            },
            names_people=False,
        )
        return {**super()._kinds(), "delivery": delivery}

    def _delivered(self):
        to_customer = Domain("location_dest_id.usage", "=", "customer")
        return Domain("state", "=", "done") & to_customer

    def _delivery_selects(self, company):
        delivery = self._select(
            "delivery",
            "stock.picking",
            self._from("stock.picking", self._delivered()),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._moment(company, SQL("d.date_done")),
            user_id=SQL("d.user_id"),
        )
        return [delivery]

    def _opened_delivery(self, picking):
        """Inventory's form is for its users; others open the order."""
        if self.env.user.has_group("stock.group_stock_user"):
            return picking
        return picking.sale_id or picking


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "customer.retention.watched"]

    def _retention_watched(self):
        # The state is computed from the moves; date_done is written when they are done.
        return {"partner_id", "date_done"}
