from odoo import api, fields, models
from odoo.addons.oe_customer_retention.models.reaction.reaction import LONG_REST
from odoo.exceptions import ValidationError
from odoo.fields import Command


def _to_do(reactions):
    """Have those who gave coupons plan an activity, switched off: nothing is lost."""
    to_do = reactions.env.ref("mail.mail_activity_data_todo")
    values = {"active": False, "action": "activity", "activity_type_id": to_do.id}
    reactions.write(values)


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    action = fields.Selection(
        selection_add=[("coupon", "Give a coupon")], ondelete={"coupon": _to_do}
    )
    coupon_program_id = fields.Many2one(
        "loyalty.program",
        string="Coupon program",
        ondelete="restrict",
        check_company=True,
        domain="[('program_type', '=', 'coupons')]",
        help="Each customer gets a coupon of its own. Where the program sends an email "
        "with a new coupon, the customer gets that too.",
    )
    coupon_points = fields.Float(
        string="Coupon points",
        default=1,
        help="The points on the coupon; the rewards of the program say what they are "
        "worth.",
    )
    coupon_days = fields.Integer(
        string="Coupon valid for",
        default=30,
        help="Days from the day it is given; 0: no expiration date.",
    )
    coupon_redeemed = fields.Monetary(
        string="Redeemed",
        compute="_compute_coupon_redeemed",
        groups="sales_team.group_sale_manager",
        help="What coupons of this reaction took off confirmed orders and receipts of "
        "the current company, untaxed.",
    )

    def _usual_rest(self):
        return LONG_REST if self.action == "coupon" else super()._usual_rest()

    def _needed(self):
        return {**super()._needed(), "coupon": "coupon_program_id"}

    def _never_negative(self):
        return [*super()._never_negative(), "coupon_days"]

    @api.constrains("action", "coupon_program_id", "coupon_points")
    def _check_coupon(self):
        """Check what coupons are made of: when saved and when they are given.

        :raises ValidationError: saying what to choose instead
        """
        for reaction in self.sudo().filtered(lambda each: each.action == "coupon"):
            program = reaction.coupon_program_id
            if program.program_type != "coupons" or not program.active:
                raise ValidationError(
                    self.env._(
                        "%(reaction)s: '%(program)s' is archived, or gives no coupons; "
                        "choose a program of the type Coupons.",
                        reaction=reaction.name,
                        program=program.name,
                    )
                )
            if reaction.coupon_points <= 0:
                raise ValidationError(
                    self.env._(
                        "%(reaction)s: 'Coupon points' is %(points)s; enter more than "
                        "0.",
                        reaction=reaction.name,
                        points=reaction.coupon_points,
                    )
                )

    def _recipient_label(self):
        if self.action == "coupon":
            return self.env._("The customer")
        return super()._recipient_label()

    def _mails_customers(self):
        if self.action != "coupon":
            return super()._mails_customers()
        plans = self.coupon_program_id.sudo().communication_plan_ids
        return "create" in plans.mapped("trigger")

    def _do_coupon(self, lines):
        """Give each customer a coupon; who wants no mail gets none about it."""
        self._check_coupon()
        self._check_company(["coupon_program_id"])
        knows_refusals = "refuses_mail" in lines.profile_id._fields
        refusing = lines.filtered(
            lambda line: knows_refusals and line.profile_id.refuses_mail
        )
        self._give(lines - refusing)
        self.with_context(loyalty_no_mail=True)._give(refusing)

    def _give(self, lines):
        values = [self._coupon_values(line) for line in lines]
        self.env["loyalty.card"].create(values)

    def _coupon_values(self, line):
        days = self.coupon_days
        until = fields.Date.add(line.date, days=days) if days else False
        issued = {"issued": self.coupon_points, "description": self.name}
        return {
            "program_id": self.coupon_program_id.id,
            "partner_id": line.profile_id.partner_id.id,
            "points": self.coupon_points,
            "expiration_date": until,
            "history_ids": [Command.create(issued)],
            "retention_log_id": line.id,
        }

    @api.depends("action")
    @api.depends_context("company")
    def _compute_coupon_redeemed(self):
        effects = self.env["customer.retention.effect"]
        rows = effects._redeemed(self, self.env.company)
        for reaction in self:
            own = [row for row in rows if row["reaction_id"] == reaction._origin.id]
            reaction.coupon_redeemed = sum(row["amount"] for row in own)
