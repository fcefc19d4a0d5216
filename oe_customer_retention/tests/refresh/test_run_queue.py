"""Several workers, dying servers, and refreshes nobody wants any more."""

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tools import mute_logger
from psycopg2 import errors

from ...models.refresh.queue import MAX_ATTEMPTS
from ..common import MANAGER, SALESMAN
from .queue_common import QueueCase

LOGGER = "odoo.addons.oe_customer_retention.models.refresh.queue"


class TestRunQueue(QueueCase):
    def test_what_failed_half_way_leaves_nothing_and_the_others_go_on(self):
        runs = self.runs._enqueue(self.companies, "nightly")
        self._raise_for(self.company, ValueError("Bad data"))
        with mute_logger(LOGGER), self.assertRaisesRegex(UserError, "Retention Ltd"):
            self._process()
        self.assertEqual(runs.mapped("state"), ["failed", "done"])
        self.assertIn("Something unexpected", runs[0].error)
        self.assertFalse(runs[1].error)
        self.assertFalse(self._profiles(self.company))
        self.assertTrue(self._profiles(self.other))

    def test_a_company_that_fails_does_not_fail_the_job(self):
        run = self.runs._enqueue(self.company, "nightly")
        self._raise_for(self.company, ValueError("Bad data"))
        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress")
        with commit, self.assertLogs(LOGGER, "ERROR") as logged:
            self.runs._cron_process_queue()
        self.assertEqual(run.state, "failed")
        self.assertIn(self.company.name, logged.output[-1])

    def test_the_next_run_repairs(self):
        self.runs._enqueue(self.company, "nightly")
        with patch.object(
            type(self.env["customer.retention.refresh"]),
            "_write_days",
            side_effect=ValueError("Bad data"),
        ):
            with mute_logger(LOGGER), self.assertRaisesRegex(UserError, "Retention"):
                self._process()
        run = self.runs._enqueue(self.company, "button")
        self._process()
        self.assertEqual(run.state, "done")
        self.assertTrue(self._profiles(self.company))

    def test_a_conflict_with_somebody_s_writing_waits(self):
        for error in (errors.SerializationFailure, errors.ForeignKeyViolation):
            with self.subTest(error=error.__name__):
                run = self.runs._enqueue(self.company, "nightly")
                self._raise_for(self.company, error("Changed meanwhile"))
                self._process()
                self.assertEqual(run.state, "queued")
                self.assertIn("tried again in a minute", run.error)

    def test_of_a_run_of_all_what_changed_is_refreshed_ahead(self):
        self.runs._enqueue(self.company, "button")
        self.runs._enqueue(self.other, "nightly")
        incremental = type(self.env["customer.retention.incremental"])
        with patch.object(incremental, "_refresh_ahead") as ahead:
            self._process()
        ahead.assert_called_once_with(self.company)

    def test_a_statement_timeout_is_a_failure_that_says_so(self):
        run = self.runs._enqueue(self.company, "nightly")
        timeout = "canceling statement due to statement timeout"
        self._raise_for(self.company, errors.QueryCanceled(timeout))
        with self.assertRaisesRegex(UserError, "Retention Ltd"):
            self._process()
        self.assertEqual(run.state, "failed")
        self.assertIn("raise statement_timeout", run.error)

    def test_a_failure_of_the_database_is_told_in_plain_words(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(errors.NotNullViolation) as caught,
        ):
            self.env.cr.execute("INSERT INTO res_partner (name) VALUES ('Secret')")
        run = self.runs._enqueue(self.company, "nightly")
        self._raise_for(self.company, caught.exception)
        with (
            self.assertLogs(LOGGER, "ERROR") as logged,
            self.assertRaisesRegex(UserError, "Retention Ltd"),
        ):
            self._process()
        self.assertIn("null value in column", logged.output[0])
        self.assertIn("The database refused it.", run.error)
        self.assertNotIn("null value", run.error)

    def test_a_run_the_server_died_on_is_done_again(self):
        run = self.runs._enqueue(self.company, "nightly")
        self.assertTrue(run._begin())  # and then nothing
        self._process()
        self.assertEqual((run.state, run.attempt_count), ("done", 2))

    def test_a_run_the_server_keeps_dying_on_fails_and_says_why(self):
        for attempts, state in ((MAX_ATTEMPTS - 1, "done"), (MAX_ATTEMPTS, "failed")):
            with self.subTest(attempts=attempts):
                run = self.runs._enqueue(self.company, "nightly")
                for _attempt in range(attempts):
                    self.assertTrue(run._begin())
                if state == "failed":
                    with self.assertRaisesRegex(UserError, "Retention Ltd"):
                        self._process()
                    self.assertIn("limit_time_real_cron", run.error)
                else:
                    self._process()
                self.assertEqual(run.state, state)

    def test_what_a_server_died_on_comes_last(self):
        died, fresh = (self.runs._enqueue(c, "nightly") for c in self.companies)
        died._begin()
        order = []
        process = type(self.runs)._process
        self.patch(
            type(self.runs),
            "_process",
            lambda run: (order.append(run), process(run)),
        )
        self._process()
        self.assertEqual(order, [fresh, died])

    def test_a_copy_of_the_job_is_woken_too(self):
        job = self.env.ref("oe_customer_retention.ir_cron_process_queue")
        copy = job.copy()
        self.runs._enqueue(self.company, "nightly")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", copy.id)])
        self.assertTrue(triggers)


