from odoo import fields, models


class CustomerLifecycleJournal(models.Model):
    """Every change of stage: when, by which rule or by whom, and why."""

    _name = "customer.lifecycle.journal"
    _description = "Lifecycle Journal"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    profile_id = fields.Many2one(
        "customer.retention.profile",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    date = fields.Date(required=True, readonly=True)
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
        index=True,
        ondelete="cascade",
    )
    origin = fields.Selection(
        [
            ("rule", "Rule"),
            ("hand", "By hand"),
            ("past", "Documents of the past"),
        ],
        required=True,
        readonly=True,
    )
    rule_id = fields.Many2one(
        "customer.lifecycle.rule", readonly=True, ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users", string="Moved by", readonly=True, ondelete="set null"
    )
    reason = fields.Char(readonly=True)

    _profile_date_idx = models.Index("(profile_id, date)")
    _company_date_idx = models.Index("(company_id, date)")
