from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..condition.domain import ConditionError
from ..labels import count, enumerated, mail_failure
from ..notification import notification

PAST_DAYS = 30
NAMED = 10  # customers who are named; of the others only the number


class CustomerRetentionReactionSwitch(models.TransientModel):
    """Asks before a reaction is switched on: whom would it have concerned of late?"""

    _name = "customer.retention.reaction.switch"
    _description = "Switch a Reaction On"
    _inherit = ["customer.retention.links.mixin"]

    reaction_id = fields.Many2one(
        "customer.retention.reaction",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The reaction that is to be switched on.",
    )
    summary = fields.Text(
        string="Past effect",
        compute="_compute_summary",
        help="Customers of the last 30 days in the current companies, as they are "
        "today. Nothing is done for them: it starts with what happens from now on.",
    )
    mails_customers = fields.Boolean(
        string="Emails customers",
        compute="_compute_summary",
        help="The email goes to the customers themselves.",
    )

    @api.depends("reaction_id")
    @api.depends_context("lang", "allowed_company_ids")
    def _compute_summary(self):
        for switch in self:
            reaction = switch.reaction_id
            reaction._check_may_use()
            customers = reaction._concerned_of_late()
            switch.mails_customers = reaction._mails_customers()
            switch.summary = switch._summarize(customers)

    def _summarize(self, customers):
        """Return in words who it would have been, for who may read these customers."""
        if not customers:
            return self.env._(
                "This reaction would have concerned no customer in the last 30 days."
            )
        names = enumerated(self.env, customers[:NAMED].mapped("partner_id.name"))
        if len(customers) > NAMED:
            names = self.env._("%(names)s, …", names=names)
        values = {
            "count": count(self.env, len(customers)),
            "names": names,
            "days": PAST_DAYS,
        }
        if self.mails_customers:
            return self.env._(
                "It writes to the customers themselves. Customers it would have "
                "written to in the last %(days)s days: %(count)s (%(names)s).",
                **values,
            )
        return self.env._(
            "Customers it would have concerned in the last %(days)s days: %(count)s "
            "(%(names)s).",
            **values,
        )

    def action_switch_on(self):
        """Switch the reaction on: it acts upon changes from now on.

        Whoever may not change what all companies share does so for the current one.
        """
        reaction = self.reaction_id
        if not reaction.has_access("write"):
            reaction = reaction._copy_for_company()
        reaction.active = True
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_test(self):
        """Send the mail to whoever asks, as a customer would get it.

        :return: a notification of where it went
        :raises UserError: where there is nothing to send, or nowhere to send it to
        """
        reaction = self.reaction_id
        reaction._check_may_use()
        return reaction._send_test()


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    has_copy = fields.Boolean(
        string="Has a copy here",
        compute="_compute_has_copy",
        help="The current company has a copy of its own, which replaces this one.",
    )

    @api.depends_context("company")
    def _compute_has_copy(self):
        copied = self._copies_in(self.env.company).shared_id
        for reaction in self:
            reaction.has_copy = reaction in copied

    def action_confirm_on(self):
        """Say whom it would have concerned, before this reaction is switched on."""
        self.ensure_one()
        self._check_may_use()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Switch on: %s", self.name),
            "res_model": "customer.retention.reaction.switch",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reaction_id": self.id},
        }

    def action_switch_off(self):
        """Switch this reaction off: nothing is done from now on."""
        self.active = False
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _mails_customers(self):
        return self.action == "mail" and self.mail_to == "customer"

    def _concerned_of_late(self):
        """Return the customers of the last days it would have concerned, those the
        user may see in the current companies, the last one first."""
        profiles = self.env["customer.retention.profile"]
        companies = self.env.companies & (self.company_id or self.env.companies)
        for company in companies:
            since = company._retention_today() - timedelta(days=PAST_DAYS)
            try:
                steps = self._past_steps(company, since)
            except ConditionError:
                continue
            rows = company._retention_env().execute_query(
                SQL("SELECT profile_id FROM (%s) step ORDER BY date DESC", steps)
            )
            profiles += profiles.browse(id_ for (id_,) in rows)
        return profiles._filtered_access("read")

    def _send_test(self):
        user = self.env.user
        if self.action != "mail":
            raise UserError(
                self.env._(
                    "%(name)s sends no email: there is nothing to test.", name=self.name
                )
            )
        if not user.email:
            raise UserError(
                self.env._("Enter your own email address under Preferences first.")
            )
        customers = self._concerned_of_late()
        profile = customers[:1] or customers.search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        if not profile:
            raise UserError(
                self.env._("There is no customer yet to make a test email for.")
            )
        self._check_target()
        mail_id = self.template_id.send_mail(
            profile.id,
            force_send=True,
            email_values={
                "email_to": user.email_formatted,
                "email_cc": False,
                "recipient_ids": [],
                "model": False,
                "res_id": False,
            },
        )
        mail = self.env["mail.mail"].sudo().browse(mail_id).exists()
        if mail.state == "exception":
            raise UserError(
                self.env._(
                    "The email could not be sent: %(reason)s. Check the outgoing mail "
                    "server and your address.",
                    reason=mail_failure(mail),
                )
            )
        return notification(
            self.env._(
                "An email about %(customer)s was sent to %(email)s.",
                customer=profile.partner_id.name,
                email=user.email,
            )
        )
