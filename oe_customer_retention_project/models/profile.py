from odoo import api, fields, models
from odoo.addons.oe_customer_retention.models.optional_fields import DerivedBoolean
from odoo.addons.oe_customer_retention.models.profile.derived import days_since
from odoo.tools import SQL


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    last_task_date = fields.Date(
        string="Last project task",
        readonly=True,
        help="The day a task was last opened for the customer.",
    )
    days_since_task = days_since(
        "last_task_date",
        string="Days since task",
        help="Days since a task was opened for the customer.",
    )
    open_task_count = fields.Integer(
        string="Open project tasks",
        readonly=True,
        help="Tasks for the customer that are neither done nor canceled, those of "
        "projects you may not read included.",
    )
    task_due_date = fields.Date(
        string="Next task due",
        readonly=True,
        help="The first deadline of the open tasks for the customer.",
    )
    has_late_task = DerivedBoolean(
        sql="_sql_has_late_task",
        depends=("task_due_date",),
        string="Late project task",
        help="The deadline of an open task for the customer has passed.",
    )
    task_count = fields.Integer(
        string="Project tasks",
        compute="_compute_document_counts",
        help="Tasks for this customer you may read.",
    )

    @api.model
    def _condition_fields(self):
        own = {"open_task_count", "task_due_date", "has_late_task"}
        return super()._condition_fields() | own

    def _sql_has_late_task(self, alias, query):
        return SQL(
            "COALESCE(%s < %s, FALSE)",
            self._field_to_sql(alias, "task_due_date", query),
            self._as_of_sql(alias),
        )

    def action_open_tasks(self):
        """Open the tasks for this customer."""
        return self._action_open_documents("task")
