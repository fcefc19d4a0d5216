from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tools import mute_logger

from ...models.refresh.refresh import RefreshInProgress
from ..common import MANAGER, RetentionCase
from .queue_common import QueueCase

LOGGER = "odoo.addons.oe_customer_retention.models.refresh.queue"


class TestRun(QueueCase):
    def _told(self):
        """Return the list that takes what users are told from now on."""
        told = []
        users = type(self.env["res.users"])
        self.patch(users, "_bus_send", lambda self, *args, **kw: told.append(args))
        return told

    def test_waiting_company_is_not_queued_twice(self):
        first = self.runs._enqueue(self.company, "nightly")
        second = self.runs._enqueue(self.companies, "nightly")
        self.assertEqual(second.company_id, self.companies)
        self.assertIn(first, second)
        self.assertEqual(self.runs.search_count([("state", "=", "queued")]), 2)

    def test_every_company_is_queued_at_night(self):
        self.runs._cron_enqueue_all()
        queued = self.runs.search([("state", "=", "queued")])
        self.assertEqual(queued.company_id, self.env["res.company"].search([]))
        self.assertEqual(set(queued.mapped("trigger")), {"nightly"})

    def test_queued_companies_are_refreshed(self):
        runs = self.runs._enqueue(self.companies, "nightly")
        self._process()
        self.assertEqual(runs.mapped("state"), ["done", "done"])
        self.assertEqual(runs.mapped("created_count"), [1, 1])
        self.assertEqual(set(runs.mapped("mode")), {"full"})

    def test_what_time_does_not_allow_waits_for_the_next_call(self):
        runs = self.runs._enqueue(self.companies, "nightly")
        self._process(seconds_left=0)
        self.assertEqual(runs.mapped("state"), ["done", "queued"])

    def test_who_asked_is_told_of_the_end(self):
        told = self._told()
        self.runs._enqueue(self.company, "button")
        self._process()
        [(kind, message)] = told
        self.assertEqual((kind, message["type"]), ("simple_notification", "success"))

    def test_who_asked_is_told_though_changed_settings_had_asked_before(self):
        told = self._told()
        manager = self._user("run_manager", MANAGER)
        run = self.runs._enqueue(self.company, "settings")
        self.runs.with_user(manager).sudo()._enqueue(self.company, "button")
        self._process()
        self.assertEqual((run.user_id, len(told)), (manager, 1))

    def test_who_asked_is_told_of_a_failure(self):
        told = self._told()
        self._raise_for(self.company, ValueError("Bad data"))
        self.runs._enqueue(self.company, "button")
        with mute_logger(LOGGER), self.assertRaises(UserError):
            self._process()
        self.assertEqual(told[0][1]["type"], "danger")
        self.assertIn("Something unexpected", told[0][1]["message"])

    def test_nobody_is_told_at_night(self):
        told = self._told()
        self.runs._enqueue(self.company, "nightly")
        self._process()
        self.assertEqual(told, [])

    def test_large_company_is_refreshed_in_the_background(self):
        self._refresh()
        manager = self._user("run_manager", MANAGER)
        profiles = self.env["customer.retention.profile"].with_user(manager)
        states = {}
        for threshold in (1, 0):
            self.company.retention_queue_threshold = threshold
            profiles.action_refresh_company()
            states[threshold] = self.runs.search([], limit=1).state
        self.assertEqual(states, {1: "done", 0: "queued"})

    def test_partial_runs_are_kept_a_month_and_full_ones_two_years(self):
        today = fields.Datetime.now()
        kept = {}
        for mode, days in (
            ("partial", 25),
            ("partial", 40),
            ("full", 40),
            ("full", 800),
        ):
            run = self.runs.create(
                {
                    "company_id": self.company.id,
                    "trigger": "api",
                    "mode": mode,
                    "state": "done",
                }
            )
            self._update(run, create_date=today - timedelta(days=days))
            kept[mode, days] = run
        self.runs._gc_runs()
        kept = [key for key, run in kept.items() if run.exists()]
        self.assertEqual(kept, [("partial", 25), ("full", 40)])


class TestLock(RetentionCase):
    """Two refreshes of one company never interleave."""

    def setUp(self):
        super().setUp()
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        env = api.Environment(cr, SUPERUSER_ID, {})
        elsewhere = env["res.company"].browse(self.company.id)
        env["customer.retention.refresh"]._lock(elsewhere)

    def test_second_refresh_is_told_so(self):
        with self.assertRaisesRegex(RefreshInProgress, "Retention Ltd"):
            self._refresh()

    def test_another_company_is_refreshed_meanwhile(self):
        other = self._new_company("Other Ltd")
        self.assertEqual(self._refresh(company=other).state, "done")

    def test_queued_run_waits_for_the_other_to_end(self):
        run = self.env["customer.retention.run"]._enqueue(self.company, "nightly")
        run._process()
        self.assertEqual(run.state, "queued")
        self.assertFalse(run.error)
