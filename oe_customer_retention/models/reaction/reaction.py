from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..labels import field_label, label
from ..status import GONE, LAPSED, STATUSES

STATUS_CHOICES = [
    *STATUSES,
    ("slipping", "At risk, dormant or lost"),
    ("gone", "Dormant or lost"),
]
STATUS_GROUPS = {"slipping": LAPSED, "gone": GONE}
REACHED = {"status": "to_status", "stage": "to_stage_id"}
NEEDED = {
    "activity": "activity_type_id",
    "plan": "plan_id",
    "mail": "template_id",
    "server": "server_action_id",
    "post": "message",
}
LONG_REST = 7  # days


class CustomerRetentionReaction(models.Model):
    """Something to do when a customer's status or stage changes: for whom, by whom.

    See ``engine`` for when it fires and ``actions`` for what it does.
    """

    _name = "customer.retention.reaction"
    _description = "Retention Reaction"
    _inherit = [
        "customer.retention.own.copy.mixin",
        "customer.retention.condition.mixin",
    ]
    _order = "sequence, id"
    _check_company_auto = True
    _condition_model = "customer.retention.profile"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(
        string="Enabled", default=True, help="Off: nothing is done from now on."
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        help="Empty: in every company that has no copy of its own.",
    )
    shared_id = fields.Many2one(
        "customer.retention.reaction",
        string="Copy of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The shared original that this record replaces in its company.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    trigger = fields.Selection(
        [("status", "Status change"), ("stage", "Lifecycle stage change")],
        required=True,
        default="status",
        help="Changes the refresh finds, and those made manually. Neither the first "
        "fill nor a customer's first day is a change.",
    )
    from_status = fields.Selection(
        STATUS_CHOICES, string="From", help="The status before; empty: any."
    )
    to_status = fields.Selection(
        STATUS_CHOICES,
        string="To",
        help="The new status. At risk, dormant or lost: once per period of "
        "inactivity, whichever of them is reached first, and again only after the "
        "customer was active.",
    )
    to_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="To stage",
        ondelete="cascade",
        help="The stage that is reached, by a rule or manually.",
    )

    condition = fields.Char(
        default="[]", help="Which customers; empty: all of them, on the day it fires."
    )
    is_key_account_only = fields.Boolean(
        string="Key accounts only", help="By the revenue set in the policy."
    )
    minimum_revenue = fields.Monetary(
        string="Minimum revenue",
        help="Revenue of the last 12 months, in the company's currency; 0: any.",
    )
    segment_ids = fields.Many2many(
        "customer.segment",
        relation="customer_retention_reaction_segment_rel",
        column1="reaction_id",
        column2="segment_id",
        string="Segments",
        check_company=True,
        help="Customers in one of these segments; empty: any.",
    )

    action = fields.Selection(
        [
            ("activity", "Schedule an activity"),
            ("plan", "Start an activity plan"),
            ("mail", "Send an email"),
            ("server", "Run a server action"),
            ("post", "Write into the chatter"),
        ],
        required=True,
        default="activity",
        help="What the reaction does; for two actions, create two reactions.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Activity type",
        ondelete="restrict",
        domain="[('res_model', 'in', (False, 'customer.retention.profile'))]",
        help="The kind of activity that is scheduled on the customer.",
    )
    summary = fields.Char(
        translate=True, help="The activity's title, in the responsible's language."
    )
    note = fields.Html(
        translate=True, help="What to do, in the responsible's language."
    )
    due_days = fields.Integer(
        string="Due in days",
        default=2,
        help="Days after the day it fires; 0: that day.",
    )
    plan_id = fields.Many2one(
        "mail.activity.plan",
        string="Activity plan",
        ondelete="restrict",
        check_company=True,
        domain="[('res_model', '=', 'customer.retention.profile')]",
        help="Its activities are planned from the day it fires on.",
    )
    template_id = fields.Many2one(
        "mail.template",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('model', '=', 'customer.retention.profile')]",
        help="Subject and text; recipients set in the template itself are ignored.",
    )
    mail_to = fields.Selection(
        [("responsible", "The responsible"), ("customer", "The customer")],
        string="Email to",
        required=True,
        default="responsible",
        help="The responsible as chosen below, or the customer's own address. The "
        "email says what every salesperson may read.",
    )
    server_action_id = fields.Many2one(
        "ir.actions.server",
        string="Server action",
        ondelete="restrict",
        groups="base.group_system",
        copy=False,
        domain="[('model_id.model', '=', 'customer.retention.profile')]",
        help="Runs with full access rights, as do webhooks; only administrators can "
        "choose it.",
    )
    message = fields.Html(
        translate=True, help="The note written into the customer's chatter."
    )

    responsible = fields.Selection(
        [
            ("salesperson", "Salesperson"),
            ("leader", "Team leader"),
            ("user", "A fixed user"),
        ],
        required=True,
        default="salesperson",
        help="Without a salesperson it is the team leader, then the fallback here, "
        "then that of the company, finally a sales manager: there is always someone.",
    )
    user_id = fields.Many2one(
        "res.users", ondelete="set null", help="Where it is a fixed user."
    )
    fallback_user_id = fields.Many2one(
        "res.users",
        string="Fallback user",
        ondelete="set null",
        help="Where no one else is responsible; empty: the fallback in the Settings.",
    )
    daily_limit = fields.Integer(
        string="Maximum per day",
        help="Maximum number of customers a day, in each company; the others wait for "
        "the next days, as long as the condition still holds. 0: no limit.",
    )
    rest_days = fields.Integer(
        string="Repeat after days",
        compute="_compute_rest_days",
        store=True,
        readonly=False,
        help="Until then the reaction is not repeated for the same customer, whatever "
        "happens. At least 1: no customer has more than one a day.",
    )
    recipient = fields.Char(
        compute="_compute_recipient",
        help="The recipient of the email or the activity.",
    )
    log_ids = fields.One2many(
        "customer.retention.reaction.log",
        "reaction_id",
        string="Log entries",
        help="The customers it was triggered for, when, and the result.",
    )
    log_count = fields.Integer(
        string="Times triggered",
        compute="_compute_log_count",
        help="How often it was triggered for customers you see, whatever the result.",
    )

    @api.depends("action", "mail_to", "responsible", "user_id")
    @api.depends_context("lang")
    def _compute_recipient(self):
        for reaction in self:
            reaction.recipient = reaction._recipient_label()

    def _recipient_label(self):
        """Return in words who gets the mail or the activity."""
        if self.action == "mail" and self._mails_customers():
            return label(self, "mail_to")
        if self.action == "post":
            return self.env._("Everyone who sees the customer")
        if self.action == "server":
            return False
        if self.responsible == "user":
            return self.user_id.name
        return label(self, "responsible")

    @api.depends("trigger", "action")
    def _compute_rest_days(self):
        for reaction in self:
            reaction.rest_days = reaction._usual_rest()

    def _usual_rest(self):
        """Return how long customers rest unless somebody says otherwise: longer where
        documents fire, of which there may be many."""
        return 1 if self.trigger in REACHED else LONG_REST

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for reaction in self:
            company = reaction.company_id or self.env.company
            reaction.currency_id = company.currency_id

    @api.depends("log_ids")
    def _compute_log_count(self):
        groups = self.env["customer.retention.reaction.log"]._read_group(
            [("reaction_id", "in", self.ids)], ["reaction_id"], ["__count"]
        )
        counts = {reaction.id: count for reaction, count in groups}
        for reaction in self:
            reaction.log_count = counts.get(reaction.id, 0)

    @api.constrains("trigger", "to_status", "to_stage_id")
    def _check_trigger(self):
        for reaction in self:
            if reaction.trigger in REACHED:
                reaction._check_set(REACHED[reaction.trigger])

    def _needed(self):
        """Return, by the action, the field without which it cannot be done."""
        return NEEDED

    @api.constrains(lambda self: ("action", *self._needed().values()))
    def _check_action(self):
        needed = self._needed()
        for reaction in self:
            if field := needed.get(reaction.action):
                reaction._check_set(field)

    @api.constrains("responsible", "user_id")
    def _check_user(self):
        for reaction in self:
            if reaction.responsible == "user":
                reaction._check_set("user_id")

    def _check_set(self, name):
        if not self.sudo()[name]:
            raise ValidationError(
                self.env._(
                    "%(reaction)s: '%(field)s' is empty; choose one.",
                    reaction=self.name,
                    field=field_label(self, name),
                )
            )

    def _never_negative(self):
        """Return the names of the fields that are 0 or more."""
        return ["due_days", "minimum_revenue", "daily_limit"]

    @api.constrains(lambda self: self._never_negative())
    def _check_positive(self):
        for reaction in self:
            for name in self._never_negative():
                if reaction[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "%(reaction)s: '%(field)s' is %(value)s; enter 0 or more.",
                            reaction=reaction.name,
                            field=field_label(self, name),
                            value=reaction[name],
                        )
                    )

    @api.constrains("rest_days")
    def _check_rest_days(self):
        for reaction in self:
            if reaction.rest_days < 1:
                raise ValidationError(
                    self.env._(
                        "%(reaction)s: '%(field)s' is %(value)s; enter 1 or more.",
                        reaction=reaction.name,
                        field=field_label(self, "rest_days"),
                        value=reaction.rest_days,
                    )
                )

    def _condition_consequence(self):
        return self.env._("The reaction is skipped.")

    def copy_data(self, default=None):
        """Copy what runs with all rights for administrators only."""
        values_list = super().copy_data(default)
        if self._has_field_access(self._fields["server_action_id"], "read"):
            for reaction, values in zip(self, values_list, strict=True):
                values.setdefault("server_action_id", reaction.server_action_id.id)
        return values_list

    def _statuses(self, name):
        """Return the statuses that ``from_status`` or ``to_status`` stands for."""
        self.ensure_one()
        choice = self[name]
        if not choice:
            return [status for status, _label in STATUSES]
        return list(STATUS_GROUPS.get(choice, (choice,)))

    def _concerned(self):
        """Return the SQL of whether a step, or a change of the past, concerns it."""
        self.ensure_one()
        if self.trigger == "stage":
            return SQL("to_stage_id = %s", self.to_stage_id._origin.id or None)
        if self.trigger != "status":
            return SQL("TRUE")
        return SQL(
            "from_status = ANY(%s) AND to_status = ANY(%s)",
            self._statuses("from_status"),
            self._statuses("to_status"),
        )

    def _within_limit(self, lines):
        """Return those of ``lines``, all of one company and day, to do on that day."""
        if not self.daily_limit or not lines:
            return lines
        done = self.env["customer.retention.reaction.log"].search_count(
            [
                ("reaction_id", "=", self.id),
                ("company_id", "=", lines[0].company_id.id),
                ("date", "=", lines[0].date),
                ("state", "in", ("done", "failed")),
                ("id", "not in", lines.ids),
            ]
        )
        return lines[: max(self.daily_limit - done, 0)]

    def _customers(self, company, as_of):
        """Return the query of the profiles of ``company`` this reaction is for.

        :raises ConditionError: when the condition cannot be used
        """
        domain = Domain("company_id", "=", company.id)
        if self.is_key_account_only:
            domain &= Domain("is_key_account", "=", True)
        if self.minimum_revenue:
            domain &= Domain("revenue_12m", ">=", self.minimum_revenue)
        if self.segment_ids:
            domain &= Domain("segment_ids", "in", self.segment_ids.ids)
        return self._condition_query(company, domain, as_of=as_of)

    def action_open_log(self):
        """Open what this reaction did."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_reaction_log_action"
        )
        return {**action, "domain": [("reaction_id", "=", self.id)]}