class TestCancel(QueueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("queue_manager", MANAGER)
        cls.salesman = cls._user("queue_salesman", SALESMAN)

    def test_a_manager_takes_a_refresh_off_the_queue(self):
        run = self.runs._enqueue(self.company, "nightly")
        run.with_user(self.manager).action_cancel()
        self._process()
        self.assertEqual(run.state, "cancelled")
        self.assertIn(self.manager.name, run.error)
        self.assertFalse(self._profiles(self.company))

    def test_what_nobody_processes_any_more_is_cancelled_at_once(self):
        run = self.runs._enqueue(self.company, "nightly")
        run._begin()
        run.with_user(self.manager).action_cancel()
        self.assertEqual(run.state, "cancelled")

    def test_what_is_done_is_not_cancelled(self):
        run = self.runs._enqueue(self.company, "nightly")
        self._process()
        run.with_user(self.manager).action_cancel()
        self.assertEqual(run.state, "done")

    def test_an_interrupted_refresh_leaves_nothing_and_is_no_failure(self):
        run = self.runs._enqueue(self.company, "nightly")
        error = errors.QueryCanceled("canceling statement due to user request")
        self._raise_for(self.company, error)
        self._process()
        self.assertEqual(run.state, "cancelled")
        self.assertFalse(self._profiles(self.company))

    def test_only_managers_cancel_and_only_their_company_s(self):
        run = self.runs._enqueue(self.company, "nightly")
        with self.assertRaises(AccessError):
            run.with_user(self.salesman).action_cancel()
        theirs = self.runs._enqueue(self.other, "nightly")
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).action_cancel()

    def test_the_refresh_of_that_company_is_what_is_interrupted(self):
        refresh = self.env["customer.retention.refresh"]
        with (
            db_connect(self.env.cr.dbname).cursor() as cr,
            ThreadPoolExecutor() as pool,
        ):
            elsewhere = api.Environment(cr, SUPERUSER_ID, {})
            company = elsewhere["res.company"].browse(self.company.id)
            elsewhere["customer.retention.refresh"]._lock(company)
            sleeping = pool.submit(
                cr.execute, "SELECT pg_sleep(60)", log_exceptions=False
            )
            refresh._interrupt(self.other)
            self.assertFalse(sleeping.done())
            while not sleeping.done():
                refresh._interrupt(self.company)
            self.assertIsInstance(sleeping.exception(), errors.QueryCanceled)
