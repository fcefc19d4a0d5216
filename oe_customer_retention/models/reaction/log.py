from odoo import api, fields, models
from odoo.fields import Domain

from ..history.transition import WATCHED_DAYS
from ..interaction.interaction import OUTCOMES
from ..labels import enumerated
from ..notification import SOFT_RELOAD, notification
from ..status import STATUSES


class CustomerRetentionReactionLog(models.Model):
    """One action of a reaction for a customer, and what came of it.

    Rows are written by ``customer.retention.reaction.engine`` only. One per reaction,
    customer and occasion; and while a silence lasts, one per reaction and customer.
    """

    _name = "customer.retention.reaction.log"
    _description = "Retention Reaction Log"
    _order = "date desc, id desc"
    _rec_name = "name"

    reaction_id = fields.Many2one(
        "customer.retention.reaction",
        readonly=True,
        index=True,
        ondelete="set null",
        help="Empty when the reaction was deleted.",
    )
    name = fields.Char(string="Reaction name", readonly=True)
    action = fields.Selection(
        lambda self: (
            self.env["customer.retention.reaction"]
            ._fields["action"]
            ._description_selection(self.env)
        ),
        readonly=True,
        help="What the reaction was to do when it was triggered.",
    )
    profile_id = fields.Many2one(
        "customer.retention.profile",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    date = fields.Date(
        string="Triggered on",
        required=True,
        readonly=True,
        help="The day of the refresh.",
    )
    transition_date = fields.Date(
        string="Changed on", readonly=True, help="The day the status or stage changed."
    )
    from_status = fields.Selection(
        STATUSES, string="From", readonly=True, help="The status before."
    )
    to_status = fields.Selection(
        STATUSES, string="To", readonly=True, help="The new status."
    )
    to_stage_id = fields.Many2one(
        "customer.lifecycle.stage",
        string="To stage",
        readonly=True,
        ondelete="set null",
        help="The stage that was reached.",
    )
    occasion = fields.Char(
        required=True, readonly=True, help="What it fires for only once."
    )
    is_lapse = fields.Boolean(
        string="Lapse",
        readonly=True,
        help="The customer became at risk: once per period of inactivity.",
    )
    silent_since = fields.Date(
        string="Inactive since", readonly=True, help="The last activity before."
    )
    lapse_end_date = fields.Date(
        string="Active again on",
        readonly=True,
        help="The day the customer was found to be active again, for whatever reason.",
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", readonly=True, ondelete="set null"
    )
    state = fields.Selection(
        [
            ("due", "In progress"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("snoozed", "Waiting: snoozed"),
            ("repeated", "Not repeated: follow-up open"),
            ("resting", "Not repeated: too soon"),
            ("over", "No longer needed"),
            ("postponed", "Waiting: daily limit"),
            ("held_out", "Control group"),
        ],
        required=True,
        readonly=True,
        index=True,
        help="Waiting: the customer is snoozed until a date; it is done then if it "
        "still holds. Not repeated: the follow-up of the same reaction is still open, "
        "or the days until it is done again are not over. Control group: drawn at "
        "random, so that its effect can be known.",
    )
    error = fields.Text(
        readonly=True, help="Why it failed. Fix the cause and try again."
    )
    activity_ids = fields.One2many(
        "mail.activity",
        "retention_log_id",
        string="Activities",
        context={"active_test": False},
        help="What was scheduled, done ones too.",
    )
    message_id = fields.Many2one(
        "mail.message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The email or the note in the customer's chatter.",
    )
    outcome_ids = fields.One2many(
        "customer.retention.interaction",
        "reaction_log_id",
        string="Outcomes",
        help="What was logged when its activities were done.",
    )
    follow_up = fields.Selection(
        [
            ("open", "To do"),
            ("done", "Done"),
            ("withdrawn", "Withdrawn: active again"),
            ("cancelled", "Cancelled"),
        ],
        string="Follow-up",
        compute="_compute_follow_up",
        search="_search_follow_up",
        compute_sudo=True,
        help="Whether its activities are still to be done, done, or were cancelled. "
        "Withdrawn: the customer was active again before anyone had handled them.",
    )
    withdrawn_on = fields.Date(
        string="Withdrawn on",
        readonly=True,
        help="The day its open activities were taken back: the customer was active "
        "again, and no one had changed them.",
    )
    outcome = fields.Selection(
        OUTCOMES,
        compute="_compute_outcome",
        compute_sudo=True,
        help="The last outcome given when its activities were done.",
    )
    returned_on = fields.Date(
        string="Bought again on",
        readonly=True,
        help=f"First purchase in the {WATCHED_DAYS} days after. It is not "
        "proven that this was the cause.",
    )

    _occasion_unique = models.UniqueIndex("(reaction_id, profile_id, occasion)")
    _open_lapse_unique = models.UniqueIndex(
        "(reaction_id, profile_id) WHERE is_lapse AND lapse_end_date IS NULL"
    )
    _company_date_idx = models.Index("(company_id, date)")

    def _make_room(self, others):
        """Let the lines of ``others`` join these, of one customer from now on.

        Of two open silences with the same reaction one goes on; an occasion of both
        is told apart.
        """
        going_on = self._open_silences().reaction_id
        for line in others._open_silences():
            if line.reaction_id in going_on:
                line.lapse_end_date = line.company_id._retention_today()
            going_on |= line.reaction_id
        for line in others:
            line.occasion = f"{line.occasion} ({line.id})"

    def _withdraw(self, day):
        """Take back what is still planned for silences that are over.

        What somebody has changed since is that person's, and stays.
        """
        planned = self.env["mail.activity"].search(
            [("retention_log_id", "in", self.ids)]
        )
        untouched = planned.filtered(
            lambda activity: activity.write_uid == activity.create_uid
        )
        if not untouched:
            return
        untouched.retention_log_id.withdrawn_on = day
        self.env["customer.retention.profile"].browse(
            untouched.mapped("res_id")
        )._message_log_batch(self._withdrawal_notes(untouched))
        untouched.unlink()

    def _withdrawal_notes(self, activities):
        """Return what to tell in the chatter, by profile."""
        return {
            profile_id: self.env._(
                "The customer is active again. Follow-ups no longer needed: "
                "%(activities)s.",
                activities=enumerated(
                    self.env,
                    [each.summary or each.activity_type_id.name for each in own],
                ),
            )
            for profile_id, own in activities.grouped("res_id").items()
        }

    def _open_silences(self):
        return self.filtered(lambda line: line.is_lapse and not line.lapse_end_date)

    @api.depends("activity_ids.active", "action", "state", "withdrawn_on")
    def _compute_follow_up(self):
        for line in self:
            line.follow_up = line._follow_up()

    def _follow_up(self):
        if self.action not in ("activity", "plan") or self.state != "done":
            return False
        if not self.activity_ids:
            return "withdrawn" if self.withdrawn_on else "cancelled"
        return "open" if any(self.activity_ids.mapped("active")) else "done"

    def _search_follow_up(self, operator, value):
        """Return the domain of these states of the follow-up."""
        if operator != "in":
            return NotImplemented
        planned = Domain("action", "in", ("activity", "plan"))
        planned &= Domain("state", "=", "done")
        still_open = Domain("activity_ids", "any!", [("active", "=", True)])
        closed = Domain("activity_ids", "any!", [("active", "=", False)])
        none_left = planned & ~closed & ~still_open
        domains = {
            "open": planned & still_open,
            "done": planned & closed & ~still_open,
            "withdrawn": none_left & Domain("withdrawn_on", "!=", False),
            "cancelled": none_left & Domain("withdrawn_on", "=", False),
            False: ~planned,
        }
        return Domain.OR(domains[choice] for choice in value if choice in domains)

    @api.depends("outcome_ids.outcome", "outcome_ids.date")
    def _compute_outcome(self):
        for line in self:
            said = line.outcome_ids.filtered("outcome").sorted("date")
            line.outcome = said[-1:].outcome

    def action_retry(self):
        """Try again what failed.

        :return: a notification of how many are done now
        :raises AccessError: for anybody but those who set up reactions
        """
        self.env["customer.retention.reaction"].check_access("write")
        self.check_access("read")
        failed = self.filtered(lambda line: line.state == "failed" and line.reaction_id)
        self.env["customer.retention.reaction.engine"].sudo()._retry(failed.sudo())
        left = failed.filtered(lambda line: line.state == "failed")
        return notification(
            self.env._(
                "%(done)s done, %(failed)s failed again.",
                done=len(failed - left),
                failed=len(left),
            ),
            type="warning" if left else "success",
            title=self.env._("Tried again"),
            next=SOFT_RELOAD,
        )
