"""A company's day begins at its own midnight, whenever the jobs run."""

from datetime import date, datetime, time, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from freezegun import freeze_time
from odoo.tools import mute_logger

from ...models.refresh.queue import ATTEMPTS_A_DAY
from ..common import RetentionCase

LOGGER = "odoo.addons.oe_customer_retention.models.refresh.queue"
UTC = ZoneInfo("UTC")
ZONES = (
    "America/Los_Angeles",
    "Pacific/Pago_Pago",
    "UTC",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Pacific/Kiritimati",
)
ORDERED = date(2026, 4, 16)
AT_RISK = date(2026, 6, 15)  # 60 days later
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class TestMidnight(RetentionCase):
    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runs = cls.env["customer.retention.run"]
        cls.runs.search([]).unlink()

    def setUp(self):
        super().setUp()
        # Frozen once and moved on: each freezing goes through all modules there are.
        self.clock = self.enterContext(freeze_time(datetime.now()))

    def _local(self, zone, day, at=time(0)):
        """Return the UTC moment of a local one."""
        local = datetime.combine(day, at, ZoneInfo(zone))
        return local.astimezone(UTC).replace(tzinfo=None)

    def _run_jobs(self, moment):
        """Run the jobs of the night as the scheduler would at this moment."""
        commit = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=60
        )
        self.clock.move_to(moment)
        with commit:
            self.runs._cron_enqueue_all()
            self.runs._cron_process_queue()
        self.env.invalidate_all()

    def _next_run(self, moment):
        """Return when the job runs next, two minutes past the hour as installed."""
        cron = self.env.ref("oe_customer_retention.ir_cron_enqueue_all")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "hours"))
        return moment.replace(minute=2) + HOUR * (moment.minute >= 2)

    def _silent_customer(self, zone):
        self.company.partner_id.tz = zone
        self.runs.search([]).unlink()
        customer = self._customer(zone)
        self._order(customer, self._local(zone, ORDERED, time(19)))
        return customer

    def test_status_is_today_s_within_the_first_hour_of_the_day(self):
        for zone in ZONES:
            with self.subTest(zone=zone):
                customer = self._silent_customer(zone)
                midnight = self._local(zone, AT_RISK)
                self._run_jobs(midnight - 61 * MINUTE)
                self.assertEqual(self._seen(customer, midnight - MINUTE)[0], "active")
                self._run_jobs(self._next_run(midnight))
                self.assertEqual(self._timeline(customer)[-1][0], AT_RISK)
                status, days, reason = self._seen(customer, midnight + 9 * HOUR)
                self.assertEqual((status, days), ("at_risk", 60))
                self.assertIn("60", reason)

    def _seen(self, customer, moment):
        """Return status, days of silence and reason as read at this moment."""
        self.clock.move_to(moment)
        self.env.invalidate_all()
        profile = self._profile(customer)
        return profile.status, profile.days_since_activity, profile.status_reason

    def test_each_company_is_refreshed_once_a_day(self):
        zones = ("America/Los_Angeles", "Pacific/Kiritimati")
        for number, zone in enumerate(zones):
            self._new_company(f"Shop {number}", zone)
        self.company.partner_id.tz = zones[0]
        first = datetime(2026, 6, 13, 0, 2)
        for hours in range(72):
            self._run_jobs(first + hours * HOUR)
        for company in self.env["res.company"].search([("name", "ilike", "Shop")]):
            runs = self.runs.search([("company_id", "=", company.id)])
            days = runs.mapped("as_of")
            with self.subTest(company=company.name):
                self.assertEqual(len(days), len(set(days)))
                self.assertGreaterEqual(len(days), 3)

    def test_a_company_refreshed_by_hand_today_needs_no_night(self):
        self._silent_customer("America/Los_Angeles")
        midnight = self._local("America/Los_Angeles", AT_RISK)
        self.clock.move_to(midnight + MINUTE)
        self._refresh(as_of=AT_RISK)
        self._run_jobs(midnight + 2 * MINUTE)
        self.assertEqual(
            self.runs.search_count([("company_id", "=", self.company.id)]), 1
        )

    def _let_it_fail(self, times):
        """Let so many of the next refreshes of the company fail."""
        refresh = type(self.env["customer.retention.refresh"])
        succeed, failures = refresh._refresh_company, iter(range(times))

        def fail_first(model, company, *args, **kwargs):
            if company == self.company and next(failures, None) is not None:
                raise ValueError("Bad data")
            return succeed(model, company, *args, **kwargs)

        self.patch(refresh, "_refresh_company", fail_first)

    def _nights(self, hours):
        """Run the jobs every hour of a day; return the states of the company's runs."""
        self._silent_customer("UTC")
        midnight = datetime.combine(AT_RISK, time(0, 2))
        for hour in range(hours):
            with mute_logger(LOGGER):
                self._run_jobs(midnight + hour * HOUR)
        runs = self.runs.search([("company_id", "=", self.company.id)], order="id")
        return runs.mapped("state")

    def test_a_failed_night_is_tried_again_an_hour_later(self):
        self._let_it_fail(1)
        self.assertEqual(self._nights(4), ["failed", "done"])

    def test_a_night_that_goes_on_failing_is_left_for_the_day(self):
        self._let_it_fail(99)
        self.assertEqual(self._nights(23), ["failed"] * ATTEMPTS_A_DAY)

    def test_the_next_day_tries_anew(self):
        self._let_it_fail(ATTEMPTS_A_DAY)
        self.assertEqual(self._nights(25), ["failed"] * ATTEMPTS_A_DAY + ["done"])

    def test_a_cancelled_night_is_not_begun_again(self):
        self._silent_customer("UTC")
        self.clock.move_to(datetime.combine(AT_RISK, time(0, 2)))
        self.runs._enqueue(self.company, "nightly").action_cancel()
        self._run_jobs(datetime.combine(AT_RISK, time(1, 2)))
        runs = self.runs.search([("company_id", "=", self.company.id)])
        self.assertEqual(runs.mapped("state"), ["cancelled"])
