"""Checks that what a reaction uses works on customers: when saved and when run.

Templates, plans and server actions change later, and a program may choose any.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..groups import SALES

PROFILE = "customer.retention.profile"


class MailTemplate(models.Model):
    _inherit = "mail.template"

    # Who may write to a template of a reaction is a record rule on this.
    retention_reaction_ids = fields.One2many(
        "customer.retention.reaction",
        "template_id",
        string="Reactions",
        context={"active_test": False},
        groups=SALES,
        help="The reactions that send this template.",
    )


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    @api.constrains(
        "action", "activity_type_id", "plan_id", "template_id", "server_action_id"
    )
    def _check_target(self):
        """Check that what this reaction uses is made for customers.

        :raises ValidationError: saying what to choose instead
        """
        for reaction in self.sudo():
            target = reaction._target()
            model = reaction._target_model()
            if target and model != PROFILE:
                raise ValidationError(
                    self.env._(
                        "%(reaction)s: '%(target)s' works on %(model)s; choose one "
                        "that is made for customer retention profiles.",
                        reaction=reaction.name,
                        target=target.display_name,
                        model=model or self.env._("no model"),
                    )
                )
            if reaction.action == "mail" and target.report_template_ids:
                raise ValidationError(
                    self.env._(
                        "%(reaction)s: '%(target)s' attaches a report, made with one "
                        "person's rights and read by everyone who sees the customer. "
                        "Take 'Dynamic Reports' off the template.",
                        reaction=reaction.name,
                        target=target.display_name,
                    )
                )
            if reaction.action == "mail" and target:
                target._check_retention_said()

    def _target(self):
        """Return what the action uses, None for one that uses nothing."""
        return {
            "activity": self.activity_type_id,
            "plan": self.plan_id,
            "mail": self.template_id,
            "server": self.server_action_id,
        }.get(self.action)

    def _target_model(self):
        """Return the model that what the action uses is made for."""
        return {
            "activity": self.activity_type_id.res_model or PROFILE,
            "plan": self.plan_id.res_model,
            "mail": self.template_id.model,
            "server": self.server_action_id.model_name,
        }.get(self.action)
