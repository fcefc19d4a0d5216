from odoo import api, fields, models

from .lifecycle import LIFECYCLE_NUMBERS


class CustomerLifecycleJournal(models.Model):
    """Every change of stage: when, by which rule or by whom, and why."""

    _name = "customer.lifecycle.journal"
    _description = "Lifecycle Journal"
    _inherit = ["customer.retention.dated.mixin"]
    _log_access = False

    date = fields.Date(help="The day the customer reached the stage.")
    at = fields.Datetime(
        string="Time",
        readonly=True,
        help="When the customer was moved; empty where the documents of the past tell "
        "the day only.",
    )
    from_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="From",
        readonly=True,
        ondelete="set null",
        help="Empty when the customer entered the lifecycle.",
    )
    to_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="To",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The stage the customer moved to.",
    )
    lifecycle_id = fields.Many2one(
        related="to_stage_id.lifecycle_id", help="The lifecycle the stage belongs to."
    )
    origin = fields.Selection(
        [
            ("rule", "Rule"),
            ("hand", "Manual"),
            ("past", "Documents of the past"),
        ],
        required=True,
        readonly=True,
        help="What moved the customer: a rule, a person, or, for the time before "
        "the installation, the documents.",
    )
    rule_id = fields.Many2one(
        "customer.lifecycle.rule",
        readonly=True,
        ondelete="set null",
        help="The rule that moved the customer, if any.",
    )
    churn_days = fields.Integer(
        string="Days to churn",
        readonly=True,
        help="What it was when the rule moved the customer.",
    )
    order_count = fields.Integer(
        string="Orders of a regular customer",
        readonly=True,
        help="What it was when the rule moved the customer.",
    )
    rule_name = fields.Char(
        string="Rule name",
        compute="_compute_rule_name",
        compute_sudo=True,
        help="The rule that moved the customer, if any.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Moved by",
        readonly=True,
        ondelete="set null",
        help="The person who moved the customer, if any.",
    )
    reason = fields.Char(
        readonly=True, help="What the person who moved the customer gave as the reason."
    )

    _profile_date_idx = models.Index("(profile_id, date)")

    @api.depends("rule_id.name", *LIFECYCLE_NUMBERS)
    @api.depends_context("lang")
    def _compute_rule_name(self):
        for line in self:
            numbers = {name: line[name] for name in LIFECYCLE_NUMBERS}
            line.rule_name = line.rule_id._named(numbers)
