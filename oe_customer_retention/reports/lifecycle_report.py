from odoo import fields, models
from odoo.tools import SQL


class CustomerLifecycleReport(models.Model):
    """The stays of customers in stages: one row per line of the journal."""

    _name = "customer.lifecycle.report"
    _description = "Lifecycle Analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    profile_id = fields.Many2one("customer.retention.profile", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    customers = fields.Integer(
        readonly=True,
        aggregator="count_distinct",
        help="Different customers who reached the stage.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    lifecycle_id = fields.Many2one("customer.lifecycle", readonly=True)
    stage_id = fields.Many2one("customer.lifecycle.stage", readonly=True)
    from_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="From stage",
        readonly=True,
        help="The stage the customer came from.",
    )
    origin = fields.Selection(
        lambda self: (
            self.env["customer.lifecycle.journal"]
            ._fields["origin"]
            ._description_selection(self.env)
        ),
        readonly=True,
        help="What moved the customer: a rule, a person, or the documents of the past.",
    )
    date = fields.Date(
        string="Reached on",
        readonly=True,
        help="The day the customer reached the stage.",
    )
    date_left = fields.Date(
        string="Left on", readonly=True, help="Empty: the customer is still there."
    )
    is_current = fields.Boolean(
        string="In this stage now",
        readonly=True,
        help="The customer is in this stage now.",
    )
    days = fields.Integer(
        string="Days in stage",
        readonly=True,
        aggregator="avg",
        help="Until the customer left the stage, or until today.",
    )

    @property
    def _table_query(self):
        today = self.env["customer.retention.profile"]._as_of_sql("journal")
        return SQL(
            """SELECT journal.id, journal.profile_id, profile.partner_id,
                      profile.id AS customers, journal.company_id, profile.user_id,
                      profile.team_id, stage.lifecycle_id,
                      journal.to_stage_id AS stage_id, journal.from_stage_id,
                      journal.origin, journal.date,
                      LEAD(journal.date) OVER stay AS date_left,
                      LEAD(journal.date) OVER stay IS NULL
                          AND profile.stage_id = journal.to_stage_id AS is_current,
                      COALESCE(LEAD(journal.date) OVER stay, %s) - journal.date AS days
               FROM customer_lifecycle_journal journal
               JOIN customer_retention_profile profile
                 ON profile.id = journal.profile_id AND profile.status IS NOT NULL
               JOIN customer_lifecycle_stage stage ON stage.id = journal.to_stage_id
               WINDOW stay AS (PARTITION BY journal.profile_id, stage.lifecycle_id
                               ORDER BY journal.date, journal.id)""",
            today,
        )
