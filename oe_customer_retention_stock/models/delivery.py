from odoo import models
from odoo.addons.oe_customer_retention.models.refresh.document_facts import (
    DocumentFacts,
)
from odoo.addons.oe_customer_retention.models.signals.kind import (
    Document,
    DocumentList,
    Kind,
)
from odoo.fields import Domain
from odoo.tools import SQL


class DeliverySignal(models.AbstractModel):
    """Transfers that reached the customer, from our stock or from a supplier.

    Where a delivery takes several steps the last one does. What came back is told,
    and is no act of the customer.
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
                    event=self._delivery_event,
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
            told=self._is_told_delivery,
        )
        return {**super()._kinds(), "delivery": delivery}

    def _delivered(self):
        to_customer = Domain("location_dest_id.usage", "=", "customer")
        return Domain("state", "=", "done") & to_customer

    def _returned(self):
        from_customer = Domain("location_id.usage", "=", "customer")
        elsewhere = Domain("location_dest_id.usage", "!=", "customer")
        return Domain("state", "=", "done") & from_customer & elsewhere

    def _delivery_selects(self, company):
        return [
            self._select_transfers(company, self._delivered()),
            self._select_transfers(company, self._returned(), is_activity=SQL("FALSE")),
        ]

    def _select_transfers(self, company, domain, **columns):
        return self._select(
            "delivery",
            "stock.picking",
            self._from("stock.picking", domain),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._moment(company, SQL("d.date_done")),
            user_id=SQL("d.user_id"),
            **columns,
        )

    def _is_late(self, company):
        """Return the SQL of whether ``d`` came after the day promised."""
        return SQL(
            "(d.date_deadline IS NOT NULL AND %s > %s)",
            company._retention_day(SQL("d.date_done")),
            company._retention_day(SQL("d.date_deadline")),
        )

    def _is_short(self):
        """Return the SQL of whether ``d`` left out anything, to follow or not."""
        return SQL(
            """(EXISTS (SELECT FROM stock_picking rest WHERE rest.backorder_id = d.id)
                OR EXISTS (SELECT FROM stock_move move
                           WHERE move.picking_id = d.id AND move.product_uom_qty > 0
                             AND (move.state = 'cancel'
                                  OR move.quantity < move.product_uom_qty)))"""
        )

    def _is_told_delivery(self, res_id):
        """Return the SQL of whether a transfer has a line of its own in the story.

        What was handed over at the counter is told by its receipt.
        """
        if "receipt" not in self._kinds():
            return SQL("TRUE")
        return SQL(
            """NOT EXISTS (
                   SELECT FROM stock_picking d
                   JOIN pos_order receipt ON receipt.id = d.pos_order_id
                   WHERE d.id = %s AND receipt.shipping_date IS NULL)""",
            res_id,
        )

    def _delivery_event(self, picking, _at):
        """Return what was the matter with a delivery, if anything."""
        if picking.location_dest_id.usage != "customer":
            return self.env._("Goods returned")
        company = picking.company_id
        [(is_late, is_short)] = self.env.execute_query(
            SQL(
                "SELECT %s, %s FROM stock_picking d WHERE d.id = %s",
                self._is_late(company),
                self._is_short(),
                picking.id,
            )
        )
        if is_late and is_short:
            return self.env._("Late and short delivery")
        if is_late:
            return self.env._("Late delivery")
        return self.env._("Short delivery") if is_short else None

    def _opened_delivery(self, picking):
        """Inventory's form is for its users; others open the order."""
        if self.env.user.has_group("stock.group_stock_user"):
            return picking
        return picking.sale_id or picking


class RetentionFacts(models.AbstractModel):
    _inherit = "customer.retention.facts"

    def _document_facts(self):
        wrong = ("last_late_delivery_date", "last_short_delivery_date")
        transfer = DocumentFacts(
            ("stock.picking",), (*wrong, "last_return_date"), self._select_troubles
        )
        return {**super()._document_facts(), "transfer": transfer}

    def _select_troubles(self, scope):
        """Return the SELECT of what went wrong with each customer's deliveries."""
        signals = self.env["customer.retention.signal"]
        day = scope.company._retention_day(SQL("d.date_done"))
        transfers = SQL(" UNION ALL ").join(
            SQL(
                """SELECT d.partner_id, d.company_id, %s AS day, %s AS is_late,
                          %s AS is_short, %s AS is_return %s""",
                day,
                signals._is_late(scope.company) if not is_return else SQL("FALSE"),
                signals._is_short() if not is_return else SQL("FALSE"),
                is_return,
                signals._from("stock.picking", domain),
            )
            for is_return, domain in (
                (False, signals._delivered()),
                (True, signals._returned()),
            )
        )
        return SQL(
            """SELECT customer_id,
                      MAX(day) FILTER (WHERE is_late) AS last_late_delivery_date,
                      MAX(day) FILTER (WHERE is_short) AS last_short_delivery_date,
                      MAX(day) FILTER (WHERE is_return) AS last_return_date
               FROM (%s) transfer GROUP BY customer_id""",
            scope.roll_up(transfers),
        )


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "customer.retention.watched"]

    def _retention_watched(self):
        # The state is computed from the moves; date_done is written when they are done.
        return {"partner_id", "date_done"}
