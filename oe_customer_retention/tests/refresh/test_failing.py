"""Customers whom a refresh cannot write are neither lost nor in the others' way."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger
from psycopg2 import errors

from ...models.refresh import incremental, night
from ..common import DAY, MANAGER
from ..workflow import WorkflowCase

REFRESH_LOGGER = "odoo.addons.oe_customer_retention.models.refresh.refresh"
LOGGERS = (
    "odoo.sql_db",
    "odoo.addons.oe_customer_retention.models.refresh.incremental",
    "odoo.addons.oe_customer_retention.models.refresh.night",
    "odoo.addons.oe_customer_retention.models.refresh.queue",
    REFRESH_LOGGER,
)


class FailingCase(WorkflowCase):
    """Customers who were refreshed, one of whom cannot be written from now on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runs = cls.env["customer.retention.run"]
        cls.stale = cls.env["customer.retention.stale"]
        cls.broken = cls._customer("Broken")
        cls.others = cls.broken.union(*(cls._customer(name) for name in "ABCDE"))
        cls.others -= cls.broken
        for customer in cls.others + cls.broken:
            cls._order(customer, days_ago=40)
        cls.stale.search([]).unlink()
        marks = cls.env["customer.retention.watermark"]
        marks.search([]).unlink()
        marks.create(cls.env["customer.retention.incremental"]._horizon())
        cls._refresh()

    def _break(self, customer, company=None):
        """Have the database refuse one more purchase of a customer."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """ALTER TABLE customer_retention_profile ADD CONSTRAINT %s CHECK (
                       partner_id != %s OR company_id != %s OR purchase_count < 2)
                   NOT VALID""",
                SQL.identifier(f"broken_{customer.id}"),
                customer.id,
                (company or self.company).id,
            )
        )

    def _mend(self, customer):
        self.env.cr.execute(
            SQL(
                "ALTER TABLE customer_retention_profile DROP CONSTRAINT %s",
                SQL.identifier(f"broken_{customer.id}"),
            )
        )

    def _run_job(self):
        with mute_logger(*LOGGERS):
            job = self.env["customer.retention.incremental"]
            return job._refresh_changed(job._horizon())

    def _run_night(self):
        """Refresh the night before tomorrow, by when the job has read all documents."""
        refresh = self.env["customer.retention.refresh"]
        with mute_logger(*LOGGERS):
            values = refresh._refresh_night(self.company, self.today + DAY)
        return self.runs.create(values | {"trigger": "nightly"})

    def _waiting(self):
        return self.stale._waiting(self.company).partner_id

    def _problems(self):
        kinds = self.env["customer.retention.dashboard"]._problem_kinds()
        return [problem for find in kinds.values() for problem in find()]

    def _purchases(self, customers, company=None):
        return [self._profile(each, company).purchase_count for each in customers]


class TestFailing(FailingCase):
    """Three orders, the last of which is that of the broken customer."""

    def setUp(self):
        super().setUp()
        self._break(self.broken)
        self.ordering = self.others[:2]
        for customer in self.ordering + self.broken:
            self._order(customer)

    def _failed(self):
        return self.runs.search(
            [("company_id", "=", self.company.id), ("state", "=", "failed")]
        )

    def test_the_others_are_refreshed_and_a_run_says_why_it_is_not(self):
        runs = self._run_job()
        self.assertEqual(self._purchases(self.ordering), [2, 2])
        self.assertEqual(self._purchases(self.broken), [1])
        self.assertEqual(self._waiting(), self.broken)
        done, failed = runs
        self.assertEqual((done.state, done.changed_count), ("done", 2))
        self.assertEqual((failed.trigger, failed.mode), ("document", "partial"))
        self.assertIn("The database refused it.", failed.error)
        self.assertEqual(failed.waiting_ids, self.broken)

    def test_it_is_told_after_a_night_that_was_done_until_it_is_read(self):
        self._run_job()
        self.assertEqual(self._run_night().state, "done")
        [problem] = self._problems()
        self.assertIn("the figures of 1 customer are not", problem["text"])
        self.assertEqual(self._failed().ids, [problem["action"]["res_id"]])
        self._mend(self.broken)
        self._run_job()
        self.assertEqual(self._purchases(self.broken), [2])
        self.assertFalse(self._problems())

    def test_a_manager_reads_on_the_run_who_is_waiting(self):
        self._run_job()
        manager = self._user("failing_manager", MANAGER)
        self.assertEqual(self._failed().with_user(manager).waiting_ids, self.broken)

    def test_it_is_the_administrator_s_task_until_it_is_read(self):
        self._run_job()
        tell = self.env["customer.retention.dashboard"]._tell_administrator
        tell()
        self.assertIn("1 customer", self.company.partner_id.activity_ids.note)
        self._mend(self.broken)
        self._run_job()
        tell()
        self.assertFalse(self.company.partner_id.activity_ids)

    def test_each_hour_tries_it_again_and_the_failure_stands_there_once(self):
        self._run_job()
        failed = self._failed()
        self._order(self.ordering[0])
        self._run_job()
        self.assertEqual(self._purchases(self.ordering), [3, 2])
        self.assertEqual(self._failed(), failed)
        self.assertEqual(self._waiting(), self.broken)

    def test_who_fails_later_waits_for_a_run_of_that_day(self):
        self._run_job()
        first = self._failed()
        first.as_of = self.today - 5 * DAY
        self._break(self.ordering[0])
        self._order(self.ordering[0])
        self._run_job()
        second = self._failed() - first
        self.assertEqual(first.waiting_ids, self.broken)
        self.assertEqual(second.waiting_ids, self.ordering[0])
        self.assertEqual(second.as_of, self.today)
        self.assertEqual(len(self._problems()), 2)

    def test_who_was_not_tried_is_the_first_next_time(self):
        self.patch(incremental, "MOST_TRIES", 3)
        for _hour in range(8):
            self._run_job()
        self.assertEqual(self._purchases(self.ordering), [2, 2])
        self.assertEqual(self._waiting(), self.broken)

    def test_what_fails_on_everybody_is_not_tried_for_ever(self):
        tried = []

        def _compute(self, scope):
            tried.append(scope.company)
            raise ValueError("Broken")

        self.patch(incremental, "MOST_TRIES", 3)
        self.patch(type(self.env["customer.retention.refresh"]), "_compute", _compute)
        self._run_job()
        self.assertEqual(tried.count(self.company), 3)
        self.assertGreaterEqual(self._waiting(), self.ordering + self.broken)

    def test_who_asks_for_it_reads_why_it_fails_and_not_the_row(self):
        profiles = self._profile(self.broken)
        for said, refresh in (
            ("of the customer", profiles.action_refresh),
            ("of the contact", self.broken.action_retention_refresh),
            ("by the API", lambda: profiles.refresh_partners(self.broken.ids)),
        ):
            with (
                self.subTest(said),
                self.assertLogs(REFRESH_LOGGER) as logged,
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(UserError, "^The database refused it."),
                self.env.cr.savepoint(),
            ):
                refresh()
            self.assertIn("Failing row contains", logged.output[0])

    def test_a_refresh_asked_for_ends_the_waiting(self):
        for said, refresh in (
            ("of all", self._refresh),
            ("of the customer", lambda: self._refresh(self.broken)),
            ("of another", lambda: self._refresh(self.others)),
        ):
            with self.subTest(said), self.env.cr.savepoint() as savepoint:
                self._run_job()
                self._mend(self.broken)
                refresh()
                waiting = self.broken if said == "of another" else self.broken[:0]
                self.assertEqual(self._waiting(), waiting)
                savepoint.rollback()

    def test_a_company_in_which_it_works_does_not_wait(self):
        other = self._new_company("Other Ltd")
        self._order(self.broken, company_id=other.id)
        self._run_job()
        self.assertEqual(self._purchases(self.broken, other), [1])
        self.assertEqual(self._failed().company_id, self.company)
        dashboards = self.env["customer.retention.dashboard"]
        elsewhere = dashboards.with_context(allowed_company_ids=other.ids)
        self.assertFalse(elsewhere._waiting_customers())

    def test_a_contact_merged_is_read_with_the_one_it_is_merged_into(self):
        self._run_job()
        self._merge(self.broken, into=self.ordering[0])
        self._run_job()
        self.assertEqual(self._purchases(self.ordering[0]), [4])
        self.assertFalse(self._problems())

    def test_a_contact_merged_waits_as_the_one_where_it_fails_on_that_too(self):
        self._run_job()
        self._break(self.ordering[0])
        with mute_logger(*LOGGERS):
            self._merge(self.broken, into=self.ordering[0])
        self._run_job()
        self.assertEqual(self._waiting(), self.ordering[0])

    def test_a_contact_deleted_waits_no_more(self):
        self._run_job()
        orders = self.env["sale.order"].search([("partner_id", "=", self.broken.id)])
        orders._action_cancel()
        orders.unlink()
        self.broken.unlink()
        self.assertFalse(self._problems())

    def test_a_deleted_run_leaves_the_customer_to_the_next_job(self):
        self._run_job()
        self._failed().unlink()
        self._run_job()
        self.assertEqual(self._failed().waiting_ids, self.broken)


class TestFailingNight(FailingCase):
    def setUp(self):
        super().setUp()
        self.patch(night, "SHARE_OF_ALL", 1)
        tomorrow = {**self.env.context, "retention_as_of": self.today + DAY}
        self.env = self.env(context=tomorrow)
        self.company = self.company.with_env(self.env)

        self.now = fields.Datetime.now()

    def _ended(self, state, started_at, **values):
        """Keep a run that somebody asked for now, and that started some time."""
        return self.runs.create(
            {
                "company_id": self.company.id,
                "trigger": "button",
                "state": state,
                "as_of": self.today,
                "started_at": started_at,
                **values,
            }
        )

    def _have_day(self, customers):
        """Have a day come of these customers."""
        for customer in customers:
            self._update(self._profile(customer), calendar_date=self.today)

    def test_who_fails_on_a_day_of_the_calendar_does_not_keep_the_others(self):
        """Of all customers a day has come; one of them has an order of that day."""
        self._have_day(self.others + self.broken)
        for customer in (self.others[0], self.broken):
            self._order(customer, days_ago=-1)
        self._break(self.broken)
        run = self._run_night()
        self.assertEqual((run.state, run.mode), ("done", "day"))
        self.assertEqual(self._purchases(self.others[0]), [2])
        self.assertEqual(self._waiting(), self.broken)
        self.assertEqual(len(self._problems()), 1)
        self.assertEqual(self._run_night().state, "done")
        self._mend(self.broken)
        self._run_job()
        self.assertEqual(self._purchases(self.broken), [2])
        self.assertFalse(self._problems())

    def test_who_waits_is_not_computed_with_most_of_the_others(self):
        self.patch(night, "SHARE_OF_ALL", 0.1)
        self._order(self.broken)
        self._break(self.broken)
        self._run_job()
        self._have_day(self.others + self.broken)
        self.assertEqual(self._run_night().state, "done")

    def test_who_stops_it_while_it_looks_for_who_fails_stops_it(self):
        self._have_day(self.others)
        stop = errors.QueryCanceled("canceling statement due to user request")
        compute = patch.object(
            type(self.env["customer.retention.refresh"]),
            "_compute",
            side_effect=[ValueError("Broken"), stop],
        )
        run = self.runs._enqueue(self.company, "nightly")
        with mute_logger(*LOGGERS), compute:
            run._process()
        self.assertEqual(run.state, "cancelled")
        self.assertFalse(self._waiting())

    def test_what_fails_on_everybody_fails_the_night_and_leaves_nobody_waiting(self):
        refresh = type(self.env["customer.retention.refresh"])
        self.patch(refresh, "_compute", lambda self, scope: 1 / 0)
        run = self.runs._enqueue(self.company, "nightly")
        with mute_logger(*LOGGERS):
            run._process()
        self.assertEqual(run.state, "failed")
        self.assertFalse(self._waiting())

    def test_a_week_s_full_refresh_that_fails_leaves_the_day_and_is_told(self):
        self.company.retention_full_every_night = True
        self._order(self.broken)
        self._break(self.broken)
        self._run_job()
        self._have_day(self.others[0])
        run = self.runs._enqueue(self.company, "nightly")
        with mute_logger(*LOGGERS):
            run._process()
        self.assertEqual((run.state, run.mode), ("done", "day"))
        refreshes, customers = (problem["text"] for problem in self._problems())
        self.assertIn("the last refresh of all customers failed", refreshes)
        self.assertIn("1 customer", customers)
        self._mend(self.broken)
        self.assertEqual(self._run_night().mode, "full")
        self.assertFalse(self._problems())

    def test_who_fails_keeps_nobody_from_the_day_though_settings_have_changed(self):
        self._order(self.broken)
        self._break(self.broken)
        self._run_job()
        self._have_day(self.others[0])
        self.policy.lost_days += 1
        run = self._run_night()
        self.assertEqual((run.state, run.mode), ("done", "day"))
        self.assertNotEqual(self._profile(self.others[0]).calendar_date, self.today)
        self._mend(self.broken)
        self.assertEqual(self._run_night().mode, "full")

    def test_a_full_refresh_that_failed_is_made_up_for_by_the_night(self):
        self.assertEqual(self._run_night().mode, "day")
        for trigger, mode in (("nightly", "day"), ("update", "full"), ("api", "day")):
            with self.subTest(trigger):
                partial = trigger == "api"
                self._ended(
                    *("failed", self.now),
                    trigger=trigger,
                    mode="partial" if partial else "full",
                )
                self.assertEqual(self._run_night().mode, mode)

    def test_one_that_was_overtaken_is_made_up_for_where_it_started_last(self):
        for hours, mode in ((1, "full"), (-1, "day")):
            with self.subTest(hours), self.env.cr.savepoint() as savepoint:
                self._ended("failed", self.now + timedelta(hours=hours))
                self._ended("done", self.now)
                self.assertEqual(self._run_night().mode, mode)
                savepoint.rollback()

    def test_one_that_was_overtaken_is_told_where_it_started_last(self):
        for hours, problems in ((1, 1), (-1, 0)):
            with self.subTest(hours), self.env.cr.savepoint() as savepoint:
                self._ended("failed", self.now + timedelta(hours=hours))
                self._ended("done", self.now)
                self.assertEqual(len(self._problems()), problems)
                savepoint.rollback()
