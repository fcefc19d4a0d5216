from odoo.addons.oe_customer_retention.tests.common import SALESMAN
from odoo.addons.oe_customer_retention.tests.job import JobMixin
from odoo.tests import HttpCase

from .common import DeliveryCase


class TestDeliveryTour(JobMixin, DeliveryCase, HttpCase):
    by_clock = True

    def test_profile_and_story_know_a_delivery_within_the_minute(self):
        self._user("storekeeper", SALESMAN, "stock.group_stock_user")
        picking = self._transfer(self.customer)
        self._refresh()
        self._await_job()
        self.start_tour(
            f"/odoo/action-stock.action_picking_tree_all/{picking.id}",
            "retention_validate_delivery",
            login="storekeeper",
        )
        self._run_job()
        profile = self._profile(self.customer)
        self.assertEqual(profile.last_delivery_date, self.today)
        [row] = profile.get_story(kinds=["delivery"])["touchpoints"]
        self.assertEqual((row["event"], row["summary"]), ("Delivery", picking.name))
