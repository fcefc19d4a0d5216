"""What the button reads: what changed, down to this moment; everything by another."""

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from ...models.refresh.incremental import OVERLAP
from ..common import MANAGER, SALESMAN
from .test_night import NightCase


class TestRefreshButton(NightCase):
    def setUp(self):
        super().setUp()
        self.manager = self._user("button_manager", MANAGER)
        self.profiles = self.env["customer.retention.profile"]
        self.runs = self.env["customer.retention.run"]
        self.runs.search([]).unlink()
        self.mark = self.env["customer.retention.watermark"].search([])
        self.customer = self._buyer(20)

    def _press(self):
        """Press the button; return the run, and keep what is told."""
        told = self.profiles.with_user(self.manager).action_refresh_company()
        self.told = told["params"]
        return self.runs.search([], limit=1)

    def test_the_first_time_everything_is_computed(self):
        self.assertEqual(self._press().mode, "full")

    def test_documents_are_read_that_the_hourly_job_has_yet_to_read(self):
        self._refresh()
        self.mark.seen_until = self.env.cr.now()
        self._order(self.customer, self.today)
        refresh = self.env["customer.retention.refresh"]
        night = refresh._refresh_night(self.company, self.today)
        self.assertEqual(night["changed_count"], 0)
        run = self._press()
        self.assertEqual((run.mode, run.trigger), ("day", "button"))
        self.assertEqual(run.changed_count, 1)
        self.assertEqual(self._profile(self.customer).purchase_count, 2)

    def test_what_changed_past_odoo_is_left_to_everything(self):
        self._refresh()
        self.mark.seen_until = self.env.cr.now() + 2 * OVERLAP
        order = self.env["sale.order"].search([("partner_id", "=", self.customer.id)])
        self._update(order, amount_untaxed=101)
        self.assertEqual(self._press().changed_count, 0)
        self.runs.with_user(self.manager).action_compute_everything()
        queued = self.runs.search([("state", "=", "queued")])
        self.assertEqual((queued.mode, queued.trigger), ("full", "button"))
        queued._process()
        self.assertEqual(queued.changed_count, 1)

    def test_everything_that_fails_after_it_is_a_failure_of_the_button(self):
        self._refresh()
        self.company.retention_full_every_night = True
        refresh = type(self.env["customer.retention.refresh"])
        self.patch(refresh, "_refresh_company", lambda *_args: 1 / 0)
        with mute_logger("odoo.addons.oe_customer_retention.models.refresh.night"):
            self.assertEqual(self._press().mode, "day")
        failed = self.runs.search([("state", "=", "failed")])
        self.assertEqual((failed.mode, failed.trigger), ("full", "button"))
        self.assertEqual(self.told["type"], "danger")
        self.assertEqual(self.told["message"], failed.error)

    def test_a_customer_on_whom_it_fails_is_told(self):
        self._refresh()
        failed = self.runs._note_failure(
            self.company, ValueError("Bad data"), trigger="document", mode="partial"
        )
        stale = self.env["customer.retention.stale"]
        stale._wait(self.company, {self.customer: failed})
        self.patch(type(stale), "_wait_no_more", lambda *_args: None)
        self._press()
        self.assertEqual(self.told["message"], failed.error)

    def test_a_failure_made_up_for_is_told_no_more(self):
        self.runs._note_failure(
            self.company, ValueError("Bad data"), trigger="update", mode="full"
        )
        self._refresh()
        self._press()
        self.assertEqual(self.told["type"], "success")

    def test_of_a_large_company_the_job_reads_what_changed(self):
        self._refresh()
        self.company.retention_queue_threshold = 0
        run = self._press()
        self.assertEqual((run.mode, run.state), ("day", "queued"))
        self._order(self.customer, self.today)
        run._process()
        self.assertEqual((run.mode, run.changed_count), ("day", 1))

    def test_a_salesperson_computes_nothing_again(self):
        salesperson = self._user("button_salesperson", SALESMAN)
        with self.assertRaises(AccessError):
            self.runs.with_user(salesperson).action_compute_everything()
