from odoo import api, fields, models
from odoo.tools import SQL

from .lifecycle import LIFECYCLE_NUMBERS


class CustomerLifecycleChange(models.TransientModel):
    """Asks before a lifecycle is used or its numbers change: what will happen?"""

    _name = "customer.lifecycle.change"
    _description = "Use a Lifecycle"
    _inherit = ["customer.retention.links.mixin"]

    lifecycle_id = fields.Many2one(
        "customer.lifecycle", required=True, readonly=True, ondelete="cascade"
    )
    summary = fields.Text(
        string="Preview",
        compute="_compute_summary",
        help="How many customers are placed in each stage, and which manually set "
        "stages stay.",
    )

    @api.depends("lifecycle_id")
    def _compute_summary(self):
        preview = self.env["customer.lifecycle.preview"]
        for change in self:
            change.lifecycle_id._check_may_use()
            lines = preview._summary(change.lifecycle_id, self.env.company)
            change.summary = "\n".join(lines)

    def action_use(self):
        """Let the current company's customers go through the lifecycle."""
        return self.lifecycle_id.action_use()

    def action_list(self):
        """List the customers one by one; nothing is changed."""
        return self.lifecycle_id.action_dry_run()


class CustomerLifecycle(models.Model):
    _inherit = "customer.lifecycle"

    numbers_preview = fields.Text(
        string="Impact of the new numbers",
        compute="_compute_numbers_preview",
        help="Customers of the current company who would move once these numbers are "
        "saved.",
    )

    @api.depends(*LIFECYCLE_NUMBERS)
    @api.depends_context("company")
    def _compute_numbers_preview(self):
        """Say what unsaved numbers would do; nothing where none has changed."""
        preview = self.env["customer.lifecycle.preview"]
        for lifecycle in self:
            saved = lifecycle._origin
            numbers = saved and saved._new_numbers(lifecycle._numbers())
            lifecycle.numbers_preview = (
                bool(numbers)
                and saved.in_use
                and saved.has_access("write")
                and "\n".join(preview._summary(saved, self.env.company, **numbers))
            )

    def _write_for_now(self, numbers):
        """Write numbers inside a savepoint that is taken back; nothing hears of it."""
        for name, value in numbers.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE customer_lifecycle SET %s = %s WHERE id = %s",
                    SQL.identifier(name),
                    value,
                    self.id,
                )
            )
        self.invalidate_recordset(numbers)

    def _forget_trial(self, company):
        """Read anew what was written inside a savepoint that was taken back."""
        self.invalidate_recordset([*LIFECYCLE_NUMBERS])
        company.invalidate_recordset(["retention_lifecycle_id"])
        for model in ("customer.retention.profile", "customer.lifecycle.journal"):
            self.env[model].invalidate_model(flush=False)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _use_lifecycle_for_now(self, lifecycle):
        """Use another lifecycle inside a savepoint; see ``_write_for_now``."""
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET retention_lifecycle_id = %s WHERE id = %s",
                lifecycle.id,
                self.id,
            )
        )
        self.invalidate_recordset(["retention_lifecycle_id"])
