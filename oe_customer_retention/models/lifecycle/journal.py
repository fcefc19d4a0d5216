from odoo import fields, models


class CustomerLifecycleJournal(models.Model):
    """Every change of stage: when, by which rule or by whom, and why."""

    _name = "customer.lifecycle.journal"
    _description = "Lifecycle Journal"
    _inherit = [
        "customer.retention.dated.mixin",
        "customer.lifecycle.by.rule.mixin",
    ]
    _log_access = False

    date = fields.Date(help="The day the customer reached the stage.")
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
