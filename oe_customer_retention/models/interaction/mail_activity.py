"""Completed activities with customers are asked what came of them."""

from odoo import api, fields, models

from .interaction import OUTCOMES

PROFILE = "customer.retention.profile"


class MailActivity(models.Model):
    _inherit = "mail.activity"

    retention_outcome = fields.Selection(
        OUTCOMES,
        string="Outcome",
        help="Whether the contact helps to keep the customer; empty: not given yet.",
    )
    asks_retention_outcome = fields.Boolean(
        string="Asks for an outcome",
        compute="_compute_asks_retention_outcome",
        help="The activity is about a customer whose outcomes are recorded.",
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
            answers.append(activity._outcome_values())
        messages, next_activities = super()._action_done(feedback, attachment_ids)
        for model, done in messages.sudo().grouped("model").items():
            profiles = self.env[PROFILE]._of_documents(model, done.mapped("res_id"))
            self._keep_outcomes(done, profiles, known, feedback)
        return messages, next_activities

    def _outcome_values(self):
        """Return what the outcome of this activity takes over from it.

        An activity that is only marked as done reached nobody, as far as we know.
        """
        return {
            "summary": self.summary,
            "outcome": self.retention_outcome,
            "reached": bool(self.retention_outcome),
        }

    def _keep_outcomes(self, messages, profiles, known, feedback):
        """Create an outcome for each message about a customer, who is up to date then:
        where a contact is logged, once all about it is written.

        :param known: :meth:`_outcome_values` of the activities of each document, in
            the order of their messages
        """
        outcomes = self.env["customer.retention.interaction"].sudo()
        values_list = []
        for message in messages:
            if profile := profiles.get(message.res_id):
                values_list.append(
                    {
                        **known[message.model, message.res_id].pop(0),
                        "profile_id": profile.id,
                        "user_id": self.env.uid,
                        "date": message.date,
                        "kind": outcomes._kind_of(message.mail_activity_type_id),
                        "note": feedback,
                        "message_id": message.id,
                    }
                )
        profiles = outcomes.create(values_list).profile_id
        if not self.env.context.get("retention_logging"):
            profiles._refresh_soon()
