from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.oe_customer_retention.models.scope import Scope
from odoo.addons.oe_customer_retention.tests.common import (
    MANAGER,
    SALESMAN,
    RetentionCase,
    ago,
)
from odoo.addons.oe_customer_retention.tests.documents import moment
from odoo.tests import Form

PROJECT_USER = "project.group_project_user"
CRON = "oe_customer_retention.ir_cron_refresh_changed"


class TaskCase(RetentionCase):
    """A customer who bought long ago, and a project we do for customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls._order(cls.customer, ago(100))
        values = {"name": "Service", "company_id": cls.company.id}
        cls.project = cls.env["project.project"].create(values)

    @classmethod
    def _task(cls, day, due=None, **values):
        """A task that was opened on ``day``, due on another."""
        values = {
            "name": "Replace the grinder",
            "project_id": cls.project.id,
            "partner_id": cls.customer.id,
            "date_deadline": due and moment(due),
            **values,
        }
        task = cls.env["project.task"].create(values)
        cls._update(task, create_date=moment(day))
        return task

    def _refreshed(self):
        self._refresh()
        return self._profile(self.customer)


class TestTask(TaskCase):
    def test_a_task_ends_a_silence_where_the_policy_says_so(self):
        self._task(ago(5))
        profile = self._refreshed()
        self.assertEqual(profile.last_task_date, ago(5))
        self.assertEqual(profile.status, "dormant")
        self.policy.count_project_task = True
        self.assertEqual(self._status(self.customer), "active")

    def test_to_dos_of_people_here_have_a_refresh_read_nothing(self):
        signals = self.env["customer.retention.signal"]
        self.env["project.task"].search([("project_id", "!=", False)]).unlink()
        self.env["project.task"].create({"name": "Tidy up"})
        self.assertIn("project.task", signals._empty(signals._read_models()))
        self._task(ago(5), ago(3))
        self.assertNotIn("project.task", signals._empty(signals._read_models()))
        profile = self._refreshed()
        self.assertEqual((profile.last_task_date, profile.open_task_count), (ago(5), 1))

    def test_that_one_is_closed_is_no_act_of_the_customer(self):
        task = self._task(ago(50))
        task.write({"state": "1_done", "date_end": moment(ago(5))})
        profile = self._refreshed()
        self.assertEqual(profile.last_task_date, ago(50))
        self.assertEqual(profile.open_task_count, 0)

    def test_open_tasks_are_counted_and_late_after_their_deadline(self):
        self._task(ago(50), due=ago(-3))
        self._task(ago(50), active=False, due=ago(30))
        for due, is_late in ((ago(0), False), (ago(1), True)):
            self._task(ago(20), due=due)
            profile = self._refreshed()
            self.assertEqual(profile.task_due_date, due)
            self.assertEqual(profile.has_late_task, is_late)
            found = profile.search([("has_late_task", "=", True)])
            self.assertEqual(profile in found, is_late)
        self.assertEqual(profile.open_task_count, 3)

    def test_steps_templates_and_private_tasks_are_none(self):
        task = self._task(ago(50))
        self._task(ago(5), parent_id=task.id)
        self._task(ago(5), is_template=True)
        self._task(ago(5), project_id=False)
        profile = self._refreshed()
        self.assertEqual(profile.last_task_date, ago(50))
        self.assertEqual(profile.open_task_count, 1)

    def test_work_for_ourselves_makes_nobody_a_customer(self):
        self._task(ago(5), partner_id=self.company.partner_id.id)
        self._refresh()
        self.assertFalse(self._profile(self.company.partner_id))

    def test_mail_of_the_customer_on_a_task_is_contact(self):
        task = self._task(ago(50))
        self._message(task, self.customer, ago(3))
        self.assertEqual(self._refreshed().last_heard_date, ago(3))

    def test_a_late_task_may_precede_a_loss(self):
        self._task(ago(50), due=ago(10))
        in_time = self._task(ago(50), due=ago(20))
        in_time.write({"state": "1_done", "date_end": moment(ago(20))})
        self.env.flush_all()
        company = self.company.with_env(self.company._retention_env())
        events = company.env["customer.retention.precursor.event"]._events(company)
        rolled = Scope.of(company).roll_up(events["late_task"])
        rows = self.env.execute_query_dict(rolled)
        found = [(row["customer_id"], row["day"]) for row in rows]
        self.assertEqual(found, [(self.customer.id, ago(9))])


class TestChangedTask(TaskCase, CronMixinCase):
    def setUp(self):
        super().setUp()
        self._forget()

    def _forget(self):
        """Begin what would be a transaction of its own."""
        self.env.flush_all()
        self.env.cr.precommit.data.clear()
        self.env.cr.postcommit.data.clear()

    def test_a_task_of_a_customer_s_project_wakes_the_job(self):
        self.project.partner_id = self.customer
        if "allow_billable" in self.project._fields:
            self.project.allow_billable = True
        self._forget()
        with self.capture_triggers(CRON) as captured:
            self.env["project.task"].create(
                {"name": "Check", "project_id": self.project.id}
            )
        self.assertEqual(len(captured.records), 1)

    def test_who_lost_a_task_is_found(self):
        task = self._task(ago(5))
        self._forget()
        task.partner_id = self._customer("Other")
        stale = self.env["customer.retention.stale"].search([])
        self.assertIn(self.customer, stale.partner_id)


class TestTaskReaders(TaskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", SALESMAN)
        cls.worker = cls._user("worker", MANAGER, PROJECT_USER)
        cls.project.privacy_visibility = "followers"
        cls.project.message_subscribe(cls.worker.partner_id.ids)
        cls.task = cls._task(ago(50))
        cls.task.write({"state": "1_done", "date_end": moment(ago(5))})
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _rows(self, user):
        profile = self.profile.with_user(user)
        return profile.get_story(kinds=["project_task"])["touchpoints"]

    def test_the_story_tells_of_both_and_of_which_task_to_its_readers(self):
        closed, opened = self._rows(self.worker)
        self.assertEqual((closed["event"], closed["date"]), ("Task closed", ago(5)))
        self.assertEqual((opened["event"], opened["date"]), ("Task opened", ago(50)))
        self.assertEqual(opened["icon"], "fa-tasks")
        self.assertEqual(opened["summary"], "Replace the grinder")
        rows = self._rows(self.seller)
        self.assertEqual({row["summary"] for row in rows}, {False})

    def test_it_opens_the_task(self):
        touchpoints = self.env["customer.retention.touchpoint"].with_user(self.worker)
        domain = [("profile_id", "=", self.profile.id), ("kind", "=", "project_task")]
        action = touchpoints.search(domain, limit=1).action_open()
        self.assertEqual(action["res_model"], "project.task")
        self.assertEqual(action["res_id"], self.task.id)

    def test_the_button_counts_what_it_opens(self):
        for user, count in ((self.worker, 1), (self.seller, 0)):
            profile = self.profile.with_user(user)
            profile.invalidate_recordset()
            action = profile.action_open_tasks()
            tasks = self.env["project.task"].with_user(user)
            self.assertEqual(profile.task_count, count)
            self.assertEqual(tasks.search_count(action["domain"]), count)

    def test_policy_preview_and_customer_show_it(self):
        self._task(ago(4))
        policies = self.env["customer.retention.policy"].with_user(self.worker)
        values = {"company_id": self.company.id, "count_project_task": True}
        [move] = policies.get_preview(self.policy.id, values)["moves"]
        self.assertEqual(
            (move["from_status"], move["to_status"]), ("dormant", "active")
        )
        with Form(self.policy.with_user(self.worker)) as form:
            form.count_project_task = True
        self.assertTrue(self.policy.count_project_task)
        form = Form(self.profile.with_user(self.worker))
        self.assertEqual(form.last_task_date, str(ago(50)))
