from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html_escape, plaintext2html

from ..models.interaction.interaction import (
    ACTIVITY_TYPES,
    DIRECTIONS,
    KINDS,
    OUTCOMES,
    local_time,
)
from ..models.labels import counted, label
from ..models.notification import notification
from ..models.optional_fields import OptionalInteger
from ..models.status import LAPSED


class CustomerRetentionLog(models.TransientModel):
    """Log what was done with some customers, and what came of it.

    What is logged goes through Odoo's own activities, so that it is the contact that
    signals and reports count; a note goes into the chatter and is none.
    """

    _name = "customer.retention.log.wizard"
    _description = "Log a Contact"
    _inherit = ["customer.retention.links.mixin"]

    profile_ids = fields.Many2many(
        "customer.retention.profile", string="Customers", required=True
    )
    kind = fields.Selection(
        KINDS,
        required=True,
        default="call",
        help="How you were in touch.",
    )
    direction = fields.Selection(
        DIRECTIONS,
        required=True,
        default="outgoing",
        help="They contacted us: the customer called, wrote or came, which counts as "
        "activity.",
    )
    reached = fields.Boolean(
        string="Someone reached",
        default=True,
        help="Someone answered. An attempt that reached no one does not count as "
        "contact: the customer stays as inactive as before.",
    )
    outcome = fields.Selection(
        OUTCOMES,
        help="Whether the contact helps to keep the customer; empty: not given yet.",
    )
    loss_reason_id = fields.Many2one(
        "customer.retention.loss.reason",
        string="Reason",
        help="What the customer gave as the reason; kept on the customer, too. Empty: "
        "not known.",
    )
    asks_why = fields.Boolean(
        string="Asks why",
        compute="_compute_asks_why",
        help="The reason is asked for: it went badly, or a key account is at risk.",
    )
    date = fields.Datetime(
        required=True, default=fields.Datetime.now, help="In the past."
    )
    duration = OptionalInteger(string="Minutes", help="How long it took, in minutes.")
    partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer",
        help="The customer, where there is one only.",
    )
    why = fields.Char(
        string="Call reason today",
        compute="_compute_customer",
        help="Why the customer is to be called, with its own numbers.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact person",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="The person you were in touch with.",
    )
    summary = fields.Char(help="What it was about, in few words.")
    note = fields.Text(
        help="What was said and agreed; it is written to the customer and its contact "
        "too, for colleagues only."
    )
    open_activity_ids = fields.Many2many(
        "mail.activity",
        string="Open activities",
        compute="_compute_open_activity_ids",
        help="Activities planned for these customers that are now done.",
    )
    activity_id = fields.Many2one(
        "mail.activity",
        string="Activity to mark as done",
        compute="_compute_activity_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', open_activity_ids)]",
        help="The planned activity that is done with this. Empty: it stays planned.",
    )
    next_type_id = fields.Many2one(
        "mail.activity.type",
        string="Next step",
        default=lambda self: self.env.ref(
            ACTIVITY_TYPES["call"], raise_if_not_found=False
        ),
        domain="[('res_model', 'in', (False, 'customer.retention.profile'))]",
        help="What you will do next. It is planned once it has a date.",
    )
    next_date = fields.Date(
        string="Next step on",
        help="The day of the next step. Until then the customer is not in Call today. "
        "Empty: nothing is planned.",
    )
    next_summary = fields.Char(string="Subject", help="What the next step is about.")
    has_next = fields.Boolean(
        string="From Call today", help="Another customer comes after this one."
    )
    snoozed_until = fields.Date(
        string="Snooze until",
        help="Last day on which no reaction is run and the customer is not in Call "
        "today. Empty: do not snooze.",
    )
    snooze_reason = fields.Char(
        string="Snooze reason", help="Shown on the customer until then."
    )

    @api.depends("profile_ids")
    def _compute_open_activity_ids(self):
        for log in self:
            is_single = len(log.profile_ids) == 1
            log.open_activity_ids = is_single and log.profile_ids.activity_ids

    @api.depends("profile_ids")
    def _compute_customer(self):
        for log in self:
            profile = log.profile_ids if len(log.profile_ids) == 1 else None
            log.partner_id = profile and profile.partner_id
            log.why = profile and self._reasons(profile)

    def _reasons(self, profile):
        """Return the sentences that say why to call, those of its categories too."""
        rhythm = profile.rhythm_reason or profile.status_reason
        return " ".join(filter(None, (rhythm, profile.category_reason)))

    @api.depends("profile_ids")
    def _compute_contact_id(self):
        people = self.profile_ids._people_to_ask()
        for log in self:
            profile = log.profile_ids if len(log.profile_ids) == 1 else None
            log.contact_id = profile and people.get(profile._origin.id)

    @api.depends("open_activity_ids", "kind")
    def _compute_activity_id(self):
        kind_of = self.env["customer.retention.interaction"]._kind_of
        for log in self:
            log.activity_id = next(
                (
                    activity
                    for activity in log.open_activity_ids
                    if kind_of(activity.activity_type_id) == log.kind
                ),
                False,
            )

    def action_log(self):
        """Keep the outcome with each customer, and bring them up to date.

        :raises UserError: for a note without text, a next step on a day that is over,
            or a contact of somebody else
        """
        self.ensure_one()
        self._check_next_date()
        outcomes = self._log_notes() if self.kind == "note" else self._log_activities()
        outcomes.write(
            {
                "kind": self.kind,
                "direction": self.direction,
                "reached": self.direction == "incoming" or self.reached,
                "outcome": self.outcome,
                "loss_reason_id": self._loss_reason().id,
                "contact_id": self.contact_id.id,
                "summary": self.summary,
                "duration": self.duration,
                "date": self.date,
            }
        )
        if reason := self._loss_reason():
            self.profile_ids.loss_reason_id = reason
        self._tell_contacts()
        self._plan_next()
        if self.snoozed_until:
            self._snooze()
        self.profile_ids._refresh_soon()
        return self._notification()

    @api.depends("outcome", "kind", "profile_ids")
    def _compute_asks_why(self):
        for wizard in self:
            slips = wizard.profile_ids.filtered(
                lambda profile: profile.is_key_account and profile.status in LAPSED
            )
            is_said = wizard.outcome == "negative" or (wizard.outcome and slips)
            wizard.asks_why = bool(is_said) and wizard.kind != "note"

    def _loss_reason(self):
        """Return the reason, where it is asked for."""
        return self.loss_reason_id if self.asks_why else self.loss_reason_id.browse()

    def _check_next_date(self):
        today = self.env.company._retention_today()
        if self.next_date and self.next_date < today:
            raise UserError(
                self.env._(
                    "'Next step on' is %(date)s, which is in the past: choose today, "
                    "a later day, or none.",
                    date=self.next_date,
                )
            )

    def _log_notes(self):
        """Write the note where people look for notes: on each contact."""
        if not self.note:
            raise UserError(self.env._("'Note' is empty: enter a note."))
        outcomes = self.env["customer.retention.interaction"].sudo()
        noted = outcomes.create(
            [
                {
                    "profile_id": profile.id,
                    "note": self.note,
                    "message_id": profile.add_note(self.note),
                }
                for profile in self.profile_ids
            ]
        )
        return noted.sudo(False)

    def _tell_contacts(self):
        """Keep in the chatter of each contact what was logged, for colleagues only."""
        if self.kind == "note":
            return
        partners = self.profile_ids.partner_id
        partners.check_access("read")
        partners._message_log_batch(bodies=dict.fromkeys(partners.ids, self._told()))

    def _told(self):
        """Return what the chatter of the contact says of it.

        Everybody reads that: the outcome is for those who read logged contacts.
        """
        is_missed = self.direction == "outgoing" and not self.reached
        missed = is_missed and self.env._("no one reached")
        parts = [label(self, "kind"), self.contact_id.name, missed, self.summary]
        head = html_escape(" · ".join(part for part in parts if part))
        body = plaintext2html(self.note) if self.note else ""
        return Markup("<p>%s</p>%s") % (head, body)

    def _plan_next(self):
        """Plan the next step with each customer, as mine."""
        if not self.next_date:
            return
        self.profile_ids.activity_schedule(
            activity_type_id=self.next_type_id.id,
            date_deadline=self.next_date,
            summary=self.next_summary,
            user_id=self.env.uid,
            automated=False,
        )

    def _log_activities(self):
        """Complete the planned activity, or one made for the purpose.

        :raises UserError: for an activity with somebody else
        """
        if self.activity_id - self.open_activity_ids:
            raise UserError(
                self.env._(
                    "'Activity to mark as done' is %(activity)s, which is not planned "
                    "with this customer: choose one of its activities, or none.",
                    activity=self.activity_id.display_name,
                )
            )
        activities = self.activity_id or self._schedule()
        if self.summary:
            activities.summary = self.summary
        activities = activities.with_context(retention_logging=True)
        messages, _next = activities._action_done(feedback=self.note)
        messages.sudo().date = self.date
        return self.env["customer.retention.interaction"].search(
            [("message_id", "in", messages.ids)]
        )

    def _schedule(self):
        """Plan an activity of this kind, mine and for that day, on each customer."""
        day = local_time(self.date, self.env.tz).date()
        return self.profile_ids.activity_schedule(
            ACTIVITY_TYPES[self.kind],
            date_deadline=day,
            user_id=self.env.uid,
            automated=False,
        )

    def _snooze(self):
        reason = self.snooze_reason or self.note or self.env._("Was contacted")
        snooze = self.env["customer.retention.snooze"].create(
            {
                "profile_ids": self.profile_ids.ids,
                "snoozed_until": self.snoozed_until,
                "snooze_reason": reason,
            }
        )
        snooze.action_apply()

    def _notification(self):
        customers = len(self.profile_ids)
        name = (
            self.profile_ids.partner_id.name
            if customers == 1
            else counted(
                self.env,
                self.env._("%(count)s {count:customer|customers}"),
                count=customers,
            )
        )
        return notification(
            self.env._("Logged for %(customers)s.", customers=name),
            next={
                "type": "ir.actions.act_window_close",
                "infos": {"logged": self.profile_ids.ids},
            },
        )
