"""Completed activities with customers are asked what came of them."""

from odoo import api, fields, models

from .interaction import OUTCOMES

PROFILE = "customer.retention.profile"


class MailActivity(models.Model):
    _inherit = "mail.activity"

    retention_outcome = fields.Selection(
        OUTCOMES,
        string="Outcome",
        help="How it went, for the customer to stay; empty: not said yet.",
    )
    asks_retention_outcome = fields.Boolean(
        compute="_compute_asks_retention_outcome",
        help="The activity is about a customer of whom outcomes are kept.",
    )

    retention_log_id = fields.Many2one(
        "customer.retention.reaction.log",
        string="Reaction",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The reaction that planned the activity.",
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("company")
    def _compute_asks_retention_outcome(self):
        for model, activities in self.grouped("res_model").items():
            ids = activities.mapped("res_id")
            profiles = self.env[PROFILE]._of_documents(model, ids)
            for activity in activities:
                activity.asks_retention_outcome = activity.res_id in profiles

    def _to_store_defaults(self, target):
        return [*super()._to_store_defaults(target), "asks_retention_outcome"]

    def _action_done(self, feedback=False, attachment_ids=None):
        """Keep an outcome of each activity with a customer, said or not yet."""
        known = {}
        for activity in self:
            answers = known.setdefault((activity.res_model, activity.res_id), [])
            answers.append((activity.retention_outcome, activity.retention_log_id.id))
        messages, next_activities = super()._action_done(feedback, attachment_ids)
        for model, done in messages.sudo().grouped("model").items():
            profiles = self.env[PROFILE]._of_documents(model, done.mapped("res_id"))
            self._keep_outcomes(done, profiles, known, feedback)
        return messages, next_activities

    def _keep_outcomes(self, messages, profiles, known, feedback):
        """Create an outcome for each message about a customer.

        :param known: ``(outcome, reaction log id)`` of the activities of each
            document, in the order of their messages
        """
        outcomes = self.env["customer.retention.outcome"].sudo()
        values_list = []
        for message in messages:
            if profile := profiles.get(message.res_id):
                outcome, log_id = known[message.model, message.res_id].pop(0)
                values_list.append(
                    {
                        "profile_id": profile.id,
                        "user_id": self.env.uid,
                        "date": message.date,
                        "kind": outcomes._kind_of(message.mail_activity_type_id),
                        "outcome": outcome,
                        "note": feedback,
                        "message_id": message.id,
                        "reaction_log_id": log_id,
                    }
                )
        outcomes.create(values_list)
