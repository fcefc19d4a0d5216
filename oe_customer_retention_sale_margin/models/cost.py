"""Fields that tell what products cost."""

from odoo import fields
from odoo.addons.oe_customer_retention.models.optional_fields import DerivedMonetary


class OfCostMixin:
    """A field for those who may read the cost on lines of orders, whoever they are."""

    def setup(self, model):
        # An uninstallation gives the class: it has the registry, and no environment.
        super().setup(model)
        self.groups = model.pool["sale.order.line"]._fields["purchase_price"].groups


class Margin(OfCostMixin, fields.Monetary):
    pass


class DerivedMargin(OfCostMixin, DerivedMonetary):
    pass
