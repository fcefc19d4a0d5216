from odoo import api, fields, models
from odoo.tools import SQL

from ..models.labels import label
from ..models.status import STATUSES


class CustomerRetentionJournal(models.Model):
    """Every change of stage, status and RFM segment, in one log."""

    _name = "customer.retention.journal"
    _description = "Retention Journal"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    profile_id = fields.Many2one("customer.retention.profile", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    date = fields.Date(readonly=True, help="The day of the change.")
    kind = fields.Selection(
        [("stage", "Stage"), ("status", "Status"), ("rfm", "RFM segment")],
        readonly=True,
        help="What changed. The status is derived from the documents, for the entire "
        "past; RFM segments are recorded since the version that introduced them.",
    )
    lifecycle_id = fields.Many2one(
        "customer.lifecycle", readonly=True, help="The lifecycle the stage belongs to."
    )
    from_label = fields.Char(
        string="From",
        compute="_compute_labels",
        help="Empty when it is the first of the customer.",
    )
    to_label = fields.Char(
        string="To", compute="_compute_labels", help="What it changed to."
    )
    from_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="From stage",
        readonly=True,
        help="The stage before.",
    )
    to_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="To stage",
        readonly=True,
        help="The stage that was reached.",
    )
    from_status = fields.Selection(
        STATUSES, readonly=True, help="The status before.", string="From status"
    )
    to_status = fields.Selection(
        STATUSES, readonly=True, help="The status that was reached.", string="To status"
    )
    from_rfm_segment_id = fields.Many2one(
        "customer.retention.rfm.segment",
        string="From RFM segment",
        readonly=True,
        help="The RFM segment before.",
    )
    to_rfm_segment_id = fields.Many2one(
        "customer.retention.rfm.segment",
        string="To RFM segment",
        readonly=True,
        help="The RFM segment the customer is in since.",
    )
    origin = fields.Selection(
        lambda self: (
            self.env["customer.lifecycle.journal"]
            ._fields["origin"]
            ._description_selection(self.env)
        ),
        readonly=True,
        help="What moved the customer to the stage; status and RFM segment follow from "
        "the documents.",
    )
    rule_id = fields.Many2one(
        "customer.lifecycle.rule",
        readonly=True,
        help="The rule that moved the customer, if any.",
    )
    rule_name = fields.Char(
        string="Rule name",
        compute="_compute_rule_name",
        help="The rule that moved the customer, if any.",
    )
    moved_by_id = fields.Many2one(
        "res.users",
        string="Moved by",
        readonly=True,
        help="The person who moved the customer, if any.",
    )
    reason = fields.Char(readonly=True, help="What that person gave as the reason.")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_labels(self):
        for line in self:
            line.from_label = line._label("from")
            line.to_label = line._label("to")

    @api.depends("rule_id")
    @api.depends_context("lang")
    def _compute_rule_name(self):
        """Name the rule as the journal of the stages does."""
        by_rule = self.filtered("rule_id")
        (self - by_rule).rule_name = False
        stages = self.env["customer.lifecycle.journal"].sudo()
        lines = stages.browse([line.id // 3 for line in by_rule])
        for line, stage_line in zip(by_rule, lines, strict=True):
            line.rule_name = stage_line.rule_name

    def _label(self, side):
        if self.kind == "status":
            return label(self, f"{side}_status")
        name = {"stage": "stage_id", "rfm": "rfm_segment_id"}[self.kind]
        return self[f"{side}_{name}"].sudo().display_name

    @property
    def _table_query(self):
        return SQL(
            """SELECT line.*, profile.partner_id, profile.user_id, profile.team_id
               FROM (%s) line
               JOIN customer_retention_profile profile
                 ON profile.id = line.profile_id AND profile.status IS NOT NULL""",
            SQL(" UNION ALL ").join(self._kinds()),
        )

    def _kinds(self):
        """Return one SELECT per kind of change; ids tell the kinds apart."""
        none = SQL("NULL::integer, NULL::integer")
        no_status = SQL("NULL::varchar, NULL::varchar")
        by_nobody = SQL("NULL::varchar, NULL::integer, NULL::integer, NULL::varchar")
        return [
            SQL(
                """SELECT journal.id * 3 AS id, journal.profile_id, journal.company_id,
                          journal.date, 'stage' AS kind, stage.lifecycle_id,
                          journal.from_stage_id, journal.to_stage_id,
                          NULL::varchar AS from_status, NULL::varchar AS to_status,
                          NULL::integer AS from_rfm_segment_id,
                          NULL::integer AS to_rfm_segment_id,
                          journal.origin, journal.rule_id,
                          journal.user_id AS moved_by_id, journal.reason
                   FROM customer_lifecycle_journal journal
                   JOIN customer_lifecycle_stage stage
                     ON stage.id = journal.to_stage_id"""
            ),
            SQL(
                """SELECT id * 3 + 1, profile_id, company_id, date, 'status',
                          NULL::integer, %s, from_status, to_status, %s, %s
                   FROM customer_retention_transition""",
                none,
                none,
                by_nobody,
            ),
            SQL(
                """SELECT id * 3 + 2, profile_id, company_id, date, 'rfm',
                          NULL::integer, %s, %s, from_segment_id, to_segment_id, %s
                   FROM customer_retention_rfm_change""",
                none,
                no_status,
                by_nobody,
            ),
        ]
