from odoo import fields, models
from odoo.addons.project.models.project_task import CLOSED_STATES
from odoo.tools import SQL


class CustomerRetentionPrecursor(models.Model):
    _inherit = "customer.retention.precursor"

    cause = fields.Selection(
        selection_add=[("late_task", "Late project task")],
        ondelete={"late_task": "cascade"},
    )


class RetentionPrecursorEvent(models.AbstractModel):
    _inherit = "customer.retention.precursor.event"

    def _events(self, company):
        """Add the tasks that were still open on the day after their deadline."""
        signals = self.env["customer.retention.signal"]
        due = company._retention_day(SQL("d.date_deadline"))
        late = SQL(
            """SELECT d.partner_id, d.company_id, %(due)s + 1 AS day
               %(tasks)s
                 AND (d.state NOT IN %(closed)s OR %(end)s > %(due)s)""",
            due=due,
            end=company._retention_day(SQL("d.date_end")),
            tasks=signals._from("project.task", signals._tasks()),
            closed=tuple(CLOSED_STATES),
        )
        return {**super()._events(company), "late_task": late}
