from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, clean_context

from ..labels import label
from ..server_fields import refuse_server_fields

KINDS = [
    ("call", "Call"),
    ("mail", "Email"),
    ("meeting", "Meeting"),
    ("note", "Note"),
    ("task", "Task"),
]
DIRECTIONS = [
    ("incoming", "They contacted us"),
    ("outgoing", "We contacted them"),
]
OUTCOMES = [
    ("positive", "Positive"),
    ("neutral", "Neutral"),
    ("negative", "Negative"),
]
ACTIVITY_TYPES = {
    "call": "mail.mail_activity_data_call",
    "mail": "mail.mail_activity_data_email",
    "meeting": "mail.mail_activity_data_meeting",
    "task": "mail.mail_activity_data_todo",
}

# What the signals read of it.
READ_BY_SIGNALS = {"direction", "reached", "kind", "outcome", "date"}


def local_time(moment, tz):
    """Return a UTC time in a timezone, but for those no calendar has there.

    :param datetime moment: as Odoo keeps it
    :param tzinfo tz: the timezone
    """
    moment = moment.replace(tzinfo=timezone.utc)
    try:
        return moment.astimezone(tz)
    except OverflowError:
        return moment


class CustomerRetentionInteraction(models.Model):
    """A call, mail, meeting, note or task with a customer, and what came of it.

    Each is backed by a message in the chatter: that of the completed activity, which
    is the contact the signals count, or a log note, which is none.
    """

    _name = "customer.retention.interaction"
    _description = "Customer Outcome"
    _inherit = ["customer.retention.links.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    profile_id = fields.Many2one(
        "customer.retention.profile",
        readonly=True,
        index=True,
        ondelete="set null",
        help="Empty while the customer has none, for example when no document is left.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_customer",
        store=True,
        precompute=True,
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_customer",
        store=True,
        precompute=True,
        required=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Logged by",
        readonly=True,
        copy=False,
        index=True,
        ondelete="set null",
        default=lambda self: self.env.user,
    )
    date = fields.Datetime(
        required=True, default=fields.Datetime.now, help="When it took place."
    )
    day = fields.Date(
        compute="_compute_day",
        store=True,
        precompute=True,
        help="The date in the timezone of the company.",
    )
    kind = fields.Selection(
        KINDS, required=True, default="call", help="How you were in touch."
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
        help="Someone answered. An attempt that reached no one does not count as "
        "contact.",
    )
    duration = fields.Integer(string="Minutes", help="How long it took, in minutes.")
    outcome = fields.Selection(
        OUTCOMES,
        help="Whether the contact helps to keep the customer; empty: not given yet.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact person",
        index="btree_not_null",
        ondelete="set null",
        help="The person you were in touch with.",
    )
    summary = fields.Char(help="What it was about, in few words.")
    note = fields.Text(help="What was said and agreed.")
    message_id = fields.Many2one(
        "mail.message",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The trace in the chatter: the completed activity, or the note.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Log what was done: with whom is chosen, by whom follows."""
        for vals in vals_list:
            self._refuse_server_fields(vals.keys() - {"profile_id"})
        self = self.with_context(clean_context(self.env.context))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_server_fields(vals)
        result = super().write(vals)
        if READ_BY_SIGNALS & vals.keys():
            self.env["customer.retention.stale"]._note(self.sudo().partner_id)
        return result

    def unlink(self):
        customers = self.sudo().partner_id
        result = super().unlink()
        self.env["customer.retention.stale"]._note(customers)
        return result

    def _refuse_server_fields(self, names):
        remedy = self.env._("It shows who logged what, and where: log another one.")
        refuse_server_fields(self, names, remedy)

    @api.depends("profile_id")
    def _compute_customer(self):
        for outcome in self:
            if outcome.profile_id:
                outcome.partner_id = outcome.profile_id.partner_id
                outcome.company_id = outcome.profile_id.company_id

    @api.depends("date", "company_id")
    def _compute_day(self):
        for outcome in self:
            tz = ZoneInfo(outcome.company_id._retention_timezone())
            outcome.day = local_time(outcome.date, tz).date()

    @api.depends("kind", "partner_id", "outcome")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for outcome in self:
            outcome.display_name = self.env._(
                "%(kind)s, %(customer)s: %(outcome)s",
                kind=label(outcome, "kind"),
                customer=outcome.partner_id.display_name,
                outcome=label(outcome, "outcome") or self.env._("not given yet"),
            )

    @api.constrains("contact_id")
    def _check_contact(self):
        for outcome in self:
            contact = outcome.contact_id
            if contact and contact.commercial_partner_id != outcome.partner_id:
                contact.sudo(False).check_access("read")  # the error names it
                raise ValidationError(
                    self.env._(
                        "'Contact person' is %(contact)s, who is not a contact of "
                        "%(customer)s: choose one of its contacts, or none.",
                        contact=contact.display_name,
                        customer=outcome.partner_id.display_name,
                    )
                )

    @api.constrains("duration")
    def _check_duration(self):
        for outcome in self:
            if outcome.duration < 0:
                raise ValidationError(
                    self.env._(
                        "'Minutes' is %(minutes)s: enter how long it took, 0 where "
                        "that does not matter.",
                        minutes=outcome.duration,
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        for outcome in self:
            if outcome.date > fields.Datetime.now():
                raise ValidationError(
                    self.env._(
                        "'Date' lies in the future (%(date)s): log what has taken "
                        "place, and plan an activity for the future.",
                        date=local_time(outcome.date, self.env.tz),
                    )
                )

    @api.model
    def _kind_of(self, activity_type):
        """Return the kind of outcome that completing such an activity has."""
        id_of = self.env["ir.model.data"]._xmlid_to_res_id
        for kind, xmlid in ACTIVITY_TYPES.items():
            if activity_type.ids == [id_of(xmlid)]:
                return kind
        by_category = {"phonecall": "call", "meeting": "meeting"}
        return by_category.get(activity_type.category, "task")

    @api.model
    def _link(self, scope):
        """Attach the outcomes to the present profiles of their customers.

        A customer who lost its profile, or became a contact of another one, finds them
        again.

        :param Scope scope: company and customers
        """
        self.env.cr.execute(
            SQL(
                """UPDATE customer_retention_interaction outcome
                   SET profile_id = profile.id
                   FROM res_partner contact
                   JOIN customer_retention_profile profile
                     ON profile.partner_id = contact.commercial_partner_id
                   WHERE contact.id = outcome.partner_id
                     AND profile.company_id = %s
                     AND outcome.company_id = profile.company_id
                     AND outcome.profile_id IS DISTINCT FROM profile.id %s""",
                scope.company.id,
                scope.only("profile.partner_id", scope.customer_ids),
            )
        )
