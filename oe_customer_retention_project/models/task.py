from odoo import api, models
from odoo.addons.oe_customer_retention.models.labels import label
from odoo.addons.oe_customer_retention.models.refresh.document_facts import (
    DocumentFacts,
)
from odoo.addons.oe_customer_retention.models.signals.kind import (
    Document,
    DocumentList,
    Kind,
    Thread,
)
from odoo.addons.project.models.project_task import CLOSED_STATES
from odoo.fields import Domain
from odoo.tools import SQL

PROJECT_USER = "project.group_project_user"


class TaskSignal(models.AbstractModel):
    """Tasks for a customer: that one was opened, and, no act of the customer, closed.

    The steps of a task (its subtasks) are part of it; a template is none.
    """

    _inherit = "customer.retention.signal"

    def _kinds(self):
        task = Kind(
            label=self.env._("Project tasks"),
            event=self.env._("Task opened"),
            icon="fa-tasks",
            selects=self._task_selects,
            documents={
                "project.task": Document(
                    changed=lambda since: self._written("project.task", since),
                    among=SQL("project_id IS NOT NULL"),  # no to-do
                    event=self._task_event,
                    detail=lambda task: label(task, "state"),
                    groups=PROJECT_USER,
                )
            },
            lists={
                "task": DocumentList(
                    "project.task", "project.action_view_all_task", self._tasks()
                )
            },
            date_field="last_task_date",
            names_people=False,
        )
        return {**super()._kinds(), "project_task": task}

    def _threads(self):
        return {**super()._threads(), "project.task": Thread()}

    def _tasks(self):
        alone = Domain("project_id", "!=", False) & Domain("parent_id", "=", False)
        templates = Domain("is_template", "=", True)
        return alone & ~templates & Domain("project_id.is_template", "=", False)

    def _task_selects(self, company):
        tasks = self._from("project.task", self._tasks())
        return [
            self._select_tasks(company, tasks, SQL("d.create_date")),
            self._select_tasks(
                company,
                SQL("%s AND d.date_end IS NOT NULL", tasks),
                SQL("d.date_end"),
                is_activity=SQL("FALSE"),
            ),
        ]

    def _select_tasks(self, company, tasks, at, **columns):
        return self._select(
            "project_task",
            "project.task",
            tasks,
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._moment(company, at),
            **columns,
        )

    def _task_event(self, task, at):
        """Return that it was closed, where that was the moment."""
        closed = task.date_end and task.date_end.replace(microsecond=0) == at
        return self.env._("Task closed") if closed else None


class RetentionFacts(models.AbstractModel):
    _inherit = "customer.retention.facts"

    def _document_facts(self):
        task = DocumentFacts(
            ("project.task",),
            ("open_task_count", "task_due_date"),
            self._select_open_tasks,
        )
        return {**super()._document_facts(), "task": task}

    def _select_open_tasks(self, scope):
        """Return the SELECT of each customer's open tasks, and the first due day."""
        signals = self.env["customer.retention.signal"]
        is_open = Domain("active", "=", True)
        is_open &= Domain("state", "not in", list(CLOSED_STATES))
        tasks = SQL(
            "SELECT d.partner_id, d.company_id, %s AS day, %s AS due_day %s",
            scope.company._retention_day(SQL("d.create_date")),
            scope.company._retention_day(SQL("d.date_deadline")),
            signals._from("project.task", signals._tasks() & is_open),
        )
        return SQL(
            """SELECT customer_id, COUNT(*) AS open_task_count,
                      MIN(due_day) AS task_due_date
               FROM (%s) task GROUP BY customer_id""",
            scope.roll_up(tasks),
        )


class ProjectTask(models.Model):
    _name = "project.task"
    _inherit = ["project.task", "customer.retention.watched"]

    def _retention_watched(self):
        # The state may follow from the stage, the customer from the project.
        moved = {"stage_id", "project_id", "parent_id", "active", "is_template"}
        return super()._retention_watched() | moved | {"date_end", "date_deadline"}

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        if tasks._retention_customers():
            self.env["customer.retention.stale"]._wake_job()
        return tasks
