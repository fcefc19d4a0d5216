from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.oe_customer_retention.hooks import queue_refresh
from odoo.addons.oe_customer_retention.tests.common import ago
from odoo.addons.oe_customer_retention.tests.job import JobMixin
from odoo.exceptions import ValidationError

from .common import DeliveryCase

CRON = "oe_customer_retention.ir_cron_refresh_changed"


class TestDelivery(DeliveryCase):
    def test_a_delivery_ends_a_silence_where_the_policy_says_so(self):
        self._deliver(self.customer, ago(5))
        self.assertEqual(self._status(self.customer), "dormant")
        self.policy.count_delivery = True
        self.assertEqual(self._status(self.customer), "active")

    def test_a_delivery_to_an_address_is_one_to_its_customer(self):
        values = {"parent_id": self.customer.id, "type": "delivery"}
        address = self._customer("Back door", is_company=False, **values)
        self._deliver(address, ago(5))
        self.assertEqual(self._last_delivery(), ago(5))

    def test_only_the_last_of_three_steps_counts(self):
        packing = self.warehouse.wh_pack_stock_loc_id
        output = self.warehouse.wh_output_stock_loc_id
        self._deliver(self.customer, ago(9), source=output)
        self._deliver(self.customer, ago(7), destination=packing)
        self._deliver(self.customer, ago(5), source=packing, destination=output)
        self.assertEqual(self._last_delivery(), ago(9))

    def test_a_drop_shipment_is_a_delivery(self):
        suppliers = self.env.ref("stock.stock_location_suppliers")
        self._deliver(self.customer, ago(5), source=suppliers)
        self.assertEqual(self._last_delivery(), ago(5))

    def test_a_return_is_none_and_has_a_day_of_its_own(self):
        picking = self._deliver(self.customer, ago(9))
        returning = self.env["stock.return.picking"].create({"picking_id": picking.id})
        returning.product_return_moves.quantity = 1
        returned = returning._create_return()
        returned.button_validate()
        returned.date_done = f"{ago(5)} 12:00:00"
        self.assertEqual(returned.state, "done")
        self.assertEqual(self._last_delivery(), ago(9))
        profile = self._profile(self.customer)
        self.assertEqual(profile.last_return_date, ago(5))
        self.assertEqual(self._events(), ["Goods returned", "Delivery"])

    def _events(self):
        story = self._profile(self.customer).get_story(kinds=["delivery"])
        return [row["event"] for row in story["touchpoints"]]

    def test_late_is_the_day_after_the_one_promised(self):
        self._deliver(self.customer, ago(20))
        for days, promised in ((9, ago(9)), (5, ago(6))):
            picking = self._deliver(self.customer, ago(days))
            picking.move_ids.date_deadline = f"{promised} 08:00:00"
        self._refresh()
        profile = self._profile(self.customer)
        self.assertEqual(profile.last_late_delivery_date, ago(5))
        self.assertEqual(profile.days_since_late_delivery, 5)
        self.assertEqual(self._events(), ["Late delivery", "Delivery", "Delivery"])
        late = [("days_since_late_delivery", "<=", 30)]
        self.assertIn(profile, profile.search(late))

    def test_short_is_what_left_something_out(self):
        for days, rest in ((9, "to follow"), (5, "cancelled"), (3, None)):
            picking = self._transfer(self.customer)
            picking.move_ids.product_uom_qty = 3
            picking.move_ids.quantity = 2 if rest else 3
            cancelled = picking.ids if rest == "cancelled" else []
            picking.with_context(
                skip_backorder=True, picking_ids_not_to_backorder=cancelled
            ).button_validate()
            picking.date_done = f"{ago(days)} 12:00:00"
            with self.subTest(rest=rest):
                self._refresh()
                last = self._profile(self.customer).last_short_delivery_date
                self.assertEqual(last, ago(days if rest else 5))

    def test_a_transfer_that_is_not_done_is_none(self):
        self._transfer(self.customer)
        self.assertFalse(self._last_delivery())

    def test_the_warning_is_raised_where_and_on_the_day_the_policy_says(self):
        self.policy.no_delivery_days = 30
        self._refresh()
        self.assertFalse(self._profile(self.customer).no_delivery)
        self.policy.warn_delivery = True
        for days, is_raised in ((29, False), (30, True)):
            picking = self._deliver(self.customer, ago(days))
            self._refresh()
            profile = self._profile(self.customer)
            self.assertEqual(profile.days_since_delivery, days)
            self.assertEqual(profile.no_delivery, is_raised)
            found = profile.search([("no_delivery", "=", True)])
            self.assertEqual(profile in found, is_raised)
            picking.date_done = f"{ago(300)} 12:00:00"

    def test_the_days_of_the_warning_are_checked(self):
        with self.assertRaisesRegex(ValidationError, "between 1 and 36500"):
            self.policy.no_delivery_days = 0

    def test_after_installing_every_company_is_read_again(self):
        runs = self.env["customer.retention.run"]
        waiting = [("state", "=", "queued"), ("company_id", "=", self.company.id)]
        runs.search(waiting).unlink()
        queue_refresh(self.env)
        self.assertEqual(len(runs.search(waiting)), 1)


class TestFirstDelivery(JobMixin, DeliveryCase):
    """A company that has never delivered anything pays nothing for deliveries."""

    by_clock = True

    def test_the_first_one_ever_is_known_within_the_minute(self):
        self._refresh_without("stock.picking")
        deadline = f"{ago(1)} 12:00:00"
        picking = self._transfer(self.customer)
        picking.button_validate()
        self._update(picking, date_deadline=deadline)
        self._run_job()
        profile = self._profile(self.customer)
        self.assertEqual(profile.last_delivery_date, self.today)
        self.assertEqual(profile.last_late_delivery_date, self.today)


class TestChangedDelivery(DeliveryCase, CronMixinCase):
    """A delivery is seen between nights."""

    def setUp(self):
        super().setUp()
        self.picking = self._transfer(self.customer)
        self._refresh()
        self._begin_transaction()

    def _begin_transaction(self):
        """Forget what was asked for: what follows is a transaction of its own."""
        self.env.flush_all()
        self.env.cr.precommit.data.clear()
        self.env.cr.postcommit.data.clear()

    def _changed(self):
        """Return the customers the job would refresh."""
        incremental = self.env["customer.retention.incremental"]
        marks = self.env["customer.retention.watermark"]
        marks.search([]).unlink()
        mark = marks.create(incremental._horizon())
        formers = self.env["customer.retention.stale"].search([])
        return incremental._changed(mark, formers)[self.company]

    def test_a_transfer_that_is_done_wakes_the_job(self):
        with self.capture_triggers(CRON) as captured:
            self.picking.button_validate()
        self.assertEqual(len(captured.records), 1)

    def test_the_job_finds_the_customer(self):
        self._update(self.customer, write_date="2020-01-01")
        self._update(self.picking, write_date="2020-01-01")
        self.env["customer.retention.stale"].search([]).unlink()
        self.assertNotIn(self.customer, self._changed())
        self.picking.button_validate()
        self.assertIn(self.customer, self._changed())

    def test_who_lost_a_delivery_is_found(self):
        other = self._customer("Other")
        self.picking.button_validate()
        self._begin_transaction()
        self.picking.partner_id = other
        formers = self.env["customer.retention.stale"].search([])
        self.assertIn(self.customer, formers.partner_id)
