from odoo.addons.oe_customer_retention.models.scope import Scope
from odoo.addons.oe_customer_retention.tests.common import ago

from .common import DeliveryCase


class TestPrecursorDelivery(DeliveryCase):
    def test_late_and_short_deliveries_may_precede_a_loss(self):
        promised = f"{ago(20)} 12:00:00"
        for day in (20, 19):
            late = self._transfer(self.customer)
            late.move_ids.date_deadline = promised
            late.move_ids.product_uom_qty = 1 if day == 20 else 3
            late.with_context(skip_backorder=True).button_validate()
            late.date_done = f"{ago(day)} 12:00:00"
        self.env.flush_all()
        company = self.company.with_env(self.company._retention_env())
        events = company.env["customer.retention.precursor.event"]._events(company)
        for cause in ("late", "short"):
            rows = self.env.execute_query_dict(Scope.of(company).roll_up(events[cause]))
            found = [(row["customer_id"], row["day"]) for row in rows]
            self.assertEqual(found, [(self.customer.id, ago(19))], cause)
