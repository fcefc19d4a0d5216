from odoo.addons.oe_customer_retention.tests.common import RetentionCase, ago
from odoo.fields import Command


class DeliveryCase(RetentionCase):
    """A company with a warehouse, and a customer who bought long ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)]
        )
        cls.at_customers = cls.env.ref("stock.stock_location_customers")
        cls.product = cls.env["product.product"].create(
            {"name": "Coffee", "type": "consu"}
        )
        cls.customer = cls._customer()
        cls._order(cls.customer, ago(100))

    @classmethod
    def _transfer(cls, partner, source=None, destination=None, **values):
        """A transfer that is ready, to the customers unless said otherwise."""
        source = source or cls.warehouse.lot_stock_id
        destination = destination or cls.at_customers
        values = {
            "partner_id": partner.id,
            "picking_type_id": cls.warehouse.out_type_id.id,
            "location_id": source.id,
            "location_dest_id": destination.id,
            **values,
        }
        move = {
            "product_id": cls.product.id,
            "product_uom_qty": 1,
            "location_id": source.id,
            "location_dest_id": destination.id,
        }
        picking = cls.env["stock.picking"].create(
            {**values, "move_ids": [Command.create(move)]}
        )
        picking.action_confirm()
        picking.move_ids.quantity = 1
        return picking

    @classmethod
    def _deliver(cls, partner, day, **values):
        """A transfer that was done on ``day``."""
        picking = cls._transfer(partner, **values)
        picking.button_validate()
        picking.date_done = f"{day} 12:00:00"
        return picking

    def _last_delivery(self):
        self._refresh()
        return self._profile(self.customer).last_delivery_date
