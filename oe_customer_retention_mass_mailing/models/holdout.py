"""Customers a mailing leaves alone, so that its effect can be known.

What is drawn, and what came of it, is kept by a reaction that only the mailing
triggers: it stands in the same report as the others.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from .recipients import PROFILE

MANAGER = "sales_team.group_sale_manager"


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    retention_holdout_percent = fields.Integer(
        string="Control group (%)",
        help="Percentage of customers who do not get this mailing, drawn at random "
        "when it is sent, and for good: only the comparison with them proves its "
        "effect. 0: everyone gets it.",
    )
    retention_reaction_id = fields.Many2one(
        "customer.retention.reaction",
        string="Effect kept by",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups=NO_ACCESS,
        help="The reaction under which the effect of this mailing is listed.",
    )
    retention_effect = fields.Char(
        string="Result",
        related="retention_reaction_id.effect_verdict",
        groups=MANAGER,
        help="What is known so far of the effect, in the current company.",
    )

    @api.constrains("retention_holdout_percent")
    def _check_retention_holdout(self):
        reactions = self.env["customer.retention.reaction"].sudo()
        for mailing in self:
            reactions.new(mailing._retention_values())._check_holdout_percent()

    def _retention_values(self):
        return {
            "name": self.subject or self.display_name,
            "active": False,
            "company_id": False,
            "trigger": "mailing",
            "action": "mailing",
            "holdout_percent": self.retention_holdout_percent,
        }

    def _get_remaining_recipients(self):
        """Leave out the customers who are drawn to be left alone."""
        found = super()._get_remaining_recipients()
        if self.mailing_model_real != PROFILE or not self.retention_holdout_percent:
            return found
        held_out = self._retention_held_out(found)
        return [id_ for id_ in found if id_ not in held_out]

    def _retention_held_out(self, profile_ids):
        """Return the ids of those left alone; who is not drawn yet is drawn now."""
        mailing = self.sudo()
        values = mailing._retention_values()
        if mailing.retention_reaction_id:
            mailing.retention_reaction_id.write(values)
        else:
            mailing.retention_reaction_id = mailing.retention_reaction_id.create(values)
        profiles = mailing.env[PROFILE].browse(profile_ids)
        for company, own in profiles.grouped("company_id").items():
            env = company._retention_env()
            company.with_env(env).env["customer.retention.holdout"]._decide(
                mailing.retention_reaction_id.with_env(env),
                company.with_env(env),
                company._retention_today(),
                SQL("SELECT UNNEST(%s) AS profile_id", own.ids),
            )
        drawn = mailing.env["customer.retention.holdout"].search(
            [
                ("reaction_id", "=", mailing.retention_reaction_id.id),
                ("profile_id", "in", profile_ids),
                ("is_held_out", "=", True),
            ]
        )
        return set(drawn.profile_id.ids)

    def action_open_retention_effect(self):
        """Open the effect of this mailing, month by month.

        :raises AccessError: for those who may not read effects
        """
        self.ensure_one()
        return self.sudo().retention_reaction_id.sudo(False).action_open_effect()


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    trigger = fields.Selection(
        selection_add=[("mailing", "A mailing with a control group")],
        ondelete={"mailing": "cascade"},
    )
    action = fields.Selection(
        selection_add=[("mailing", "Send the mailing")],
        ondelete={"mailing": "cascade"},
    )

    def _needed(self):
        return {**super()._needed(), "mailing": "name"}

    @api.constrains("trigger", "action", "active")
    def _check_mailing(self):
        for reaction in self:
            kinds = {reaction.trigger, reaction.action} & {"mailing"}
            if kinds and (reaction.active or not self.env.su):
                raise ValidationError(
                    self.env._(
                        "%(reaction)s: a mailing is sent by Email Marketing. Enter "
                        "its control group there; here choose another 'Trigger' and "
                        "'Action'.",
                        reaction=reaction.name,
                    )
                )

    def _concerned(self):
        return SQL("FALSE") if self.trigger == "mailing" else super()._concerned()
