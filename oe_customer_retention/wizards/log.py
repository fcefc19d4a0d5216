from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.interaction.interaction import (
    ACTIVITY_TYPES,
    DIRECTIONS,
    KINDS,
    OUTCOMES,
)


class CustomerRetentionLog(models.TransientModel):
    """Log what was done with some customers, and what came of it.

    What is logged goes through Odoo's own activities, so that it is the contact that
    signals and reports count; a note goes into the chatter and is none.
    """

    _name = "customer.retention.log.wizard"
    _description = "Log a Contact"

    profile_ids = fields.Many2many(
        "customer.retention.profile", string="Customers", required=True
    )
    kind = fields.Selection(
        KINDS,
        string="What",
        required=True,
        default="call",
        help="How you were in touch.",
    )
    direction = fields.Selection(
        DIRECTIONS,
        string="Who",
        required=True,
        default="outgoing",
        help="Incoming: the customer called, wrote or came, which ends its silence.",
    )
    reached = fields.Boolean(
        string="Somebody reached",
        default=True,
        help="Somebody answered. An attempt that reached nobody is no contact: the "
        "customer stays as silent as before.",
    )
    outcome = fields.Selection(
        OUTCOMES, help="Whether it helps to keep the customer; empty: not said yet."
    )
    date = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now, help="In the past."
    )
    duration = fields.Integer(string="Minutes", help="How long it took, in minutes.")
    note = fields.Text(
        help="What was said and agreed; it is written to the customer too."
    )
    open_activity_ids = fields.Many2many(
        "mail.activity",
        compute="_compute_open_activity_ids",
        help="Activities planned for these customers that are now done.",
    )
    activity_id = fields.Many2one(
        "mail.activity",
        string="Completes",
        compute="_compute_activity_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', open_activity_ids)]",
        help="The planned activity that is done with this. Empty: it stays planned.",
    )
    snoozed_until = fields.Date(
        string="Leave alone until",
        help="Last day on which no reaction is run and the customer is not in Call "
        "today. Empty: do not wait.",
    )
    snooze_reason = fields.Char(
        string="Why wait", help="Shown on the customer until then."
    )

    @api.depends("profile_ids")
    def _compute_open_activity_ids(self):
        for log in self:
            is_single = len(log.profile_ids) == 1
            log.open_activity_ids = is_single and log.profile_ids.activity_ids

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

        :raises UserError: for a note without text
        """
        self.ensure_one()
        outcomes = self._log_notes() if self.kind == "note" else self._log_activities()
        outcomes.write(
            {
                "kind": self.kind,
                "direction": self.direction,
                "reached": self.direction == "incoming" or self.reached,
                "outcome": self.outcome,
                "duration": self.duration,
                "date": self.date,
            }
        )
        if self.snoozed_until:
            self._snooze()
        self.profile_ids._refresh_soon()
        return self._notification()

    def _log_notes(self):
        if not self.note:
            raise UserError(self.env._("'Note' is empty: write what is to be kept."))
        outcomes = self.env["customer.retention.interaction"].sudo()
        noted = outcomes.create(
            [
                {
                    "profile_id": profile.id,
                    "note": self.note,
                    "message_id": profile.message_post(
                        body=self.note,
                        message_type="comment",
                        subtype_xmlid="mail.mt_note",
                    ).id,
                }
                for profile in self.profile_ids
            ]
        )
        return noted.sudo(False)

    def _log_activities(self):
        """Complete the planned activity, or one made for the purpose."""
        activities = self.activity_id or self._schedule()
        messages, _next = activities._action_done(feedback=self.note)
        messages.sudo().date = self.date
        return self.env["customer.retention.interaction"].search(
            [("message_id", "in", messages.ids)]
        )

    def _schedule(self):
        """Plan an activity of this kind, mine and for that day, on each customer."""
        day = fields.Datetime.context_timestamp(self, self.date).date()
        return self.profile_ids.activity_schedule(
            ACTIVITY_TYPES[self.kind],
            date_deadline=day,
            user_id=self.env.uid,
            automated=False,
        )

    def _snooze(self):
        reason = self.snooze_reason or self.note or self.env._("Contacted")
        snooze = self.env["customer.retention.snooze"].create(
            {
                "profile_ids": self.profile_ids.ids,
                "snoozed_until": self.snoozed_until,
                "snooze_reason": reason,
            }
        )
        snooze.action_apply()

    def _notification(self):
        count = len(self.profile_ids)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Logged"),
                "message": self.env._(
                    "Kept with %(customers)s.",
                    customers=self.profile_ids.partner_id.name
                    if count == 1
                    else self.env._("%(count)s customers", count=count),
                ),
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
